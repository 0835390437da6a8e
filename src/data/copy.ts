import { basename, dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { ArgumentError } from "../base/check";
import { MAX_BYTES } from "../base/read-file";
import type { CatalogueEntry } from "./catalogue";
import { DownloadError } from "./fetch/download-error";
import { gunzipped, readBytes } from "./text-file";

/**
 * The bytes of someone's copy of a set: a file, also gzipped; the file in a zip; or parts that lie in one folder, of which
 * `path` is the first.
 *
 * @param maxBytes the most that it may have, as it is and unpacked; parts together
 */
export function bytesOfCopy(entry: CatalogueEntry, path: string, maxBytes: number = MAX_BYTES): Buffer {
  const { parts } = entry;
  if (parts && basename(path) === parts[0]) {
    let left = maxBytes;
    return joinParts(parts, (name) => {
      const bytes = readBytes(join(dirname(path), name), left);
      left = Math.max(1, left - bytes.length);
      return bytes;
    });
  }
  const bytes = readBytes(path, maxBytes);
  if (!isZip(bytes)) return bytes;
  try {
    return unpackedCopy(entry, bytes, path, maxBytes);
  } catch (error) {
    throw new ArgumentError("file", path, (error as Error).message);
  }
}

/**
 * The set's file out of what was downloaded: out of a zip, unpacked if gzipped.
 *
 * @throws DownloadError where it is not in the zip, damaged or larger
 */
export function unpackedCopy(
  { kaggle, files, parts }: CatalogueEntry,
  bytes: Buffer,
  source: string,
  maxBytes: number = MAX_BYTES,
): Buffer {
  const { buffer, byteOffset, length } = unpack(bytes, maxBytes, [kaggle.file, ...files], parts);
  return gunzipped(Buffer.from(buffer, byteOffset, length), source, maxBytes);
}

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

const LINE_FEED = 10;
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
      const unpacked = unzipSync(bytes, { filter: ({ name }) => chosen.includes(name) }); // each at most of the size that it says
      return chosen.map((name) => unpacked[name]);
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
 * Joins delimited texts of one header to one text, in the order of their names.
 * @throws ArgumentError that names the part whose header differs from the first one's
 */
export function joinParts(names: readonly string[], read: (name: string) => Uint8Array): Buffer {
  const joined: Buffer[] = [];
  let header = "";
  for (const [index, name] of names.entries()) {
    const bytes = Buffer.from(read(name));
    const body = bytes.indexOf(LINE_FEED) + 1;
    const own = bytes.subarray(0, body).toString("utf8").trim();
    if (index === 0) header = own;
    if (own !== header) throw new ArgumentError(`${name}, line 1`, own, `${names[0]} begins with ${header}.`);
    joined.push(index === 0 ? bytes : bytes.subarray(body));
    if (bytes.at(-1) !== LINE_FEED) joined.push(Buffer.from([LINE_FEED]));
  }
  return Buffer.concat(joined);
}

function choose(seen: readonly string[], names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = seen.find((path) => basename(path).toLowerCase() === basename(name).toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}
