import { median } from "../base/quantile";
import { type Cell, cellNumber, isMeanSd } from "./table-rows";

/** Digits after the point that show about four significant digits of the typical size of a column. */
export function columnDecimals(cells: readonly Cell[], digits: number): number {
  const numbers = cells.map(cellNumber).filter((value) => Number.isFinite(value) && value !== 0);
  if (numbers.length === 0 || cells.every((cell) => !isMeanSd(cell) && Number.isInteger(cellNumber(cell)))) return 0;
  const typical = Math.floor(median(numbers.map((value) => Math.floor(Math.log10(Math.abs(value)))))); // power of ten
  return Math.min(8, Math.max(0, digits - 1 - typical));
}

const group = (text: string): string => {
  const [whole, fraction] = text.split(".");
  const grouped = whole.replace(
    /^(-?)(\d{5,})$/,
    (_, sign, digits: string) => sign + digits.replace(/\B(?=(\d{3})+$)/g, ","),
  );
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
};

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
  return cell instanceof Date ? cell.toISOString() : typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}
