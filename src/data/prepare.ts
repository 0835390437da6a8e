import {
  ArgumentError,
  anyObject,
  type Checked,
  checkChoice,
  checkOptions,
  choice,
  list,
  mapOf,
  object,
  optional,
  SEED,
  text,
} from "../base/check";
import type { Samples } from "../base/samples";
import { findEntry } from "./catalogue";
import { columnsOf, numbers, rowCount, type Table } from "./columns";
import type { Dataset } from "./dataset";
import { type FeatureSpec, featureSpec } from "./feature";
import { loadDataset } from "./load";
import { datasetFrom } from "./own-data";
import { fitPreprocessor } from "./preprocess/fit-preprocessor";
import { TARGET_OPTIONS, type TargetSpec } from "./preprocess/fitted-target";
import type { Preprocessor } from "./preprocess/preprocessor";
import { equalRows, joinBlocks, type RowBlocks } from "./row-blocks";
import { FRACTIONS, type Fractions, type RowSplit, type SplitOptions, splitRowNumbers } from "./split";
import type { TableInput } from "./table-input";
import { timeValues } from "./time";

export interface PrepareOptions {
  /** of the split; defaults to 0 */
  seed?: number;
  /** of train, validation and test; defaults to [.6, .2, .2] */
  fractions?: Fractions;
  /**
   * defaults to the data set's own; "group": rows that agree in all of `dataset.groupBy` stay together; "time": the latest
   * rows are the test rows, a group standing where its latest row does
   */
  split?: "random" | "group" | "time" | "stratified";
  /** names of the features to use; defaults to all of the data set's */
  features?: readonly string[];
  /** changes to the declared features, by name: such as { carat: { log1p: true } } */
  transforms?: Readonly<Record<string, Partial<Omit<FeatureSpec, "name">>>>;
  /** how the target is taken, defaults to standardised as it is; for a file or table of one's own: its name, with or without that */
  target?: string | (Omit<TargetSpec, "name" | "unit"> & { name?: string });
}

const SPLITS = ["random", "group", "time", "stratified"] as const;
const TARGET = object({ ...TARGET_OPTIONS, name: optional(text) });
const targetOf = (argument: string, value: unknown): ReturnType<typeof TARGET> =>
  typeof value === "string" ? { name: value } : TARGET(argument, value);
const OPTIONS = {
  seed: SEED,
  fractions: FRACTIONS,
  split: optional(choice(SPLITS)),
  features: optional(list(text, { least: 1, unique: true })),
  transforms: optional(mapOf(anyObject), {}), // checked by featureSpec
  target: optional(targetOf, {}),
};

export interface PreparedDataset {
  dataset: Dataset;
  train: Samples;
  validation: Samples;
  test: Samples;
  /** row numbers in dataset.table */
  split: RowSplit;
  preprocessor: Preprocessor;
}

/**
 * Loads a data set, splits its rows by seed and standardises them on the training rows.
 * Exact duplicates (equal in target and all features) never stand on two sides of the split.
 * @param source a catalogue id such as "diamonds", the path of a file of one's own or a table (with its target), or what
 * `loadDataset` or `datasetFrom` gave
 */
export async function prepareDataset(
  source: string | Dataset | TableInput,
  options: PrepareOptions = {},
): Promise<PreparedDataset> {
  const checked = checkOptions("options", options, OPTIONS);
  const { name, ...targetOptions } = checked.target;
  const dataset = await datasetOf(source, name);
  if (name !== undefined) checkChoice("target", name, [dataset.target.name]);
  const features = chosenFeatures(dataset, checked);
  const table = columnsOf(dataset.table);
  const split = splitDataset(dataset, checked, table);
  const target = { name: dataset.target.name, unit: dataset.target.unit, ...targetOptions };
  const preprocessor = fitPreprocessor(table, split.train, { features, target });
  const part = (rows: Uint32Array): Samples => preprocessor.transform(table, rows);
  return {
    dataset,
    train: part(split.train),
    validation: part(split.validation),
    test: part(split.test),
    split,
    preprocessor,
  };
}

async function datasetOf(source: string | Dataset | TableInput, target: string | undefined): Promise<Dataset> {
  if (typeof source === "string") {
    return target === undefined || findEntry(source) ? loadDataset(source) : loadDataset(source, { target });
  }
  if (isDataset(source)) return source;
  if (target === undefined) throw new ArgumentError("target", target, "name the column of your table to predict.");
  return datasetFrom(source, { target });
}

function isDataset(source: Dataset | TableInput): source is Dataset {
  const { target, features } = (source ?? {}) as Partial<Dataset>;
  return typeof target === "object" && target !== null && typeof target.name === "string" && Array.isArray(features);
}

/** Splits a data set's rows as it calls for, or as the options say. */
export function splitDataset(
  dataset: Dataset,
  options: Pick<PrepareOptions, "seed" | "fractions" | "split"> = {},
  table: Table = columnsOf(dataset.table),
): RowSplit {
  const { target, features, time } = dataset;
  const kind = checkChoice("split", options.split ?? dataset.split, SPLITS);
  const { seed, fractions } = options;
  const rows = rowCount(table);
  const blocks = datasetBlocks(dataset, kind, table);
  if (kind === "time") {
    if (time === undefined) throw new ArgumentError("split", kind, `${dataset.id} has no column of times.`);
    return splitByTime(dataset, rows, { seed, fractions, blocks, kind, time: timeValues(table, time) });
  }
  if (kind === "stratified") {
    return splitRowNumbers(rows, { seed, fractions, blocks, kind, target: numbers(table, target.name) });
  }
  if (features.length === 0) throw new ArgumentError("dataset.features", features, "name at least one.");
  return splitRowNumbers(rows, { seed, fractions, blocks });
}

function splitByTime({ groupBy }: Dataset, rows: number, options: SplitOptions): RowSplit {
  try {
    return splitRowNumbers(rows, options);
  } catch (error) {
    if (groupBy.length === 0 || !(error instanceof ArgumentError) || error.argument !== "fractions") throw error;
    const remedy = "a group stands where its latest row does, and that leaves a part empty: split by time or by group.";
    throw new ArgumentError("groupBy", groupBy, remedy);
  }
}

/**
 * Which rows of a data set have to stay together: exact duplicates, and for "group" and "time" rows of one group too, where
 * the data set has groups.
 */
export function datasetBlocks(
  dataset: Dataset,
  kind: "random" | "group" | "time" | "stratified",
  table: Table = columnsOf(dataset.table),
): RowBlocks {
  const { target, features, groupBy, time } = dataset;
  const used = [target.name, ...features.map((feature) => feature.name)];
  if (kind === "time" && time !== undefined && !used.includes(time)) used.push(time);
  const duplicates = equalRows(table, used);
  if (kind === "group" && groupBy.length === 0) {
    throw new ArgumentError("split", kind, `${dataset.id} has no group columns.`);
  }
  if (groupBy.length === 0 || (kind !== "group" && kind !== "time")) return duplicates;
  return joinBlocks(duplicates, equalRows(table, groupBy));
}

function chosenFeatures(dataset: Dataset, { features, transforms }: Checked<typeof OPTIONS>): FeatureSpec[] {
  const known = dataset.features.map((feature) => feature.name);
  for (const name of [...(features ?? []), ...Object.keys(transforms)]) checkChoice("feature", name, known);
  const chosen = features ? features.map((name) => dataset.features[known.indexOf(name)]) : dataset.features;
  return chosen.map((feature) =>
    featureSpec({ ...feature, ...transforms[feature.name] }, `transforms.${feature.name}`),
  );
}
