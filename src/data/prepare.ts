import {
  ArgumentError,
  anyObject,
  type Checked,
  checkChoice,
  checkOptions,
  list,
  mapOf,
  object,
  optional,
  type Rule,
  text,
} from "../base/check";
import type { Samples } from "../base/samples";
import { findEntry } from "./catalogue";
import { type Columns, columnsOf, frameOf, GROUP_BY, isNumeric, missingAt, numbers, texts } from "./columns";
import type { Dataset } from "./dataset";
import {
  DECLARATIONS,
  type Declarations,
  declareFeatures,
  type FeatureInput,
  type FeatureSpec,
  featureSpec,
} from "./feature";
import { checkTargetName } from "./inspect";
import { leaksIn } from "./leaks";
import { loadDataset } from "./load";
import { checkKept, datasetFrom, withTarget } from "./own-data";
import { missingNotes } from "./preprocess/encode-feature";
import { fitPreprocessor } from "./preprocess/fit-preprocessor";
import { TARGET_OPTIONS, type TargetSpec } from "./preprocess/fitted-target";
import type { Preprocessor } from "./preprocess/preprocessor";
import { onlyTwo } from "./preprocess/read-feature";
import { READING, type ReadOptions } from "./read-options";
import { classNotes, type RowSplit } from "./split";
import { type DatasetSplitOptions, SPLIT_OPTIONS, splitOf } from "./split-dataset";
import type { TableInput } from "./table-input";

export interface PrepareOptions extends Declarations, DatasetSplitOptions {
  /** the column to predict, with or without how it is taken (standardised as it is); a data set of the catalogue has its own */
  target?: string | (Omit<TargetSpec, "name" | "unit"> & { name?: string });
  /** the target's unit, such as "USD": errors are in it; defaults to the data set's, or "" */
  unit?: string;
  /** what to predict from; defaults to the data set's features, or to what `inspectTable` guesses, and the notes say so */
  features?: readonly FeatureInput[];
  /** changes to features, or to the target, by name: such as { carat: "log1p", depth: { clip: [0.01, 0.99] } } */
  transforms?: Readonly<Record<string, "log1p" | Partial<Omit<FeatureSpec, "name">>>>;
  /** names of features whose readings are doubtful; defaults to the data set's, or none */
  noisyFeatures?: readonly string[];
  /** a column, or several: rows that agree in them stay on one side of the split */
  groupBy?: string | readonly string[];
  /** a column of times: the latest rows are the test rows, a group standing where its latest row does */
  time?: string;
  /** the options that `readTable` read the file with: the preprocessor keeps them, and `lai predict` reads its file so */
  reading?: ReadOptions;
}

const TARGET = object({ ...TARGET_OPTIONS, name: optional(text) });
type Transform = "log1p" | Record<string, unknown>;
const TRANSFORM: Rule<Transform> = (argument, value) =>
  typeof value === "string" ? checkChoice<"log1p">(argument, value, ["log1p"]) : anyObject(argument, value); // then featureSpec
const OPTIONS = {
  ...DECLARATIONS,
  ...SPLIT_OPTIONS,
  target: optional(
    (argument: string, value: unknown): ReturnType<typeof TARGET> =>
      typeof value === "string" ? { name: value } : TARGET(argument, value),
    {},
  ),
  unit: optional(text),
  features: optional(list<FeatureInput>((_argument, value) => value as FeatureInput, { least: 1, unique: true })),
  transforms: optional(mapOf(TRANSFORM), {}),
  noisyFeatures: optional(list(text, { unique: true })),
  groupBy: optional(GROUP_BY),
  time: optional(text),
  reading: READING,
};
type Options = Checked<typeof OPTIONS>;

export interface PreparedDataset {
  dataset: Dataset;
  train: Samples;
  validation: Samples;
  test: Samples;
  /** row numbers in dataset.table */
  split: RowSplit;
  preprocessor: Preprocessor;
  /** all that a reader should know: what was guessed, left out, filled in, how the split came out, what looks like a leak */
  notes: string[];
}

/**
 * From a table to samples in one step: splits its rows by seed and standardises them on the training rows. Exact duplicates
 * (equal in target and all features) stand on one side of the split, unless rows can hardly differ; rows without a target are
 * left out. Errors of the samples are in the target's unit (see `accuracy` and `inTargetUnits`).
 *
 * @example
 * const { train, test, notes } = prepare(frame, { target: "price", unit: "USD", categorical: ["colour"], seed: 1 });
 * @param source a polars or danfojs-node frame, rows, columns; or a data set, such as `await loadDataset("diamonds")`
 * @throws ArgumentError that names the column, or the row, and the remedy
 */
export function prepare(source: Dataset | TableInput, options: PrepareOptions = {}): PreparedDataset {
  const checked = checkOptions("options", options, OPTIONS);
  const dataset = isDataset(source) ? changedDataset(source, checked) : ownDataset(source, checked);
  const table = columnsOf(dataset.table);
  const { name, unit } = dataset.target;
  const transforms = new Map(Object.entries(checked.transforms));
  const features = dataset.features.map((feature) => {
    const change = transforms.get(feature.name);
    const fields = change === "log1p" ? { log1p: true } : change;
    return featureSpec({ ...feature, ...fields }, `transforms.${feature.name}`);
  });
  const names = features.map((feature) => feature.name);
  for (const named of transforms.keys()) if (named !== name) checkChoice("feature", named, names);
  const { name: _name, ...taken } = checked.target;
  const target = { name, unit, ...targetTransform(transforms.get(name)), ...taken };
  const repeatsIn = isDataset(source) ? source.features : features; // whatever is chosen of a data set, its split stays
  const { reading = dataset.reading } = checked;
  const split = splitOf(dataset, repeatsIn, checked, table);
  const preprocessor = fitPreprocessor(table, split.train, { features, target, reading });
  const part = (rows: Uint32Array): Samples => preprocessor.transform(table, rows);
  const parts = { train: part(split.train), validation: part(split.validation), test: part(split.test) };
  const notes = [
    ...dataset.notes,
    ...split.notes,
    ...targetNotes(table, split, preprocessor),
    ...preprocessor.notes,
    ...leaksIn(table, { target: name, features: names }).map(({ text: leak }) => leak),
    ...oddNotes(table, parts, preprocessor),
  ];
  return { dataset, ...parts, split, preprocessor, notes };
}

