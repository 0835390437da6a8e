import { ArgumentError } from "../base/check";
import { type DataFrame, polars, type Series } from "./polars";

/*
 * A polars dataframe answers `frame.height` with the column named "height" where there is one. So tables of users are only
 * asked for `getColumns`, and everything else is done with the columns.
 */

const NUMERIC = new Set([
  ...["Float64", "Float32", "Int64", "Int32", "Int16", "Int8", "UInt64", "UInt32", "UInt16", "UInt8"],
  ...["Bool", "Decimal", "Date", "Datetime"],
]);

/** The columns of a table by their names, in order. Taking them out of a dataframe is slow: do it once. */
export type Columns = ReadonlyMap<string, Series>;
export type Table = DataFrame | Columns;

export function columnsOf(table: Table): Columns {
  if (table instanceof Map) return table;
  return new Map(((table as DataFrame).getColumns() as unknown as Series[]).map((series) => [series.name, series]));
}

export function columnNames(table: Table): string[] {
  return [...columnsOf(table).keys()];
}

export function rowCount(table: Table): number {
  const [first] = columnsOf(table).values();
  return first === undefined ? 0 : first.length;
}

/** A column by its name; an unknown one is an ArgumentError that lists those there are. */
export function column(table: Table, name: string): Series {
  const columns = columnsOf(table);
  const found = columns.get(name);
  if (found !== undefined) return found;
  throw new ArgumentError("column", name, `the table has no such column; it has ${[...columns.keys()].join(", ")}.`);
}

/** Whether a table's column holds numbers (or truth values, or dates, which count as numbers too). */
export function isNumeric(table: Table, name: string): boolean {
  return isNumericSeries(column(table, name));
}

export function isNumericSeries(series: Series): boolean {
  return NUMERIC.has(typeName(series));
}

function typeName(series: Series): string {
  return (series.dtype as unknown as { variant: string }).variant;
}

/** The numbers of a column, shape [rows]; a missing value is NaN. */
export function numbers(table: Table, name: string): Float64Array {
  const series = column(table, name);
  if (!isNumericSeries(series)) {
    const first = series.dropNulls().head(1).toArray()[0];
    throw new ArgumentError(`column ${name}`, first, "it holds text: declare it categorical or ordinal, or mend it.");
  }
  if (typeName(series) === "Float64" && series.nullCount() === 0) return series.toTypedArray() as Float64Array;
  const pl = polars();
  const filled = alone(series).select(pl.col("only").cast(pl.Float64).fillNull(Number.NaN));
  return filled.getColumn("only").toTypedArray() as Float64Array;
}

/** A frame of one column, by a name that no method of a frame has. */
export function alone(series: Series): DataFrame {
  return polars().DataFrame({ only: series }) as unknown as DataFrame;
}

/** The texts of a column as whole numbers: `texts[codes[row]]`, or -1 where the value is missing. */
export interface Codes {
  codes: Int32Array;
  /** the distinct texts in the order of their first row */
  texts: string[];
}

const codesOf = new WeakMap<Series, Codes>();

/** The values of a column as texts, numbers written in their shortest form. */
export function texts(table: Table, name: string): Codes {
  const series = column(table, name);
  const kept = codesOf.get(series);
  if (kept !== undefined) return kept;
  const rows = series.length;
  const codes = new Int32Array(rows);
  const distinct: string[] = [];
  const known = new Map<number, number>();
  const isText = !isNumericSeries(series);
  const keys = isText ? textKeys(series) : numbers(table, name);
  for (let row = 0; row < rows; row++) {
    const key = keys[row];
    if (isText ? key < 0 : Number.isNaN(key)) {
      codes[row] = -1;
      continue;
    }
    let code = known.get(key);
    if (code === undefined) {
      code = distinct.push(isText ? (series.getIndex(row) as string) : String(key)) - 1;
      known.set(key, code);
    }
    codes[row] = code;
  }
  const result = { codes, texts: distinct };
  codesOf.set(series, result);
  return result;
}

/** A number for each distinct text, -1 where missing. They are polars' own, dense only over the whole process. */
function textKeys(series: Series): Int32Array {
  const pl = polars();
  const numbered = series.cast(pl.Utf8).cast(pl.Categorical).cast(pl.UInt32);
  if (numbered.nullCount() === 0) return Int32Array.from(numbered.toTypedArray() as Uint32Array);
  const filled = alone(numbered).select(pl.col("only").cast(pl.Int32).fillNull(-1));
  return filled.getColumn("only").toTypedArray() as Int32Array;
}

/** The rows of a table that a mask marks. */
export function filterRows(table: Table, keep: ArrayLike<boolean | number>): DataFrame {
  const pl = polars();
  const mask = pl.Series("keep", Array.from(keep, Boolean), pl.Bool);
  return frameOf([...columnsOf(table).values()].map((series) => series.filter(mask)));
}

/** A table of columns that have their names already. */
export function frameOf(columns: readonly Series[]): DataFrame {
  return polars().DataFrame([...columns]) as unknown as DataFrame;
}

/** The columns with these names, in this order. */
export function selectColumns(table: Table, names: readonly string[]): DataFrame {
  return frameOf(names.map((name) => column(table, name)));
}
