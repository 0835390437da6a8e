import { catalogueEntry, kagglePage } from "./catalogue";
import type { Dataset } from "./dataset";
import { locate } from "./locate";
import { readCatalogued } from "./read-catalogued";

export interface LoadOptions {
  /** the file to read for this set, wherever it lies; defaults to the embedded copy, LAI_DATA_DIR, the cache */
  file?: string;
}

/**
 * Loads a data set of the catalogue, its values checked by hash.
 * @param id such as "diamonds"; `listDatasets()` has them all
 */
export async function loadDataset(id: string, options: LoadOptions = {}): Promise<Dataset> {
  const entry = catalogueEntry(id);
  const file = options.file ?? locate(entry);
  if (file !== undefined) return readCatalogued(entry, file);
  throw new Error(
    `${id} is not on this machine: get ${entry.kaggle.file} from ${kagglePage(entry)}, put it in a folder and set LAI_DATA_DIR to that folder.`,
  );
}
