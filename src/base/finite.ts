import { ArgumentError } from "./check";

/**
 * Checks that a row by row matrix has finite numbers only.
 *
 * @throws ArgumentError with the row and the column (from 0) of the first other value
 */
export function checkFinite(
  argument: string,
  values: Float32Array,
  columns: number,
  columnNames?: readonly string[],
): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    const row = Math.floor(i / columns);
    const called = columnNames ? ` (${columnNames[i % columns]})` : "";
    const place = columns === 1 ? `${argument}[${row}]` : `${argument}[row ${row}, column ${i % columns}${called}]`;
    throw new ArgumentError(place, values[i], "give finite numbers; leave the row out or fill the value in.");
  }
}
