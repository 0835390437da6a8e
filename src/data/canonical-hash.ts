import { createHash } from "node:crypto";
import type { Table } from "./columns";
import { isNumeric, numbers, texts } from "./columns";

/**
 * SHA-256 over the parsed values of some columns, the same for every copy of a table whatever its quotes, separators,
 * line ends, trailing zeros or file format. Per column: its name and a line feed; then for a number its value rounded to
 * 12 significant digits as a little-endian float64 (a missing one is the NaN 7ff8000000000000), for a text its UTF-8
 * bytes and a line feed (a missing one is a zero byte and a line feed).
 */
export function canonicalHash(table: Table, columns: readonly string[]): string {
  const hash = createHash("sha256");
  for (const name of columns) {
    hash.update(`${name}\n`);
    if (isNumeric(table, name)) hash.update(roundedBytes(numbers(table, name)));
    else {
      const { codes, texts: distinct } = texts(table, name);
      const cells = Array.from(codes, (code) => (code < 0 ? "\0\n" : `${distinct[code]}\n`));
      hash.update(cells.join(""));
    }
  }
  return hash.digest("hex");
}

function roundedBytes(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, row) => {
    if (Number.isNaN(value)) view.setBigUint64(row * 8, 0x7ff8000000000000n, true);
    else view.setFloat64(row * 8, rounded(value) + 0, true); // + 0 makes -0 a plain zero
  });
  return new Uint8Array(view.buffer);
}

/** A number to 12 significant digits. One with at most 4 decimals and 8 digits before them has no more: it stays. */
function rounded(value: number): number {
  if (Math.round(value * 1e4) / 1e4 === value && Math.abs(value) < 1e8) return value;
  return Number(value.toPrecision(12));
}
