import {
  ArgumentError,
  anyObject,
  type Checked,
  checkChoice,
  checkNumbers,
  checkOptions,
  fields,
  list,
  mapOf,
  object,
  optional,
  type Rule,
  SEED,
  text,
} from "../base/check";
import type { Samples } from "../base/samples";
import { findEntry } from "./catalogue";
import {
  type Columns,
  checkRowNumbers,
  columnsOf,
  frameOf,
  GROUP_BY,
  isNumeric,
  numbers,
  rowCount,
  texts,
} from "./columns";
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
import { leakWarnings } from "./leaks";
import { loadDataset } from "./load";
import { checkKept, datasetFrom, withTarget } from "./own-data";
import { fitPreprocessor } from "./preprocess/fit-preprocessor";
import { TARGET_OPTIONS, type TargetSpec } from "./preprocess/fitted-target";
import type { Preprocessor } from "./preprocess/preprocessor";
import { onlyTwo } from "./preprocess/read-feature";
import { equalRows } from "./row-blocks";
import { classesOrNumbers, classNotes, FRACTIONS, type Fractions, type RowSplit, splitByPlan } from "./split";
import type { TableInput } from "./table-input";
import { timeValues } from "./time";

const SPLITS = ["random", "group", "time", "stratified"] as const;
type SplitKind = (typeof SPLITS)[number];

export interface PrepareOptions extends Declarations {
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
  /** defaults to "time" or "group" where there is such a column, or else "random"; or the row numbers of each part */
  split?: SplitKind | { train: ArrayLike<number>; validation?: ArrayLike<number>; test: ArrayLike<number> };
  /** of train, validation and test; defaults to [.6, .2, .2] */
  fractions?: Fractions;
  /** of the split; defaults to 0 */
  seed?: number;
}

const TARGET = object({ ...TARGET_OPTIONS, name: optional(text) });
type Transform = "log1p" | Record<string, unknown>;
const TRANSFORM: Rule<Transform> = (argument, value) =>
  typeof value === "string" ? checkChoice<"log1p">(argument, value, ["log1p"]) : anyObject(argument, value); // then featureSpec
const ROWS = (argument: string, value: unknown) => checkNumbers(argument, value, { least: 0, anyNumber: true });
const PARTS = fields<Record<"train" | "test", ArrayLike<number>> & { validation?: ArrayLike<number> }>({
  ...{ train: ROWS, validation: optional(ROWS), test: ROWS },
});
const SPLIT_OPTIONS = {
  seed: SEED,
  fractions: FRACTIONS,
  split: optional((argument: string, value: unknown) =>
    typeof value === "object" ? PARTS(argument, value) : checkChoice(argument, value, SPLITS),
  ),
};
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
  for (const named of transforms.keys()) {
    if (named !== name)
      checkChoice(
        "feature",
        named,
        features.map((feature) => feature.name),
      );
  }
  const { name: _name, ...taken } = checked.target;
  const target = { name, unit, ...targetTransform(transforms.get(name)), ...taken };
  const repeatsIn = isDataset(source) ? source.features : features; // whatever is chosen of a data set, its split stays
  const split = splitOf(dataset, repeatsIn, checked, table);
  const preprocessor = fitPreprocessor(table, split.train, { features, target });
  const part = (rows: Uint32Array): Samples => preprocessor.transform(table, rows);
  const parts = { train: part(split.train), validation: part(split.validation), test: part(split.test) };
  const notes = [
    ...dataset.notes,
    ...split.notes,
    ...targetNotes(table, split, preprocessor),
    ...preprocessor.notes,
    ...leakWarnings(table, { target: name, features: features.map((feature) => feature.name) }),
    ...Object.entries(parts).flatMap(([called, { notes = [] }]) => notes.map((note) => `${called} rows: ${note}`)),
  ];
  return { dataset, ...parts, split, preprocessor, notes };
}

