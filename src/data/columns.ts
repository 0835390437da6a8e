import { ArgumentError, checkNumbers, list, optional, type Rule, text } from "../base/check";
import { isKeptAsText, largeIntegerError, largeIntegerOf } from "./large-integers";
import { type DataFrame, type Expr, polars, type Series, typeName } from "./polars";

const NUMERIC = new Set([
  ...["Float64", "Float32", "Int64", "Int32", "Int16", "Int8", "UInt64", "UInt32", "UInt16", "UInt8"],
  ...["Bool", "Decimal"],
]);

const DATES = new Set(["Date", "Datetime"]);

const TEXT = new Set(["String", "Utf8", "Categorical", "Enum", "Null"]);

/** Names of columns whose rows belong together where they agree: one, or several. */
export const GROUP_BY: Rule<string[]> = optional(
  (argument, value) => (typeof value === "string" ? [value] : list(text, { unique: true })(argument, value)),
  [],
);

/**
 * The columns of a table by their names, in order: a polars dataframe answers `frame.height` with the column named "height"
 * where there is one.
 */
export type Columns = ReadonlyMap<string, Series>;

/** Taking them out of a dataframe is slow: do it once. */
export function columnsOf(frame: DataFrame): Columns {
  return byName(frame.getColumns() as unknown as Series[]);
}

/** Columns by the names that they have. */
export function byName(columns: Iterable<Series>): Columns {
  return new Map(Array.from(columns, (series) => [series.name, series]));
}

export function rowCount(table: Columns): number {
  const [first] = table.values();
  return first?.length ?? 0;
}

/** Row numbers as an array of their own, checked against the table; all of them where none are given. */
export function checkRows(table: Columns, rows?: ArrayLike<number>): Uint32Array {
  const count = rowCount(table);
  return rows === undefined ? new Uint32Array(count).map((_, row) => row) : checkRowNumbers(count, rows);
}

/** Row numbers as an array of their own, each below `count`. */
export function checkRowNumbers(count: number, rows: ArrayLike<number>, argument = "rows"): Uint32Array {
  checkNumbers(argument, rows, { least: 0, anyNumber: true });
  for (let i = 0; i < rows.length; i++) {
    if (!Number.isInteger(rows[i]) || rows[i] < 0 || rows[i] >= count) {
      throw new ArgumentError(`${argument}[${i}]`, rows[i], `give row numbers from 0 to ${count - 1}.`);
    }
  }
  return new Uint32Array(rows);
}

/** A column by its name; an unknown one is an ArgumentError that lists those there are. */
export function column(table: Columns, name: string): Series {
  const found = table.get(name);
  if (found !== undefined) return found;
  throw new ArgumentError("column", name, `the table has no such column; it has ${[...table.keys()].join(", ")}.`);
}

/** Whether a table's column holds numbers (or truth values, which count as 0 and 1), all exact as float64. */
export function isNumeric(table: Columns, name: string): boolean {
  return isNumericSeries(column(table, name));
}

export function isNumericSeries(series: Series): boolean {
  return NUMERIC.has(typeName(series)) && !isKeptAsText(series);
}

/** Whether a column's values are taken as texts: words, dates, and whole numbers too large for float64. */
export function isTextSeries(series: Series): boolean {
  return TEXT.has(typeName(series)) || isDateSeries(series) || isKeptAsText(series);
}

/** Whether a column holds dates, or dates with times. */
export function isDateSeries(series: Series): boolean {
  return DATES.has(typeName(series));
}

const numbersOf = new WeakMap<Series, Float64Array>();

/**
 * The numbers of a column, shape [rows]; a missing value is NaN. Taken out of polars once and then shared by all who ask,
 * as long as the column lives: not to be written to.
 */
export function numbers(table: Columns, name: string): Float64Array {
  const series = column(table, name);
  const kept = numbersOf.get(series);
  if (kept !== undefined) return kept;
  if (!isNumericSeries(series) && series.nullCount() < series.length) {
    const large = largeIntegerOf(series);
    if (large !== undefined) throw largeIntegerError(name, large);
    checkText(series);
    const first = series.dropNulls().head(1).toArray()[0];
    const remedy = isDateSeries(series)
      ? `it holds dates: leave it out, name it as the column of times, or take numbers of it, such as pl.col(${JSON.stringify(name)}).date.month().`
      : "it holds text: declare it categorical or ordinal, or mend it.";
    throw new ArgumentError(`column ${name}`, first, remedy);
  }
  const values = takeNumbers(series);
  numbersOf.set(series, values);
  return values;
}

