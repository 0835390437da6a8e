import { ArgumentError, checkOptions, optional, text } from "../base/check";
import { counted } from "../base/format";
import { nearest } from "../base/show";
import { meanAndSd, quantileOfSorted } from "../base/statistics";
import { type Columns, column, isDateSeries, isNumeric, numbers, rowCount, texts } from "./columns";
import { looksLikeDate, readDates } from "./dates";
import type { FeatureInput } from "./feature";
import { type ColumnFacts, guessKind } from "./guess-kind";
import { largeIntegerAmong } from "./large-integers";
import { correlationMatrix, leaksIn, type VaryingColumn } from "./leaks";
import { type Series, typeName } from "./polars";
import { equalRows, repeatsByChance } from "./row-blocks";
import { asTable, type TableInput } from "./table-input";
import { timeValues } from "./time";

/** What one column holds. */
export interface ColumnReport {
  name: string;
  type: "number" | "text" | "date";
  /** of polars, such as "Float64" */
  dtype: string;
  missing: number;
  distinct: number;
  /** of numbers: minimum, quartiles, maximum, mean and standard deviation */
  numbers?: { min: number; q25: number; median: number; q75: number; max: number; mean: number; sd: number };
  /** of dates of polars: the first and the last */
  dates?: { first: string; last: string };
  /** of texts: the most frequent ones */
  frequent?: { value: string; rows: number }[];
  /** how it would enter a model: null if it would not */
  guess: Exclude<FeatureInput, string> | null;
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
  /** numbers such as -999 that stand far from all others of their column: likely missing codes of it */
  likelyCodes: { column: string; code: number }[];
  /** what the user should look at */
  warnings: string[];
}

/**
 * Looks at every column of a table and guesses how each would enter a model of the target.
 *
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function inspectTable(input: TableInput, options: { target?: string } = {}): TableReport {
  const { target } = checkOptions("options", options, { target: optional(text) });
  const table = asTable(input);
  const rows = rowCount(table);
  if (target !== undefined) checkTargetName(table, target);
  const columns = reportColumns(table);
  const allVarying = varyingColumns(columns, target);
  const varying = allVarying.slice(0, COMPARED);
  const correlations = correlationMatrix(table, varying);
  const nearDuplicates = nearDuplicatesIn(correlations, varying);
  const duplicates = rows - equalRows(table).count;
  const features = columns.flatMap(({ name, guess }) => (guess === null || name === target ? [] : [name]));
  const leaks = leaksIn(table, { target, features });
  const warnings: string[] = [];
  if (duplicates > 0)
    warnings.push(
      `${counted(duplicates, "row repeats", "rows repeat")} an earlier one${repeatsByChance(table) ? ", as rows of so few values must: splits leave them free" : "; splits keep them together"}.`,
    );
  for (const { first, second, correlation } of nearDuplicates) {
    if (first === target && leaks.some(({ feature }) => feature === second)) continue; // said as a leak
    const other = target === first || target === second;
    const advice = other
      ? "is it a copy of the target, known only afterwards? Then leave it out"
      : "one of them may do";
    warnings.push(
      `${first} and ${second} nearly repeat each other (correlation ${correlation.toFixed(4)}): ${advice}.`,
    );
  }
  if (allVarying.length > COMPARED) {
    warnings.push(
      `of ${allVarying.length} columns of numbers the first ${COMPARED}${target === undefined ? "" : " (the target among them)"} alone were compared with one another: others may repeat each other.`,
    );
  }
  const likelyCodes: TableReport["likelyCodes"] = [];
  for (const report of columns) {
    for (const { code, count, isUsual } of findCodes(table, report)) {
      if (isUsual) likelyCodes.push({ column: report.name, code });
      warnings.push(
        `${report.name}: ${code} stands in ${counted(count, "row")}, far from the other values: declare it if it marks missing ones.`,
      );
    }
  }
  for (const { name, type } of columns) {
    const words = type === "text" ? texts(table, name).texts : [];
    const pair = words.length <= 1000 && sameButForCase(words);
    if (pair) warnings.push(`${name}: ${pair.join(" and ")} count as two values; is one of them a slip?`);
  }
  warnings.push(...leaks.map(({ text: leak }) => leak));
  const targetReport = columns.find(({ name }) => name === target);
  if (targetReport) warnings.push(...targetWarnings(table, targetReport));
  return { rows, columns, duplicates, nearDuplicates, target, likelyCodes, warnings };
}

/** What each column holds, and how it would enter a model. */
export function reportColumns(table: Columns): ColumnReport[] {
  const rows = rowCount(table);
  return [...table.keys()].map((name) => reportColumn(table, name, rows));
}

