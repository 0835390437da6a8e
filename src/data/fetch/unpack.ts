import { basename } from "node:path";
import { unzipSync } from "fflate";
import { ArgumentError } from "../../base/check";
import { joinParts } from "../parts";
import { DownloadError } from "./download-error";

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/**
 * The wanted file out of a download: from a zip the one of these names (or its parts joined, or its only table), else the
 * download itself.
 * @param names file names that will do, best first
 * @param parts names of the files to be joined where there is none of those names
 */
export function unpack(bytes: Uint8Array, names: readonly string[], parts: readonly string[] = []): Uint8Array {
  if (bytes.length === 0) throw new DownloadError("damaged", "The download is empty: fetch it again.");
  if (bytes[0] === 0x3c) {
    const message = "A web page arrived instead of a file: Kaggle may be down or ask for a token; try again later.";
    throw new DownloadError("wrong-content", message);
  }
  if (!isZip(bytes)) return bytes;
  const seen: string[] = [];
  try {
    unzipSync(bytes, {
      filter: (file) => {
        seen.push(file.name);
        return false;
      },
    });
    const take = (name: string): Uint8Array => unzipSync(bytes, { filter: (file) => file.name === name })[name];
    const wanted = choose(seen, names);
    if (wanted !== undefined) return take(wanted);
    const pathOf = new Map(parts.map((part) => [part, choose(seen, [part])]));
    if (pathOf.size > 0 && [...pathOf.values()].every((path) => path !== undefined)) {
      return joinParts(parts, (part) => take(pathOf.get(part) as string));
    }
    const tables = seen.filter((path) => /\.(csv|tsv|txt)$/i.test(path));
    if (tables.length === 1) return take(tables[0]);
  } catch (error) {
    if (error instanceof ArgumentError) throw new DownloadError("wrong-content", error.message, { cause: error });
    const detail = (error as Error).message;
    throw new DownloadError("damaged", `The zip is damaged or cut short (${detail}): fetch it again.`, {
      cause: error,
    });
  }
  const message = `The zip holds ${seen.join(", ") || "nothing"}, and none of ${names.join(", ")}: unpack it yourself and name the file.`;
  throw new DownloadError("wrong-content", message);
}

function choose(seen: readonly string[], names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = seen.find((path) => basename(path).toLowerCase() === basename(name).toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}
