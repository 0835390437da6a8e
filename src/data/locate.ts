import { statSync } from "node:fs";
import { join } from "node:path";
import { ArgumentError } from "../base/check";
import { cacheFolder, packageRoot } from "../base/files";
import { type CatalogueEntry, catalogueEntry } from "./catalogue";

/**
 * Where a set lies on this machine: in the package, in LAI_DATA_DIR or in the cache, in this order; or nowhere. Of a set in
 * parts that are all there, the first.
 */
export function locate(entry: CatalogueEntry): string | undefined {
  if (entry.embedded) return join(packageRoot(), "data", entry.embedded);
  const folders: string[] = [];
  const own = process.env.LAI_DATA_DIR;
  if (own) {
    if (!statSync(own, { throwIfNoEntry: false })?.isDirectory())
      throw new ArgumentError("LAI_DATA_DIR", own, "there is no such folder: set it to your data's folder.");
    folders.push(own, join(own, entry.id));
  }
  folders.push(join(cacheFolder(), entry.id));
  for (const folder of folders) {
    // in a folder that is shared by several sets, a general name such as train.csv says nothing
    const names = folder === own ? entry.files.filter((name) => !GENERAL_NAMES.has(name)) : entry.files;
    const isHere = (name: string): boolean =>
      statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true;
    const found = names.find(isHere);
    if (found !== undefined) return join(folder, found);
    if (entry.parts?.every(isHere)) return join(folder, entry.parts[0]);
  }
  return undefined;
}

const GENERAL_NAMES = new Set(["train.csv", "test.csv", "data.csv"]);

/** Thrown where the file of a data set is not on this machine; the message says in a line how to get it. */
export class MissingDataError extends Error {
  override readonly name: string = "MissingDataError";
  constructor(readonly id: string) {
    super(
      `${id} is not on this machine: get it with \`npx lai data fetch ${id}\` (from Kaggle, no account needed), ` +
        "or set LAI_DATA_DIR to the folder of your own copy.",
    );
  }
}

/**
 * Path of a catalogue's file as Kaggle has it: in the package, in LAI_DATA_DIR, or in the cache of `lai data fetch`. Nothing is
 * downloaded.
 *
 * @param id such as "diamonds"; `listDatasets()` has them all
 * @throws MissingDataError where it is not on this machine; a notebook that is run headless skips the cells that need it
 * @example const raw = readTable(datasetFile("diamonds"));
 */
export function datasetFile(id: string): string {
  const path = locate(catalogueEntry(id));
  if (path === undefined) throw new MissingDataError(id);
  return path;
}