/**
 * The same as `prepare`, for a set of the catalogue or a file too, which it loads.
 * @param source a catalogue id such as "diamonds", the path of a file of one's own, or what `prepare` takes
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
  if (notes.length > 0) changed.table = frameOf([...table.values()]);
  const split = time !== undefined ? "time" : groupBy !== undefined ? "group" : dataset.split;
  const own = { groupBy: groupBy ?? dataset.groupBy, time: time ?? dataset.time };
  return Object.assign(changed, {
    target: { name, unit },
    features,
    noisyFeatures,
    ...own,
    split,
    notes: [...dataset.notes, ...notes],
  });
}

/** Splits a data set's rows as it calls for, or as the options say. */
export function splitDataset(dataset: Dataset, options: Pick<PrepareOptions, "seed" | "fractions"> = {}): RowSplit {
  const checked = checkOptions("options", options, SPLIT_OPTIONS);
  return splitOf(dataset, dataset.features, checked, columnsOf(dataset.table));
}

function splitOf(
  { id, target, groupBy, time, split, notes }: Dataset,
  features: readonly FeatureSpec[],
  { split: wanted = split, seed, fractions }: Checked<typeof SPLIT_OPTIONS>,
  table: Columns,
): RowSplit {
  const rows = rowCount(table);
  if (typeof wanted === "object") return ownSplit(wanted, rows, notes);
  if (wanted === "group" && groupBy.length === 0) {
    throw new ArgumentError("split", wanted, `${id} has no group columns.`);
  }
  if (wanted === "time" && time === undefined) {
    throw new ArgumentError("split", wanted, `${id} has no column of times.`);
  }
  const times = wanted === "time" ? timeValues(table, time!) : undefined;
  const used = [target.name, ...features.map((feature) => feature.name), ...(times ? [time!] : [])];
  const isGrouped = groupBy.length > 0 && (wanted === "group" || wanted === "time");
  const result = splitByPlan({
    ...{ rows, seed, fractions, time: times },
    repeats: { table, columns: [...new Set(used)].filter((name) => table.has(name)) },
    ...(isGrouped && { groupBy, groups: equalRows(table, groupBy) }),
    target: wanted === "stratified" ? classesOrNumbers(table, target.name) : undefined,
  });
  if (isGrouped || groupBy.length === 0) return result;
  const note = `a ${wanted} split: rows that agree in ${groupBy.join(", ")} may stand on both sides of it.`;
  return { ...result, notes: [...result.notes, note] };
}

/** A split of the user's own: row numbers, each in one part. */
function ownSplit(parts: ReturnType<typeof PARTS>, rows: number, notes: readonly string[]): RowSplit {
  const left = notes.find((note) => note.endsWith("left out: the target is missing."));
  if (left !== undefined) {
    throw new ArgumentError("split", "row numbers", `${left} Take those rows out of the table before it is split.`);
  }
  const partOf = new Map<number, string>();
  const checkedRows = (part: "train" | "validation" | "test"): Uint32Array => {
    const own = checkRowNumbers(rows, parts[part] ?? [], `split.${part}`);
    own.forEach((row, i) => {
      const other = partOf.get(row);
      if (other !== undefined) throw new ArgumentError(`split.${part}[${i}]`, row, `split.${other} has that row too.`);
      partOf.set(row, part);
    });
    return own;
  };
  const [train, validation, test] = [checkedRows("train"), checkedRows("validation"), checkedRows("test")];
  if (train.length < 2) throw new ArgumentError("split.train", parts.train, "give at least 2 training rows.");
  return { train, validation, test, name: "own", notes: [] };
}

/** How the target is changed by `transforms`. */
function targetTransform(change: Transform | undefined): { transform?: "log1p" } {
  if (change === undefined) return {};
  if (change === "log1p") return { transform: change };
  throw new ArgumentError("transforms", change, 'the target takes "log1p", or target: { name, transform }.');
}

/** Of a target of two values: parts that have too many of one, and that two numbers are learnt as numbers. */
function targetNotes(table: Columns, split: RowSplit, { target }: Preprocessor): string[] {
  const { name, transform, positive } = target;
  if (!isNumeric(table, name)) {
    const { codes, texts: words } = texts(table, name);
    return classNotes(
      split,
      Array.from(codes, (code) => Number(words[code] === positive)),
      String(positive),
    );
  }
  const values = numbers(table, name);
  const [low, high] = onlyTwo(values) ?? [];
  if (low === undefined) return [];
  const parts = classNotes(
    split,
    Array.from(values, (value) => Number(value === high)),
    String(high),
  );
  if (transform === "binary") return parts;
  const advice = `target: { name: ${JSON.stringify(name)}, transform: "binary" } learns the chance of ${high}`;
  return [...parts, `${name} has the values ${low} and ${high} alone and is learnt as a number; ${advice}.`];
}