/** A target that is not there is refused with the names there are. */
export function checkTargetName(table: Columns, target: string): void {
  const names = [...table.keys()];
  if (names.includes(target)) return;
  const alike = names.find((name) => name.trim().toLowerCase() === target.trim().toLowerCase());
  const advice = alike === undefined ? `it has ${names.join(", ")}${nearest(target, names)}` : `do you mean ${alike}?`;
  throw new ArgumentError("target", target, `the table has no such column; ${advice}`);
}

function reportColumn(table: Columns, name: string, rows: number): ColumnReport {
  const series = column(table, name);
  if (isDateSeries(series)) return reportDates(series, rows);
  const report = isNumeric(table, name)
    ? reportNumbers(numbers(table, name), name, rows)
    : reportTexts(table, name, rows);
  return { ...report, dtype: typeName(series) };
}

function reportDates(series: Series, rows: number): ColumnReport {
  const { name } = series;
  const dtype = typeName(series);
  const known = series.dropNulls();
  const times =
    known.length === 0
      ? new Float64Array(0)
      : timeValues(new Map([[name, known]]), name)
          .slice()
          .sort();
  const shared = { name, missing: rows - known.length, distinct: distinctOf(times) };
  const text = (time: number): string => {
    const [day, clock] = new Date(time).toISOString().slice(0, 19).split("T");
    return dtype === "Date" ? day : `${day} ${clock}`;
  };
  const dates = known.length === 0 ? undefined : { first: text(times[0]), last: text(times[times.length - 1]) };
  const guess = guessKind({ ...shared, rows, isNumeric: false, values: [], times });
  return { ...shared, type: "date", dtype, ...(dates && { dates }), ...guess };
}

/** How many different numbers there are among sorted ones. */
function distinctOf(sorted: Float64Array): number {
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  return distinct;
}

function reportTexts(table: Columns, name: string, rows: number): Omit<ColumnReport, "dtype"> {
  const { codes, texts: distinct } = texts(table, name);
  const counts = new Uint32Array(distinct.length);
  let missing = 0;
  for (const code of codes) {
    if (code < 0) missing++;
    else counts[code]++;
  }
  const shared = { name, missing, distinct: distinct.length };
  const guess = guessKind({ ...shared, rows, isNumeric: false, values: distinct, times: timesIn(distinct), counts });
  const frequent = distinct.map((value, code) => ({ value, rows: counts[code] }));
  frequent.sort((a, b) => b.rows - a.rows);
  return { ...shared, type: "text", frequent: frequent.slice(0, 5), ...guess };
}

function reportNumbers(all: Float64Array, name: string, rows: number): Omit<ColumnReport, "dtype"> {
  const known = all.filter((value) => !Number.isNaN(value)).sort();
  const distinct = distinctOf(known);
  const shared = { name, missing: rows - known.length, distinct };
  const facts: ColumnFacts = { ...shared, rows, isNumeric: true, values: distinct === 1 ? [String(known[0])] : [] };
  if (known.length === 0) return { ...shared, type: "number", ...guessKind(facts) };
  const [min, q25, median, q75, max] = [0, 0.25, 0.5, 0.75, 1].map((q) => quantileOfSorted(known, q));
  const { mean, sd } = meanAndSd(known);
  const skewness = sd > 0 ? known.reduce((sum, value) => sum + ((value - mean) / sd) ** 3, 0) / known.length : 0;
  const step = all[1] - all[0];
  const countsRows = Math.abs(step) === 1 && rows > 2 && all.every((value, row) => value === all[0] + row * step);
  Object.assign(facts, { min, median, max, skewness, countsRows, wholeNumbers: known.every(Number.isInteger) });
  return { ...shared, type: "number", numbers: { min, q25, median, q75, max, mean, sd }, ...guessKind(facts) };
}

/** The times of texts that are dates; none where the day cannot be told from the month. */
function timesIn(distinct: readonly string[]): Float64Array | undefined {
  if (distinct.length === 0 || !looksLikeDate(distinct[0])) return undefined;
  const dates = readDates(distinct);
  if ("times" in dates) return dates.times;
  return dates.isAmbiguous ? new Float64Array(0) : undefined;
}

