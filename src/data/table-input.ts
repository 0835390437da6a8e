import { ArgumentError } from "../base/check";
import {
  byName,
  type Columns,
  checkRowNumbers,
  columnsOf,
  frameOf,
  gatherRows,
  isNumericSeries,
  numbers,
  rowCount,
  texts,
} from "./columns";
import { mayBeRounded } from "./large-integers";
import { type DataFrame, polars, type Series } from "./polars";

/** A dataframe of danfojs-node, as far as it is looked at here. */
export interface DanfoFrame {
  columns: string[];
  shape: number[];
  column(name: string): { values: unknown };
  iloc(part: { rows: number[] }): unknown;
}

/**
 * Everything that is taken for a table: a polars or danfojs-node dataframe, an array of objects, an object of columns,
 * or a map of polars columns.
 */
export type TableInput =
  | DataFrame
  | DanfoFrame
  | Columns
  | readonly Readonly<Record<string, unknown>>[]
  | Readonly<Record<string, ArrayLike<unknown>>>;

/**
 * The columns of a table. Missing values (null, undefined, NaN in danfo and objects) become null. A list with a bigint of 2^53
 * or more, or of whole numbers that may have been rounded there, becomes text.
 */
export function asTable(input: TableInput): Columns {
  if (isColumns(input)) return input;
  if (isPolars(input)) return columnsOf(input);
  if (isDanfo(input)) {
    return fromColumns(input.columns.map((name) => [name, input.column(name).values as unknown[]] as const));
  }
  if (Array.isArray(input)) return fromColumns([...valuesOfRecords(input)]);
  if (typeof input === "object" && input !== null && !(input instanceof Map)) {
    const columns = Object.entries(input as Record<string, unknown>);
    if (columns.every(([, values]) => Array.isArray(values) || ArrayBuffer.isView(values))) {
      return fromColumns(columns as [string, ArrayLike<unknown>][]);
    }
  }
  if (typeof (input as { collectSync?: unknown })?.collectSync === "function") {
    throw new ArgumentError("table", "a lazy polars dataframe", "collect it first: await table.collect().");
  }
  const remedy = "give a polars or danfojs-node dataframe, an array of objects, or an object of columns.";
  throw new ArgumentError("table", input, remedy);
}

/** Columns of polars by their names, as this package's own functions hand them on. */
function isColumns(input: unknown): input is Columns {
  return input instanceof Map && input.size > 0 && [...input.values()].every((one) => polars().Series.isSeries(one));
}

function isPolars(input: unknown): input is DataFrame {
  // polars' frames are callable proxies
  return input !== null && /object|function/.test(typeof input) && polars().DataFrame.isDataFrame(input);
}

function isDanfo(input: unknown): input is DanfoFrame {
  const frame = input as Partial<DanfoFrame> | null;
  return (
    typeof frame === "object" &&
    frame !== null &&
    !Array.isArray(frame) &&
    Array.isArray(frame.columns) &&
    Array.isArray(frame.shape) &&
    typeof frame.column === "function"
  );
}

/** The values of each column of an array of objects; undefined where one lacks it. */
export function valuesOfRecords(records: readonly unknown[], where = "table"): Map<string, unknown[]> {
  if (records.length === 0) throw new ArgumentError(where, [], "give at least one row.");
  const columns = new Map<string, unknown[]>();
  records.forEach((record, row) => {
    if (typeof record !== "object" || record === null || Array.isArray(record)) {
      throw new ArgumentError(`${where}, row ${row}`, record, "give one object a row, keys being column names.");
    }
    for (const [name, value] of Object.entries(record)) {
      let values = columns.get(name);
      if (values === undefined) {
        values = new Array(records.length).fill(undefined);
        columns.set(name, values);
      }
      values[row] = value;
    }
  });
  return columns;
}

function fromColumns(columns: readonly (readonly [string, ArrayLike<unknown>])[]): Columns {
  if (columns.length === 0) throw new ArgumentError("table", {}, "give at least one column.");
  const [[first, { length: rows }]] = columns;
  const other = columns.find(([, values]) => values.length !== rows);
  if (other !== undefined) {
    const remedy = `${first} has ${rows} values: give every column the same number.`;
    throw new ArgumentError(`column ${other[0]}`, `${other[1].length} values`, remedy);
  }
  return byName(columns.map(([name, values]) => typedSeries(name, values)));
}

