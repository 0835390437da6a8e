import { basename, dirname, join } from "node:path";
import { ArgumentError } from "../base/check";
import type { CatalogueEntry } from "./catalogue";
import { isZip, unpack } from "./fetch/unpack";
import { joinParts } from "./parts";
import { readBytes } from "./text-file";

/**
 * The bytes of someone's copy of a set: a file, also gzipped; the file in a zip; or parts that lie in one folder, of which
 * `path` is the first.
 */
export function bytesOfCopy(entry: CatalogueEntry, path: string): Buffer {
  const { kaggle, files, parts } = entry;
  if (parts && basename(path) === parts[0]) return joinParts(parts, (name) => readBytes(join(dirname(path), name)));
  const bytes = readBytes(path);
  if (!isZip(bytes)) return bytes;
  try {
    return Buffer.from(unpack(bytes, [kaggle.file, ...files], parts));
  } catch (error) {
    throw new ArgumentError("file", path, (error as Error).message);
  }
}
