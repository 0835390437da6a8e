import { basename, dirname, join } from "node:path";
import { ArgumentError } from "../base/check";
import { MAX_BYTES } from "../base/read-file";
import type { CatalogueEntry } from "./catalogue";
import { isZip, unpack } from "./fetch/unpack";
import { joinParts } from "./parts";
import { readBytes } from "./text-file";

/**
 * The bytes of someone's copy of a set: a file, also gzipped; the file in a zip; or parts that lie in one folder, of which
 * `path` is the first.
 *
 * @param maxBytes the most that it may have, as it is and unpacked; parts together
 */
export function bytesOfCopy(entry: CatalogueEntry, path: string, maxBytes: number = MAX_BYTES): Buffer {
  const { kaggle, files, parts } = entry;
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
    const { buffer, byteOffset, length } = unpack(bytes, maxBytes, [kaggle.file, ...files], parts);
    return Buffer.from(buffer, byteOffset, length);
  } catch (error) {
    throw new ArgumentError("file", path, (error as Error).message);
  }
}
