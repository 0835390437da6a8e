import { createHash, type Hash } from "node:crypto";
import { type Codes, type Columns, isNumeric, numbers, texts } from "./columns";

/** Rows whose bytes are hashed at a time: the memory that hashing takes does not grow with the table. */
const CHUNK = 16384;

/**
 * SHA-256 over the parsed values of some columns, the same for every copy of a table whatever its quotes, separators,
 * line ends, trailing zeros or file format. Per column: its name and a line feed; then for a number its value rounded to
 * 12 significant digits as a little-endian float64 (a missing one is the NaN 7ff8000000000000), for a text its UTF-8
 * bytes and a line feed (a missing one is a zero byte and a line feed).
 */
export function canonicalHash(table: Columns, columns: readonly string[]): string {
  const hash = createHash("sha256");
  for (const name of columns) {
    hash.update(`${name}\n`);
    if (isNumeric(table, name)) addNumbers(hash, numbers(table, name));
    else addTexts(hash, texts(table, name));
  }
  return hash.digest("hex");
}

function addNumbers(hash: Hash, values: Float64Array): void {
  const bytes = Buffer.alloc(8 * CHUNK);
  for (let from = 0; from < values.length; from += CHUNK) {
    const rows = Math.min(CHUNK, values.length - from);
    for (let i = 0; i < rows; i++) {
      const value = values[from + i];
      if (Number.isNaN(value)) bytes.writeBigUInt64LE(0x7ff8000000000000n, 8 * i);
      else bytes.writeDoubleLE(rounded(value) + 0, 8 * i); // + 0 makes -0 a plain zero
    }
    hash.update(bytes.subarray(0, 8 * rows));
  }
}

function addTexts(hash: Hash, { codes, texts: distinct }: Codes): void {
  for (let from = 0; from < codes.length; from += CHUNK) {
    let cells = "";
    const to = Math.min(codes.length, from + CHUNK);
    for (let row = from; row < to; row++) cells += codes[row] < 0 ? "\0\n" : `${distinct[codes[row]]}\n`;
    hash.update(cells);
  }
}

/** A number to 12 significant digits. One with at most 4 decimals and 8 digits before them has no more: it stays. */
function rounded(value: number): number {
  if (Math.round(value * 1e4) / 1e4 === value && Math.abs(value) < 1e8) return value;
  return Number(value.toPrecision(12));
}