/**
 * The same as `prepare`, for a set of the catalogue or a file too, which it loads.
 * @param source a catalogue id such as "diamonds", the path of a file of one's own, or what `prepare` takes
 * @throws ArgumentError that names the file, column or row, and the remedy
 */
export async function prepareDataset(
  source: string | Dataset | TableInput,
  options: PrepareOptions = {},
): Promise<PreparedDataset> {
  if (typeof source !== "string") return prepare(source, options);
  const { target } = checkOptions("options", options, OPTIONS);
  if (target.name === undefined || findEntry(source)) return prepare(await loadDataset(source), options);
  return prepare(await loadDataset(source, { target: target.name }), options);
}

function isDataset(source: Dataset | TableInput): source is Dataset {
  const { target, features } = (source ?? {}) as Partial<Dataset>;
  return typeof target === "object" && target !== null && typeof target.name === "string" && Array.isArray(features);
}

function ownDataset(source: TableInput, options: Options): Dataset {
  const { target, unit, features, noisyFeatures, groupBy, time, ordinal, categorical } = options;
  if (target.name === undefined) {
    throw new ArgumentError("target", target.name, "name the column of your table to predict.");
  }
  const about = { features, noisyFeatures, groupBy, time, ordinal, categorical };
  return datasetFrom(source, { target: target.name, targetUnit: unit, ...about });
}

/** A data set with what the options say otherwise; columns of its table that are no features of it may become some. */
function changedDataset(dataset: Dataset, options: Options): Dataset {
  const { unit = dataset.target.unit, noisyFeatures = dataset.noisyFeatures, groupBy, time } = options;
  const { name } = dataset.target;
  if (options.target.name !== undefined) checkChoice("target", options.target.name, [name]);
  const read = columnsOf(dataset.table);
  checkTargetName(read, name);
  checkKept(read, groupBy ?? dataset.groupBy, time ?? dataset.time);
  if (dataset.features.length === 0)
    throw new ArgumentError("dataset.features", dataset.features, "name at least one.");
  const known = new Map(dataset.features.map((feature) => [feature.name, feature]));
  const names = [...known.keys(), ...[...read.keys()].filter((own) => own !== name && !known.has(own))];
  const chosen = (options.features ?? dataset.features).map((input): FeatureInput => {
    if (typeof input !== "string") return input;
    checkChoice("feature", input, names);
    return known.get(input) ?? input;
  });
  const features = declareFeatures(chosen, options);
  const { table, notes } = withTarget(read, name);
  const changed = Object.defineProperties({}, Object.getOwnPropertyDescriptors(dataset)) as Dataset;
  if (notes.length > 0) changed.table = frameOf(table);
  const split = time !== undefined ? "time" : groupBy !== undefined ? "group" : dataset.split;
  const own = { groupBy: groupBy ?? dataset.groupBy, time: time ?? dataset.time, split };
  const said = [...dataset.notes, ...notes];
  return Object.assign(changed, { target: { name, unit }, features, noisyFeatures, ...own, notes: said });
}

function targetTransform(change: Transform | undefined): { transform?: "log1p" } {
  if (change === undefined) return {};
  if (change === "log1p") return { transform: change };
  throw new ArgumentError("transforms", change, 'the target takes "log1p", or target: { name, transform }.');
}

/** What is missing of each feature, over all parts, and what else is odd in one of them. */
function oddNotes(table: Columns, parts: Record<string, Samples>, { features }: Preprocessor): string[] {
  const said = new Set<string>();
  const missing = features.flatMap((feature) => {
    const { at, count: all } = missingAt(table, feature.name);
    if (all === 0) return [];
    const counts = Object.values(parts).map(({ rowNumbers }) => rowNumbers!.reduce((sum, row) => sum + at[row], 0));
    for (const count of counts) for (const note of missingNotes(feature, count)) said.add(note);
    const inAll = counts.reduce((a, b) => a + b, 0);
    return missingNotes(feature, inAll);
  });
  const others = Object.entries(parts).flatMap(([called, { notes = [] }]) =>
    notes.filter((note) => !said.has(note)).map((note) => `${called} rows: ${note}`),
  );
  return [...missing, ...others];
}

/** Of a target of two values: parts that have too many of one, and that two numbers are learnt as numbers. */
function targetNotes(table: Columns, split: RowSplit, { target }: Preprocessor): string[] {
  const { name, transform, positive } = target;
  if (!isNumeric(table, name)) {
    const { codes, texts: words } = texts(table, name);
    const isPositive = Array.from(codes, (code) => Number(words[code] === positive));
    return classNotes(split, isPositive, String(positive));
  }
  const values = numbers(table, name);
  const [low, high] = onlyTwo(values) ?? [];
  if (low === undefined) return [];
  const isHigh = Array.from(values, (value) => Number(value === high));
  const parts = classNotes(split, isHigh, String(high));
  if (transform === "binary") return parts;
  const advice = `target: { name: ${JSON.stringify(name)}, transform: "binary" } learns the chance of ${high}`;
  return [...parts, `${name} has the values ${low} and ${high} alone and is learnt as a number; ${advice}.`];
}
