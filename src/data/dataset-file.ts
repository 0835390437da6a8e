import { catalogueEntry } from "./catalogue";
import { locate } from "./locate";

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
