import { ArgumentError } from "../base/check";
import { column, columnNames, columnsOf, isNumeric, numbers, rowCount, type Table, texts } from "./columns";
import type { FeatureInput } from "./feature";
import { type ColumnFacts, guessKind } from "./guess-kind";
import { meanAndSd, quantiles } from "./preprocess/statistics";
import { equalRows } from "./row-blocks";
import { asTable, type TableInput } from "./table-input";
import { timeValues } from "./time";

/** What one column holds. */
export interface ColumnReport {
  name: string;
  type: "number" | "text";
  missing: number;
  distinct: number;
  /** of numbers: minimum, quartiles, maximum, mean and standard deviation */
  numbers?: { min: number; q25: number; median: number; q75: number; max: number; mean: number; sd: number };
  /** of texts: the most frequent ones */
  frequent?: { value: string; rows: number }[];
  /** how it would enter a model: null if it would not */
  guess: FeatureInput | null;
  reason: string;
}

/** What a table holds, and what to beware of in it. */
export interface TableReport {
  rows: number;
  columns: ColumnReport[];
  /** rows that repeat an earlier one */
  duplicates: number;
  /** pairs of number columns with a correlation of at least .999 in size */
  nearDuplicates: { first: string; second: string; correlation: number }[];
  target?: string;
  /** numbers such as -999 that stand far from all others of their column: likely missing codes */
  likelyCodes: number[];
  /** what the user should look at */
  warnings: string[];
}

/** Looks at every column of a table and guesses how each would enter a model of the target. */
export function inspectTable(input: TableInput, options: { target?: string } = {}): TableReport {
  const table = columnsOf(asTable(input));
  const { target } = options;
  const rows = rowCount(table);
  if (target !== undefined) column(table, target);
  const columns = columnNames(table).map((name) => reportColumn(table, name, rows));
  const nearDuplicates = findNearDuplicates(table, columns);
  const duplicates = rows - equalRows(table, columnNames(table)).count;
  const warnings: string[] = [];
  if (duplicates > 0) warnings.push(`${duplicates} rows repeat an earlier one; splits keep them together.`);
  for (const { first, second, correlation } of nearDuplicates) {
    const other = target === first || target === second;
    const advice = other
      ? "is it a copy of the target, known only afterwards? Then leave it out"
      : "one of them may do";
    warnings.push(
      `${first} and ${second} nearly repeat each other (correlation ${correlation.toFixed(4)}): ${advice}.`,
    );
  }
  const likelyCodes = new Set<number>();
  for (const report of columns) {
    for (const { code, count } of findCodes(table, report)) {
      likelyCodes.add(code);
      warnings.push(
        `${report.name}: ${code} stands in ${count} rows, far from the other values: declare it if it marks missing ones.`,
      );
    }
  }
  if (target !== undefined) warnings.push(...targetWarnings(table, target));
  return { rows, columns, duplicates, nearDuplicates, target, likelyCodes: [...likelyCodes], warnings };
}

function reportColumn(table: Table, name: string, rows: number): ColumnReport {
  const { codes, texts: distinct } = texts(table, name);
  const counts = new Uint32Array(distinct.length);
  let missing = 0;
  for (const code of codes) {
    if (code < 0) missing++;
    else counts[code]++;
  }
  const shared = { name, missing, distinct: distinct.length };
  const facts: ColumnFacts = { ...shared, rows, isNumeric: isNumeric(table, name), values: distinct.slice(0, 1000) };
  if (!facts.isNumeric) {
    facts.isTime = missing < rows && isTimeColumn(table, name, distinct);
    const frequent = distinct.map((value, code) => ({ value, rows: counts[code] }));
    frequent.sort((a, b) => b.rows - a.rows);
    const { feature, reason } = guessKind(facts);
    return { ...shared, type: "text", frequent: frequent.slice(0, 5), guess: feature, reason };
  }
  const all = numbers(table, name);
  const known = all.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return { ...shared, type: "number", guess: null, reason: guessKind(facts).reason };
  const [min, q25, median, q75, max] = quantiles(known, [0, 0.25, 0.5, 0.75, 1]);
  const { mean, sd } = meanAndSd(known);
  const skewness = sd > 0 ? known.reduce((sum, value) => sum + ((value - mean) / sd) ** 3, 0) / known.length : 0;
  const step = all[1] - all[0];
  const countsRows = Math.abs(step) === 1 && rows > 2 && all.every((value, row) => value === all[0] + row * step);
  Object.assign(facts, { min, median, max, skewness, countsRows, wholeNumbers: known.every(Number.isInteger) });
  const { feature, reason } = guessKind(facts);
  return { ...shared, type: "number", numbers: { min, q25, median, q75, max, mean, sd }, guess: feature, reason };
}

