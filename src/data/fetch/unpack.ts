import { basename } from "node:path";
import { unzipSync } from "fflate";
import { DownloadError } from "./download-error";

/**
 * The wanted file out of a download: from a zip the one of these names (or its only table), else the download itself.
 * @param names file names that will do, best first
 */
export function unpack(bytes: Uint8Array, names: readonly string[]): Uint8Array {
  if (bytes.length === 0) throw new DownloadError("damaged", "The download is empty: fetch it again.");
  if (bytes[0] === 0x3c) {
    const message = "A web page arrived instead of a file: Kaggle may be down or ask for a token; try again later.";
    throw new DownloadError("wrong-content", message);
  }
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return bytes;
  const seen: string[] = [];
  try {
    unzipSync(bytes, {
      filter: (file) => {
        seen.push(file.name);
        return false;
      },
    });
    const wanted = choose(seen, names);
    if (wanted !== undefined) return unzipSync(bytes, { filter: (file) => file.name === wanted })[wanted];
  } catch (error) {
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
  const tables = seen.filter((path) => /\.(csv|tsv|txt)$/i.test(path));
  return tables.length === 1 ? tables[0] : undefined;
}
