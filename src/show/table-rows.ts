import { ArgumentError } from "../base/check";
import type { MeanSd } from "../base/mean";

/** One cell as it comes. */
export type Cell = string | number | boolean | bigint | Date | null | undefined | MeanSd;
export type Row = Record<string, Cell>;

/**
 * A polars DataFrame, known by its tag: this package does not load polars to show a table. Its columns hide its own methods
 * where they have their names, so it is read by its columns alone.
 */
interface PolarsLike {
  columns: string[];
  toRecords(): object[];
}

/** A danfojs DataFrame, known by its parts. */
interface DanfoLike {
  columns: string[];
  values: unknown[];
  index?: unknown[];
}

/** What can be shown as a table. */
export type TableLike = readonly object[] | PolarsLike | DanfoLike;

/** Whether a cell is a mean with its spread. */
export function isMeanSd(cell: unknown): cell is MeanSd {
  return (
    typeof cell === "object" &&
    cell !== null &&
    typeof (cell as MeanSd).mean === "number" &&
    typeof (cell as MeanSd).sd === "number"
  );
}

/** The number that a cell is compared by; NaN where it is none. */
export function cellNumber(cell: Cell): number {
  if (isMeanSd(cell)) return cell.mean;
  return typeof cell === "number" || typeof cell === "bigint" ? Number(cell) : Number.NaN;
}

/** Columns, in order of first appearance, and rows of any table. */
export function tableRows(table: TableLike): { columns: string[]; rows: Row[] } {
  if (Array.isArray(table)) {
    const wrong = table.findIndex((row) => typeof row !== "object" || row === null || Array.isArray(row));
    if (wrong >= 0) throw new ArgumentError(`rows[${wrong}]`, table[wrong], "give records: { column: value, ... }.");
    return { columns: [...new Set(table.flatMap((row) => Object.keys(row)))], rows: table as Row[] };
  }
  if (Object.prototype.toString.call(table) === "[object DataFrame]") {
    const series = table as unknown as Record<string, { toArray(): Cell[] }>;
    const columns = Object.keys(series);
    return {
      columns,
      rows: rowsOf(
        columns,
        columns.map((name) => series[name].toArray()),
      ),
    };
  }
  const frame = table as Partial<DanfoLike> | null;
  if (typeof frame === "object" && Array.isArray(frame?.columns) && Array.isArray(frame.values)) {
    const columns = frame.columns.map(String);
    const rows = frame.values.map((row) =>
      Object.fromEntries(columns.map((column, i) => [column, (Array.isArray(row) ? row[i] : row) as Cell])),
    );
    return { columns, rows };
  }
  throw new ArgumentError("rows", table, "give an array of records, a polars DataFrame or a danfojs DataFrame.");
}

function rowsOf(columns: readonly string[], values: readonly Cell[][]): Row[] {
  return Array.from({ length: values[0]?.length ?? 0 }, (_, i) =>
    Object.fromEntries(columns.map((name, j) => [name, values[j][i]])),
  );
}
