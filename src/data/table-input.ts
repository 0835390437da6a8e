import { ArgumentError } from "../base/check";
import type { Columns, Table } from "./columns";
import { type DataFrame, polars } from "./polars";

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

/** The same table as a polars dataframe. Missing values (null, undefined, NaN in danfo and objects) become null. */
export function asTable(input: TableInput): Table {
  if (isColumns(input) || isPolars(input)) return input;
  if (isDanfo(input)) {
    return fromColumns(Object.fromEntries(input.columns.map((name) => [name, input.column(name).values as unknown[]])));
  }
  if (Array.isArray(input)) return fromRecords(input);
  if (typeof input === "object" && input !== null && !(input instanceof Map)) {
    const columns = Object.entries(input as Record<string, unknown>);
    if (columns.every(([, values]) => Array.isArray(values) || ArrayBuffer.isView(values))) {
      return fromColumns(input as Record<string, ArrayLike<unknown>>);
    }
  }
  if (typeof (input as { collectSync?: unknown })?.collectSync === "function") {
    throw new ArgumentError("table", "a lazy polars dataframe", "collect it first: await table.collect().");
  }
  throw new ArgumentError(
    "table",
    input,
    "give a polars or danfojs-node dataframe, an array of objects, or an object of columns.",
  );
}

/** Columns of polars by their names, as this package's own functions hand them on. */
function isColumns(input: unknown): input is Columns {
  return input instanceof Map && input.size > 0 && [...input.values()].every((one) => polars().Series.isSeries(one));
}

export function isPolars(input: unknown): input is DataFrame {
  // polars' frames are callable proxies
  return input !== null && /object|function/.test(typeof input) && polars().DataFrame.isDataFrame(input);
}

export function isDanfo(input: unknown): input is DanfoFrame {
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

function fromRecords(records: readonly Readonly<Record<string, unknown>>[]): DataFrame {
  if (records.length === 0) throw new ArgumentError("table", [], "give at least one row.");
  const names = new Set<string>();
  records.forEach((record, row) => {
    if (typeof record !== "object" || record === null || Array.isArray(record)) {
      throw new ArgumentError(`table, row ${row}`, record, "give one object a row, keys being column names.");
    }
    for (const name of Object.keys(record)) names.add(name);
  });
  return fromColumns(Object.fromEntries([...names].map((name) => [name, records.map((record) => record[name])])));
}

function fromColumns(columns: Readonly<Record<string, ArrayLike<unknown>>>): DataFrame {
  const pl = polars();
  const names = Object.keys(columns);
  if (names.length === 0) throw new ArgumentError("table", columns, "give at least one column.");
  const rows = columns[names[0]].length;
  const series = names.map((name) => {
    const values = columns[name];
    if (values.length !== rows) {
      const remedy = `${names[0]} has ${rows} values: give every column the same number.`;
      throw new ArgumentError(`column ${name}`, `${values.length} values`, remedy);
    }
    return typedSeries(name, values);
  });
  return pl.DataFrame(series) as unknown as DataFrame;
}

/** A column of one type: numbers (truth values count as 0 and 1) or texts; a mixture is refused with its row. */
function typedSeries(name: string, values: ArrayLike<unknown>): ReturnType<ReturnType<typeof polars>["Series"]> {
  const pl = polars();
  if (values instanceof Float64Array || values instanceof Float32Array) {
    const numbers = Float64Array.from(values);
    if (!numbers.some(Number.isNaN)) return pl.Series(name, numbers);
  }
  let type: "number" | "text" | undefined;
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
    if (isDate) return (value as Date).toISOString();
    return isNumber ? Number(value) : (value as string);
  });
  if (type === "text") return pl.Series(name, cells as (string | null)[], pl.Utf8);
  return pl.Series(name, cells as (number | null)[], pl.Float64);
}
