import { basename, dirname, join } from "node:path";
import { ArgumentError } from "../base/check";
import { MAX_BYTES } from "../base/read-file";
import type { CatalogueEntry } from "./catalogue";
import { isZip, joinParts, unpack } from "./fetch/unpack";
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