function takeNumbers(series: Series): Float64Array {
  if (typeName(series) === "Float64" && series.nullCount() === 0) return series.toTypedArray() as Float64Array;
  if (series.nullCount() === series.length) return new Float64Array(series.length).fill(Number.NaN); // of any type
  const pl = polars();
  return changedSeries(series, pl.col("cells").cast(pl.Float64).fillNull(Number.NaN)).toTypedArray() as Float64Array;
}

/** A frame of one column, by a name that no method of a frame has. */
export function singleColumnFrame(series: Series): DataFrame {
  return polars().DataFrame({ cells: series }) as unknown as DataFrame;
}

/** What an expression of the column "cells" makes of a column, by the column's name. */
export function changedSeries(series: Series, expression: Expr): Series {
  return singleColumnFrame(series).select(expression.as("cells")).getColumn("cells").alias(series.name);
}

/** The texts of a column as whole numbers: `texts[codes[row]]`, or -1 where the value is missing. */
export interface Codes {
  codes: Int32Array;
  /** the distinct texts in the order of their first row */
  texts: string[];
}

const codesOf = new WeakMap<Series, Codes>();

/** The values of a column as texts, numbers written in their shortest form, dates as 2024-03-31. Shared like `numbers`. */
export function texts(table: Columns, name: string): Codes {
  const series = column(table, name);
  const kept = codesOf.get(series);
  if (kept !== undefined) return kept;
  const result = isNumericSeries(series) ? codesOfNumbers(numbers(table, name)) : codesOfTexts(series);
  codesOf.set(series, result);
  return result;
}

function codesOfNumbers(values: Float64Array): Codes {
  const codes = new Int32Array(values.length).fill(-1);
  const distinct: string[] = [];
  const known = new Map<number, number>();
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (Number.isNaN(value)) continue;
    let code = known.get(value);
    if (code === undefined) {
      code = distinct.push(String(value)) - 1;
      known.set(value, code);
    }
    codes[row] = code;
  }
  return { codes, texts: distinct };
}

/** By the numbers that polars gives to distinct texts; they are its own, dense only over the whole process. */
function codesOfTexts(series: Series): Codes {
  const pl = polars();
  checkText(series);
  const words = isKeptAsText(series) || isDateSeries(series) ? series.cast(pl.Utf8) : series;
  const categories = words.cast(pl.Utf8).cast(pl.Categorical).cast(pl.UInt32);
  const hasMissing = categories.nullCount() > 0;
  const largest = categories.max();
  const filled = hasMissing ? changedSeries(categories, pl.col("cells").fillNull(largest + 1)) : categories;
  const keys = filled.toTypedArray() as Uint32Array;
  const codeOf = new Int32Array(largest + 2).fill(-1);
  const codes = new Int32Array(keys.length).fill(-1);
  const distinct: string[] = [];
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row];
    if (hasMissing && key === largest + 1) continue;
    if (codeOf[key] < 0) codeOf[key] = distinct.push(words.getIndex(row) as string) - 1;
    codes[row] = codeOf[key];
  }
  return { codes, texts: distinct };
}

/** @throws ArgumentError for lists, structs, durations and other cells that are neither numbers nor texts */
function checkText(series: Series): void {
  if (isTextSeries(series)) return;
  const remedy = "its cells are no numbers and no texts: make columns of numbers or texts of it, or drop it.";
  throw new ArgumentError(`column ${series.name}`, typeName(series), remedy);
}

/** Where a column has no value, and in how many rows: at is 1 there, else 0, shape [rows]. */
export function missingAt(table: Columns, name: string): { at: Uint8Array; count: number } {
  const areNumbers = isNumeric(table, name);
  const values = areNumbers ? numbers(table, name) : texts(table, name).codes;
  const at = new Uint8Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    if (areNumbers ? Number.isNaN(values[row]) : values[row] < 0) {
      at[row] = 1;
      count++;
    }
  }
  return { at, count };
}

/** The rows of a table that a mask marks. */
export function filterRows(table: Columns, keep: ArrayLike<boolean | number>): Columns {
  const pl = polars();
  const mask = pl.Series("keep", Array.from(keep, Boolean), pl.Bool);
  return byName(Array.from(table.values(), (series) => series.filter(mask)));
}

/** Rows of a table by their numbers, in that order. */
export function gatherRows(table: Columns, rows: number[]): Columns {
  return byName(Array.from(table.values(), (series) => series.gather(rows)));
}

export function frameOf(table: Columns): DataFrame {
  return polars().DataFrame([...table.values()]) as unknown as DataFrame;
}

export function selectColumns(table: Columns, names: readonly string[]): Columns {
  return byName(names.map((name) => column(table, name)));
}
