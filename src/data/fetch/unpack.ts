import { basename } from "node:path";
import { Unzip, UnzipInflate, unzipSync } from "fflate";
import { ArgumentError } from "../../base/check";
import { joinParts } from "../parts";
import { DownloadError } from "./download-error";

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/** Bytes of a zip that are unpacked at a time: what comes of them is at most 1032 times as long. */
const STEP = 2 ** 16;
/** Names that a message shows. */
const SHOWN = 10;

/**
 * The wanted file out of a download: from a zip the one of these names (or its parts joined, or its only table), else the
 * download itself.
 * @param maxBytes the most that it, or its parts together, may have unpacked
 * @param names file names that will do, best first
 * @param parts names of the files to be joined where there is none of those names
 * @throws DownloadError where there is no such file, where it is damaged, or larger
 */
export function unpack(
  bytes: Uint8Array,
  maxBytes: number,
  names: readonly string[],
  parts: readonly string[] = [],
): Uint8Array {
  if (bytes.length === 0) throw new DownloadError("damaged", "The download is empty: fetch it again.");
  if (bytes[0] === 0x3c) {
    const message = "A web page arrived instead of a file: Kaggle may be down or ask for a token; try again later.";
    throw new DownloadError("wrong-content", message);
  }
  if (!isZip(bytes)) return bytes;
  const sizes = new Map<string, number>();
  try {
    unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        sizes.set(name, originalSize);
        return false;
      },
    });
    const seen = [...sizes.keys()];
    const take = (chosen: readonly string[]): Uint8Array[] => {
      const total = chosen.reduce((sum, name) => sum + (sizes.get(name) as number), 0);
      if (total > maxBytes) {
        const message = `${chosen.join(", ")} in the zip unpacks to ${total} bytes, more than the limit of ${maxBytes}: a larger maxBytes (--max-bytes) allows it.`;
        throw new DownloadError("too-large", message);
      }
      return chosen.map((name) => entryOf(bytes, name, sizes.get(name) as number));
    };
    const wanted = choose(seen, names);
    if (wanted !== undefined) return take([wanted])[0];
    const paths = parts.map((part) => choose(seen, [part]));
    if (parts.length > 0 && paths.every((path) => path !== undefined)) {
      const unpacked = take(paths);
      return joinParts(parts, (part) => unpacked[parts.indexOf(part)]);
    }
    const tables = seen.filter((path) => /\.(csv|tsv|txt)$/i.test(path));
    if (tables.length === 1) return take(tables)[0];
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    if (error instanceof ArgumentError) throw new DownloadError("wrong-content", error.message, { cause: error });
    const detail = (error as Error).message;
    throw new DownloadError("damaged", `The zip is damaged or cut short (${detail}): fetch it again.`, {
      cause: error,
    });
  }
  const seen = [...sizes.keys()];
  const held = seen.length > SHOWN ? `${seen.slice(0, SHOWN).join(", ")}, ...` : seen.join(", ");
  const message = `The zip holds ${held || "nothing"}, and none of ${names.join(", ")}: unpack it yourself and name the file.`;
  throw new DownloadError("wrong-content", message);
}

/**
 * Unpacks one file of a zip piece by piece into the bytes that it says it has, so that one which holds more never gets them:
 * fflate's unzipSync would cut it there without a word.
 */
function entryOf(bytes: Uint8Array, name: string, size: number): Uint8Array {
  const unpacked = new Uint8Array(size);
  let length = 0;
  let found = false;
  const unzip = new Unzip((file) => {
    if (found || file.name !== name) return;
    found = true;
    file.ondata = (error, chunk) => {
      if (error) throw error;
      if (length + chunk.length > size) throw new Error(`${name} holds more than the ${size} bytes that it says`);
      unpacked.set(chunk, length);
      length += chunk.length;
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < bytes.length; at += STEP) unzip.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
  if (length < size) throw new Error(`${name} holds ${length} of the ${size} bytes that it says`);
  return unpacked;
}

function choose(seen: readonly string[], names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = seen.find((path) => basename(path).toLowerCase() === basename(name).toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}
