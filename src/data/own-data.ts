import { basename } from "node:path";
import { ArgumentError, type Checked, checkOptions, list, optional, text } from "../base/check";
import { canonicalHash } from "./canonical-hash";
import {
  type Columns,
  column,
  columnNames,
  columnsOf,
  filterRows,
  frameOf,
  GROUP_BY,
  isNumeric,
  numbers,
  rowCount,
  texts,
} from "./columns";
import type { Dataset } from "./dataset";
import { type FeatureInput, featureSpec } from "./feature";
import { checkTargetName, inspectTable } from "./inspect";
import { isKeptAsText, type LargeIntegers, largeIntegerError, largeIntegerOf } from "./large-integers";
import { isConstant } from "./preprocess/statistics";
import { READ_RULES, type ReadOptions } from "./read-options";
import { readTableFile } from "./read-table";
import { asTable, type TableInput } from "./table-input";
import { timeValues } from "./time";

/** What is known about a table of one's own. */
export interface OwnDataOptions {
  /** the column to predict */
  target: string;
  /** its unit; defaults to "" */
  targetUnit?: string;
  /** what to predict from; defaults to what `inspectTable` guesses, and the notes say so */
  features?: readonly FeatureInput[];
  /** names of features whose readings are doubtful; defaults to none */
  noisyFeatures?: readonly string[];
  /** a column, or several: rows that agree in them stay on one side of the split */
  groupBy?: string | readonly string[];
  /** a column of times: the split is chronological */
  time?: string;
  /** how the data set is called; defaults to the file's name, or "table" */
  id?: string;
}

const OPTIONS = {
  target: text,
  targetUnit: optional(text, ""),
  features: optional(list<FeatureInput>((_argument, value) => value as FeatureInput, { least: 1 })), // checked by featureSpec
  noisyFeatures: optional(list(text), []),
  groupBy: GROUP_BY,
  time: optional(text),
  id: optional(text),
};

const FILE_OPTIONS = { ...OPTIONS, ...READ_RULES };

/** Makes a data set of a table of one's own. Rows without a target are left out, with a note. */
export function datasetFrom(input: TableInput, options: OwnDataOptions): Dataset {
  const checked = checkOptions("options", options, OPTIONS);
  const large: LargeIntegers = new Map();
  const table = columnsOf(asTable(input, { large }));
  for (const series of table.values()) if (isKeptAsText(series)) large.set(series.name, largeIntegerOf(series)!);
  return make(table, checked, { id: checked.id ?? "table", file: "", notes: [], large });
}

/** Reads a file of one's own and makes a data set of it. */
export function datasetFromFile(path: string, options: OwnDataOptions & ReadOptions): Dataset {
  const checked = checkOptions("options", options, FILE_OPTIONS);
  const { table, notes, large } = readTableFile(path, checked);
  return make(columnsOf(table), checked, { id: checked.id ?? basename(path), file: path, notes, large });
}

function make(
  read: Columns,
  options: Checked<typeof OPTIONS>,
  { id, file, notes, large }: { id: string; file: string; notes: readonly string[]; large: LargeIntegers },
): Dataset {
  const { target, targetUnit, noisyFeatures, groupBy, time } = options;
  let table = read;
  checkTargetName(table, target);
  checkExact(target, large);
  for (const name of [...groupBy, ...(time === undefined ? [] : [time])]) column(table, name);
  const remarks = [...notes];
  const rows = rowCount(table);
  const known = knownRows(table, target);
  const missing = known.reduce((count, isKnown) => count - isKnown, rows);
  if (missing > 0) {
    if (missing === rows) throw new ArgumentError("target", target, "it is missing in every row.");
    table = columnsOf(filterRows(table, known));
    remarks.push(`${missing} of ${rows} rows left out: the target is missing.`);
  }
  checkTarget(table, target);
  if (time !== undefined) timeValues(table, time);
  const features = options.features ?? guessFeatures(table, target, [...groupBy, time], remarks);
  const specs = features.map((feature, index) => featureSpec(feature, `features[${index}]`));
  for (const { name, kind, order } of specs) {
    column(table, name);
    if (kind !== "categorical" && order === undefined) checkExact(name, large);
  }
  for (const name of noisyFeatures) {
    if (!specs.some((spec) => spec.name === name)) throw new ArgumentError("noisyFeatures", name, "it is no feature.");
  }
  const frame = frameOf([...table.values()]);
  let sha256: string | undefined;
  return {
    id,
    title: id,
    table: frame,
    target: { name: target, unit: targetUnit },
    features: specs,
    noisyFeatures: [...noisyFeatures],
    groupBy,
    time,
    split: time !== undefined ? "time" : groupBy.length > 0 ? "group" : "random",
    notes: remarks,
    traps: [],
    licence: "your own data",
    source: file === "" ? "a table in memory" : file,
    get sha256(): string {
      sha256 ??= canonicalHash(frame, [target, ...specs.map((spec) => spec.name)]);
      return sha256;
    },
    file,
  };
}

/** A column that is asked for as numbers is refused where it was kept as text for its large integers. */
function checkExact(name: string, large: LargeIntegers): void {
  const found = large.get(name);
  if (found !== undefined) throw largeIntegerError(name, found);
}

/** 1 for each row whose value is known, else 0. */
function knownRows(table: Columns, name: string): Uint8Array {
  if (isNumeric(table, name)) return Uint8Array.from(numbers(table, name), (value) => Number(!Number.isNaN(value)));
  return Uint8Array.from(texts(table, name).codes, (code) => Number(code >= 0));
}

function checkTarget(table: Columns, target: string): void {
  const isNumber = isNumeric(table, target);
  const distinct = isNumber ? [] : texts(table, target).texts;
  if (isNumber ? isConstant(numbers(table, target)) : distinct.length < 2) {
    throw new ArgumentError("target", target, "it is the same in all rows: there is nothing to learn.");
  }
  if (distinct.length > 2) {
    const shown = distinct.slice(0, 4).join(", ");
    throw new ArgumentError(
      "target",
      target,
      `it holds ${distinct.length} different texts (${shown}): give a number or two values.`,
    );
  }
  if (rowCount(table) < 10) {
    throw new ArgumentError("table", `${rowCount(table)} rows`, "give at least 10 rows with a target.");
  }
}

/** The features that the inspection guesses, what it said of each column added to the remarks. */
function guessFeatures(
  table: Columns,
  target: string,
  others: readonly (string | undefined)[],
  remarks: string[],
): FeatureInput[] {
  const report = inspectTable(table, { target });
  const candidates = report.columns.filter(({ name }) => name !== target && !others.includes(name));
  for (const { name, reason } of candidates) remarks.push(`${name}: guessed ${reason}.`);
  const features = candidates.flatMap(({ guess }) => (guess === null ? [] : [guess]));
  if (features.length === 0) {
    throw new ArgumentError("table", columnNames(table), "no column can be used as a feature: name features yourself.");
  }
  return features;
}
