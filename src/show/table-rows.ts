import { ArgumentError } from "../base/check";
import { type MeanSd, median } from "../base/statistics";

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
}

/** What can be shown as a table. */
export type TableLike = readonly object[] | PolarsLike | DanfoLike;

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
    const values = columns.map((name) => series[name].toArray());
    const rows = Array.from({ length: values[0]?.length ?? 0 }, (_, i) =>
      Object.fromEntries(columns.map((name, j) => [name, values[j][i]])),
    );
    return { columns, rows };
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

/** Digits after the point that show about four significant digits of the typical size of a column. */
export function columnDecimals(cells: readonly Cell[], digits: number): number {
  const numbers = cells.map(cellNumber).filter((value) => Number.isFinite(value) && value !== 0);
  if (numbers.length === 0 || cells.every((cell) => !isMeanSd(cell) && Number.isInteger(cellNumber(cell)))) return 0;
  const typical = Math.floor(median(numbers.map((value) => Math.floor(Math.log10(Math.abs(value)))))); // power of ten
  return Math.min(8, Math.max(0, digits - 1 - typical));
}

/** Thousands parted in a whole part of five digits or more. */
const group = (text: string): string => text.replace(/^-?\d{5,}/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

/** A number at fixed decimals: thousands parted from five digits on, powers of ten where fixed decimals would show nothing. */
function formatNumber(value: number, decimals: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size >= 1e9 || (size !== 0 && size < 0.5 * 10 ** -decimals && size < 1e-3)) return minus(value.toExponential(2));
  return minus(group(value.toFixed(decimals)));
}

const minus = (text: string): string => (text.startsWith("-") ? `−${text.slice(1)}` : text);

/** A cell as text. What is missing is a dash. */
export function formatCell(cell: Cell, decimals: number): string {
  if (cell === null || cell === undefined) return "–";
  if (isMeanSd(cell)) return `${formatNumber(cell.mean, decimals)} ± ${formatNumber(cell.sd, decimals)}`;
  if (typeof cell === "number" || typeof cell === "bigint") return formatNumber(Number(cell), decimals);
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  if (cell instanceof Date) return dateText(cell);
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

/** A day as 2012-01-31, a moment with its time in UTC. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return "no date";
  return date.toISOString().replace(".000Z", "Z").replace("T00:00:00Z", "");
}
