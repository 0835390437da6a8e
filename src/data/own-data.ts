import { basename } from "node:path";
import { ArgumentError, type Checked, checkOptions, list, optional, text } from "../base/check";
import { canonicalHash } from "./canonical-hash";
import {
  type Columns,
  column,
  filterRows,
  frameOf,
  GROUP_BY,
  isDateSeries,
  isNumeric,
  missingAt,
  numbers,
  rowCount,
  texts,
} from "./columns";
import type { Dataset } from "./dataset";
import { DECLARATIONS, type Declarations, declareFeatures, type FeatureInput } from "./feature";
import { checkTargetName, reportColumns } from "./inspect";
import { type LargeIntegers, largeIntegerError, largeIntegerOf } from "./large-integers";
import { USUAL_CODES } from "./parse-column";
import { READ_RULES, type ReadOptions, readingOf } from "./read-options";
import { readTableFile } from "./read-table";
import { asTable, type TableInput } from "./table-input";
import { timeValues } from "./time";

/** What is known about a table of one's own. */
export interface OwnDataOptions extends Declarations {
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
  ...DECLARATIONS,
  target: text,
  targetUnit: optional(text, ""),
  features: optional(list<FeatureInput>((_argument, value) => value as FeatureInput, { least: 1 })), // checked by featureSpec
  noisyFeatures: optional(list(text), []),
  groupBy: GROUP_BY,
  time: optional(text),
  id: optional(text),
};

const FILE_OPTIONS = { ...OPTIONS, ...READ_RULES };

/**
 * Makes a data set of a table of one's own. Rows without a target are left out, with a note.
 *
 * @throws ArgumentError that names the option or column, and the remedy
 */
export function datasetFrom(input: TableInput, options: OwnDataOptions): Dataset {
  const checked = checkOptions("options", options, OPTIONS);
  return make(asTable(input), checked, { id: checked.id ?? "table", file: "", notes: [], large: new Map() });
}

/** Reads a file of one's own and makes a data set of it. */
export function datasetFromFile(path: string, options: OwnDataOptions & ReadOptions): Dataset {
  const checked = checkOptions("options", options, FILE_OPTIONS);
  const reading = readingOf(checked);
  const { table, notes, large } = readTableFile(path, reading);
  const about = { id: checked.id ?? basename(path), file: path, notes, large };
  return Object.assign(make(table, checked, about), { reading });
}

function make(
  read: Columns,
  options: Checked<typeof OPTIONS>,
  { id, file, notes, large }: { id: string; file: string; notes: readonly string[]; large: LargeIntegers },
): Dataset {
  const { target, targetUnit, noisyFeatures, groupBy, time } = options;
  checkTargetName(read, target);
  checkExact(read, target, large);
  checkKept(read, groupBy, time);
  const { table, notes: left } = withTarget(read, target);
  checkTarget(table, target);
  if (time !== undefined) timeValues(table, time);
  const remarks = [...notes, ...left];
  const features = options.features ?? guessFeatures(table, options, remarks);
  const specs = declareFeatures(features, options);
  for (const { name, kind, order } of specs) {
    column(table, name);
    if (kind !== "categorical" && order === undefined) checkExact(read, name, large);
  }
  const stranger = noisyFeatures.find((name) => !specs.some((spec) => spec.name === name));
  if (stranger !== undefined) throw new ArgumentError("noisyFeatures", stranger, "it is no feature.");
  let sha256: string | undefined;
  return {
    id,
    title: id,
    table: frameOf(table),
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
      sha256 ??= canonicalHash(table, [target, ...specs.map((spec) => spec.name)]);
      return sha256;
    },
    file,
  };
}

/** A column that is asked for as numbers is refused where it is text for its large integers: with the place in the file if it has one. */
function checkExact(table: Columns, name: string, large: LargeIntegers): void {
  const found = large.get(name) ?? largeIntegerOf(column(table, name));
  if (found !== undefined) throw largeIntegerError(name, found);
}

/** Rows cannot be kept together by columns that a table has lost. */
export function checkKept(table: Columns, groupBy: readonly string[], time: string | undefined): void {
  const lost = [...groupBy, time].find((name) => name !== undefined && !table.has(name));
  if (lost === undefined) return;
  const remedy = `the table has no such column (was it lost by a select?), and the rows are split by it: keep it, it need not be a feature. It has ${[...table.keys()].join(", ")}.`;
  throw new ArgumentError(lost === time ? "time" : "groupBy", lost, remedy);
}

export function withTarget(table: Columns, target: string): { table: Columns; notes: string[] } {
  const { at, count: missing } = missingAt(table, target);
  const rows = at.length;
  if (missing === 0) return { table, notes: [] };
  if (missing === rows) throw new ArgumentError("target", target, "it is missing in every row.");
  const isKnown = at.map((one) => 1 - one);
  const notes = [`${missing} of ${rows} rows left out: the target is missing.`];
  return { table: filterRows(table, isKnown), notes };
}

function checkTarget(table: Columns, target: string): void {
  const isNumber = isNumeric(table, target);
  if (isDateSeries(column(table, target))) {
    throw new ArgumentError("target", target, "it holds dates: make a number of them, such as days since a day.");
  }
  const distinct = isNumber ? [] : texts(table, target).texts;
  const values = isNumber ? numbers(table, target) : [];
  if (isNumber ? values.every((value) => value === values[0]) : distinct.length < 2) {
    throw new ArgumentError("target", target, "it is the same in all rows: there is nothing to learn.");
  }
  if (distinct.length > 2) {
    const shown = distinct.slice(0, 4).join(", ");
    const code = distinct.find((text) => USUAL_CODES.includes(text));
    const remedy = `it holds ${distinct.length} different texts (${shown}): give a number or two values${code ? `; if ${code} marks what is missing, declare it (--missing ${target}=${code})` : ""}.`;
    throw new ArgumentError("target", target, remedy);
  }
  if (rowCount(table) < 10) {
    throw new ArgumentError("table", `${rowCount(table)} rows`, "give at least 10 rows with a target.");
  }
}

/** The features that are declared or that the inspection guesses; what it said of each column is added to the remarks. */
function guessFeatures(table: Columns, options: Checked<typeof OPTIONS>, remarks: string[]): FeatureInput[] {
  const { target, groupBy, time, ordinal, categorical } = options;
  const features: FeatureInput[] = [];
  for (const { name, guess, reason } of reportColumns(table)) {
    if (name === target || name === time || groupBy.includes(name)) continue;
    if (Object.hasOwn(ordinal, name) || categorical.includes(name)) features.push(name);
    else if (isDateSeries(column(table, name)))
      remarks.push(`${name}: left out: dates; derive numbers of them, or name it as time.`);
    else {
      remarks.push(`${name}: guessed ${reason}.`);
      if (guess !== null) features.push(guess);
    }
  }
  if (features.length > 0) return features;
  throw new ArgumentError("table", [...table.keys()], "no column can be used as a feature: name features yourself.");
}