/** Dates of which at least one shows a day or a separator; plain words are no dates. */
function isTimeColumn(table: Table, name: string, distinct: readonly string[]): boolean {
  if (!distinct.every((text) => /^\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(text))) return false;
  try {
    timeValues(table, name);
    return true;
  } catch (error) {
    if (error instanceof ArgumentError) return /which number is the day|missing times/.test(error.message);
    throw error;
  }
}

function findNearDuplicates(table: Table, columns: readonly ColumnReport[]): TableReport["nearDuplicates"] {
  const varying = columns.filter((c) => c.numbers !== undefined && c.numbers.sd > 0 && c.missing === 0).slice(0, 60);
  const standardised = varying.map(({ name, numbers: summary }) => {
    const { mean, sd } = summary as { mean: number; sd: number };
    return numbers(table, name).map((value) => (value - mean) / sd);
  });
  const pairs: TableReport["nearDuplicates"] = [];
  for (let a = 0; a < varying.length; a++) {
    for (let b = a + 1; b < varying.length; b++) {
      let sum = 0;
      for (let row = 0; row < standardised[a].length; row++) sum += standardised[a][row] * standardised[b][row];
      const correlation = sum / standardised[a].length;
      if (Math.abs(correlation) >= 0.999) pairs.push({ first: varying[a].name, second: varying[b].name, correlation });
    }
  }
  return pairs;
}

const SENTINELS = new Set([-1, -9, -99, -200, -999, -9999, -99999, 999, 9999, 99999, 1e6 - 1]);

/** Values such as -999 at one end of a column, far from all others. */
function findCodes(table: Table, { name, numbers: summary }: ColumnReport): { code: number; count: number }[] {
  if (summary === undefined) return [];
  const { min, max } = summary;
  return [min, max].flatMap((code) => {
    if (!SENTINELS.has(code) || min === max) return [];
    const all = numbers(table, name);
    const others = all.filter((value) => !Number.isNaN(value) && value !== code);
    const [low, high] = quantiles(others, [0, 1]);
    const distance = Math.max(low - code, code - high);
    const isFar = distance > 2 * Math.max(high - low, Math.abs(low), Math.abs(high));
    if (!isFar && !(code <= -99 && low >= 0)) return [];
    return [{ code, count: all.filter((value) => value === code).length }];
  });
}

function targetWarnings(table: Table, target: string): string[] {
  const { codes, texts: distinct } = texts(table, target);
  const rows = codes.length;
  const missing = codes.filter((code) => code < 0).length;
  const warnings: string[] = [];
  if (missing > 0) warnings.push(`${target}, the target, is missing in ${missing} of ${rows} rows; they are left out.`);
  if (!isNumeric(table, target)) {
    if (distinct.length !== 2)
      warnings.push(`${target}, the target, has ${distinct.length} different texts: give a number or two values.`);
    return warnings;
  }
  const values = numbers(table, target).filter((value) => !Number.isNaN(value));
  if (distinct.length < 2)
    return [...warnings, `${target}, the target, is the same in all rows: there is nothing to learn.`];
  const [highest] = quantiles(values, [1]);
  const atTop = values.filter((value) => value === highest).length;
  if (distinct.length > 50 && atTop > 0.01 * values.length) {
    warnings.push(`${target}, the target, is ${highest}, its maximum, in ${atTop} rows: it may be capped there.`);
  }
  return warnings;
}