/**
 * A column of one type: numbers (truth values count as 0 and 1) or texts; a mixture is refused with its row.
 * @param isParsed the values come of a text whose large integers are bigint: its numbers are measurements
 */
export function typedSeries(name: string, values: ArrayLike<unknown>, isParsed = false): Series {
  const pl = polars();
  const areFloats = values instanceof Float64Array || values instanceof Float32Array;
  if (areFloats) {
    const numbers = Float64Array.from(values);
    if (!numbers.some(Number.isNaN)) return pl.Series(name, numbers);
  }
  let type: "number" | "text" | undefined;
  let areWhole = !areFloats && !isParsed;
  let areLarge = false;
  let areRounded = false;
  const cells = Array.from(values, (value, row) => {
    if (value === null || value === undefined || (typeof value === "number" && Number.isNaN(value))) return null;
    const isNumber = typeof value === "number" || typeof value === "boolean" || typeof value === "bigint";
    const isDate = value instanceof Date;
    if (!isNumber && !isDate && typeof value !== "string") {
      throw new ArgumentError(`row ${row}, column ${name}`, value, "give numbers, texts, dates, truth values or null.");
    }
    const own = isNumber ? "number" : "text";
    type ??= own;
    if (own !== type) {
      throw new ArgumentError(`row ${row}, column ${name}`, value, `the rows before it hold ${type}s: use one type.`);
    }
    if (typeof value === "bigint") areLarge ||= !Number.isSafeInteger(Number(value));
    else if (typeof value === "number" && areWhole) {
      areRounded ||= mayBeRounded(value);
      areWhole = Number.isInteger(value);
    }
    if (isDate) return (value as Date).toISOString();
    return isNumber ? Number(value) : (value as string);
  });
  if (type === "text") return pl.Series(name, cells as (string | null)[], pl.Utf8);
  if (!areLarge && !(areWhole && areRounded)) return pl.Series(name, cells as (number | null)[], pl.Float64);
  const asText = cells.map((cell, row) => (cell === null ? null : wholeText(values[row])));
  return pl.Series(name, asText, pl.Utf8);
}

/** A number, bigint or truth value as text, a whole number with all its digits. */
function wholeText(value: unknown): string {
  return typeof value === "bigint" || Number.isInteger(Number(value)) ? String(BigInt(value as bigint)) : String(value);
}

/**
 * Rows of a table by their numbers, in that order: the part of a split as a table.
 * @returns a danfojs-node dataframe for one (its index and types kept), a polars dataframe for all else
 * @throws ArgumentError for a number that is no row's
 */
export function takeRows<T extends TableInput>(
  table: T,
  rows: ArrayLike<number>,
): T extends DanfoFrame ? T : DataFrame {
  type Taken = T extends DanfoFrame ? T : DataFrame;
  if (isDanfo(table)) {
    const order = Array.from(checkRowNumbers(table.shape[0], rows));
    return table.iloc({ rows: order }) as unknown as Taken;
  }
  const columns = asTable(table);
  const order = Array.from(checkRowNumbers(rowCount(columns), rows));
  return frameOf(gatherRows(columns, order)) as Taken;
}

/**
 * Any table as a dataframe of danfojs-node, such as a data set's: missing numbers are NaN, missing texts null, truth values
 * 0 and 1, dates texts. A danfojs-node dataframe is returned as it is.
 *
 * @example
 * const frame: dfd.DataFrame = toDanfo(readTable("my.csv")); // its type is what it is asked to be, else a loose one
 * @throws ArgumentError where danfojs-node is not installed
 */
// biome-ignore lint/suspicious/noExplicitAny: danfojs-node, whose types these are, need not be installed
export function toDanfo<Frame = DanfoFrame & Record<string, any>>(table: TableInput): Frame {
  if (isDanfo(table)) return table as Frame;
  let danfo: { DataFrame: new (columns: object) => DanfoFrame };
  try {
    danfo = require("danfojs-node");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND" ? "not installed" : String(error);
    throw new ArgumentError("danfojs-node", reason, "npm install danfojs-node, or go on with the polars dataframe.");
  }
  const columns = asTable(table);
  const values = [...columns.values()].map((series) => {
    if (isNumericSeries(series)) return [series.name, Array.from(numbers(columns, series.name))];
    const { codes, texts: distinct } = texts(columns, series.name);
    return [series.name, Array.from(codes, (code) => (code < 0 ? null : distinct[code]))];
  });
  return new danfo.DataFrame(Object.fromEntries(values)) as Frame;
}