/** At most this many columns are compared with one another. */
const COMPARED = 60;

/** The columns that can be compared, the target first. */
function varyingColumns(columns: readonly ColumnReport[], target: string | undefined): VaryingColumn[] {
  const varying = columns.flatMap(({ name, missing, numbers }) =>
    numbers !== undefined && numbers.sd > 0 && Number.isFinite(numbers.sd) && missing === 0
      ? [{ name, mean: numbers.mean, sd: numbers.sd }]
      : [],
  );
  return varying.sort((a, b) => Number(b.name === target) - Number(a.name === target));
}

function nearDuplicatesIn(
  correlations: readonly (readonly number[])[],
  columns: readonly VaryingColumn[],
): TableReport["nearDuplicates"] {
  return columns.flatMap(({ name: first }, i) =>
    columns.flatMap(({ name: second }, j) => {
      const correlation = correlations[i][j];
      return j > i && Math.abs(correlation) >= 0.999 ? [{ first, second, correlation }] : [];
    }),
  );
}

const SENTINELS = new Set([-1, -9, -99, -200, -999, -9999, -99999, 999, 9999, 99999, 1e6 - 1]);

/** Values such as -999 at one end of a column, far from all others, or that come again and again and again there. */
function findCodes(
  table: Columns,
  { name, distinct, numbers: summary }: ColumnReport,
): { code: number; count: number; isUsual: boolean }[] {
  if (summary === undefined || distinct < 2) return [];
  const { min, max } = summary;
  return [min, max].flatMap((code) => {
    const all = numbers(table, name);
    let [low, high, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (const value of all) {
      if (value === code) count++;
      else if (!Number.isNaN(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
    const distance = Math.max(low - code, code - high);
    const isFar = distance > 2 * Math.max(high - low, Math.abs(low), Math.abs(high));
    const isUsual = SENTINELS.has(code) && (isFar || (code <= -99 && low >= 0));
    const isOdd = count >= 5 && distinct > 10 && (isFar || (code < 0 && low >= 0));
    return isUsual || isOdd ? [{ code, count, isUsual }] : [];
  });
}

/** The first two words that differ in upper and lower case alone. */
function sameButForCase(words: readonly string[]): [string, string] | undefined {
  const seen = new Map<string, string>();
  for (const word of words) {
    const other = seen.get(word.toLowerCase());
    if (other !== undefined) return [other, word];
    seen.set(word.toLowerCase(), word);
  }
  return undefined;
}

function targetWarnings(table: Columns, { name, missing, distinct, numbers: summary }: ColumnReport): string[] {
  const rows = rowCount(table);
  const warnings: string[] = [];
  const called = `${name}, the target,`;
  if (missing > 0) warnings.push(`${called} is missing in ${missing} of ${rows} rows; they are left out.`);
  if (!isNumeric(table, name)) {
    const large = largeIntegerAmong(texts(table, name).texts);
    if (large !== undefined) {
      return [...warnings, `${called} holds whole numbers of 2^53 or more, such as ${large}: divide them to learn it.`];
    }
    if (distinct !== 2) warnings.push(`${called} has ${distinct} different texts: give a number or two values.`);
    return warnings;
  }
  if (distinct === 2 && (summary?.min !== 0 || summary.max !== 1)) {
    warnings.push(
      `${called} holds two numbers, ${summary?.min} and ${summary?.max}, and is learnt as a number unless target: { transform: "binary" } asks for the chance of ${summary?.max}, as the notebook of lai notebook new does.`,
    );
  }
  if (distinct < 2) return [...warnings, `${called} is the same in all rows: there is nothing to learn.`];
  if (
    distinct > 2 &&
    distinct <= 10 &&
    rows >= 40 &&
    numbers(table, name).every((v) => Number.isNaN(v) || v % 1 === 0)
  ) {
    warnings.push(
      `${called} has only ${distinct} values and is learnt as a number: right for a score, not for classes.`,
    );
  }
  const highest = summary?.max as number;
  const atTop = numbers(table, name).reduce((count, value) => count + Number(value === highest), 0);
  if (distinct > 50 && atTop >= 5 && atTop > 0.01 * (rows - missing)) {
    warnings.push(`${called} is ${highest}, its maximum, in ${atTop} rows: it may be capped there.`);
  }
  return warnings;
}
