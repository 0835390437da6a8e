import type { FeatureSpec } from "./feature";
import type { DataFrame } from "./polars";
import type { ReadOptions } from "./read-options";

/** A table that is ready to be split and prepared, with what is known about it. */
export interface Dataset {
  /** the catalogue's id, or the file's name */
  id: string;
  title: string;
  /** a polars table after the cleaning that `notes` tells of; missing values are null */
  table: DataFrame;
  target: { name: string; unit: string };
  features: FeatureSpec[];
  /** features whose readings are doubtful in practice: where noise robustness is asked for */
  noisyFeatures: string[];
  /** rows that agree in all of these columns belong together */
  groupBy: string[];
  /** the column of a chronological split */
  time?: string;
  /** the split that the set calls for */
  split: "random" | "group" | "time" | "stratified";
  /** what was done while reading, for the reader of a notebook */
  notes: string[];
  /** what to beware of */
  traps: string[];
  licence: string;
  source: string;
  /** the set's page on Kaggle */
  kaggle?: string;
  /** over the parsed values of the columns used; of a table of one's own computed when it is first asked for */
  readonly sha256: string;
  /** where it was read from */
  file: string;
  /** how it was read there, where a preprocessor has to know it */
  reading?: ReadOptions;
}
