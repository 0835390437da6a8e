import { existsSync } from "node:fs";
import {
  ArgumentError,
  anyObject,
  boolean,
  callback,
  checkOptions,
  count,
  number,
  optional,
  path as pathRule,
  text,
} from "../base/check";
import { catalogueEntry, findEntry } from "./catalogue";
import type { Dataset } from "./dataset";
import { type FetchOptions, fetchDataset } from "./fetch/fetch-dataset";
import { locate } from "./locate";
import { datasetFromFile, type OwnDataOptions } from "./own-data";
import { type CataloguedDataset, readCatalogued } from "./read-catalogued";
import type { ReadOptions } from "./read-options";

/** Options for a set of the catalogue. */
export interface LoadOptions extends FetchOptions {
  /** the file to read for this set, whatever its name, zipped or not; defaults to the embedded copy, LAI_DATA_DIR, the cache, Kaggle */
  file?: string;
  /** false: never download; defaults to true */
  download?: boolean;
}

/** Options for a file of one's own: at least the target. */
export type OwnFileOptions = OwnDataOptions & ReadOptions;

/**
 * Loads a data set: one of the catalogue, its values checked by hash, or a file of one's own.
 * A set of the catalogue is looked for in the package, in LAI_DATA_DIR, in the cache and, last, on Kaggle; its `frame` is the
 * file as Kaggle has it, its `traps` what to beware of there, and its `table` what is left after the cleaning that `notes` tell.
 * @param source an id such as "diamonds" (`listDatasets()` has them all), or the path of a file
 * @throws ArgumentError for an unknown id, a file with other values than the catalogue's, cells that do not parse
 */
export async function loadDataset(source: string, options?: LoadOptions): Promise<CataloguedDataset>;
export async function loadDataset(source: string, options: OwnFileOptions): Promise<Dataset>;
export async function loadDataset(source: string, options: LoadOptions | OwnFileOptions = {}): Promise<Dataset> {
  anyObject("options", options);
  if (typeof source !== "string") {
    const remedy = "give an id or a path; a table in memory goes to datasetFrom(table, { target }).";
    throw new ArgumentError("source", source, remedy);
  }
  if (findEntry(source) === undefined && (/[\\/.]/.test(source) || existsSync(source))) {
    if ((options as Partial<OwnFileOptions>).target === undefined)
      throw new ArgumentError("target", undefined, "name the column of your file to predict.");
    return datasetFromFile(source, options as OwnFileOptions);
  }
  const entry = catalogueEntry(source);
  const { file, download, ...fetchOptions } = checkOptions("options", options, {
    file: optional(pathRule),
    download: optional(boolean, true),
    baseUrl: optional(text),
    onProgress: optional(callback<NonNullable<FetchOptions["onProgress"]>>()),
    timeoutSeconds: optional(number({ above: 0, max: 2_000_000 })),
    maxBytes: optional(count()),
  });
  const { maxBytes } = fetchOptions;
  const path = file ?? locate(entry);
  if (path !== undefined) return readCatalogued(entry, path, maxBytes);
  if (!download) {
    const remedy = `it is not on this machine: run lai data fetch ${entry.id} (with --file YOUR_FILE for one that you have), or name it: loadDataset("${entry.id}", { file }).`;
    throw new ArgumentError("id", entry.id, remedy);
  }
  return readCatalogued(entry, await fetchDataset(entry, fetchOptions), maxBytes);
}
