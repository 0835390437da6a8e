import { ArgumentError } from "../base/check";
import type { Samples } from "./samples";

/**
 * Checks that samples can be trained on: shapes that fit, at least one row, finite numbers only.
 * @param name how messages call the samples; defaults to "data"
 * @throws ArgumentError that names the field, or row and column of the first value that is not finite
 */
export function checkSamples(samples: Samples, name = "data"): void {
  if (typeof samples !== "object" || samples === null) {
    throw new ArgumentError(name, samples, "give { x, y, rows, features }, with x and y as Float32Array.");
  }
  const { x, y, rows, features, featureNames } = samples;
  for (const [field, values] of Object.entries({ x, y })) {
    if (!(values instanceof Float32Array)) throw new ArgumentError(`${name}.${field}`, values, "give a Float32Array.");
  }
  for (const [field, count] of Object.entries({ rows, features })) {
    if (!Number.isInteger(count) || count < 1) {
      throw new ArgumentError(`${name}.${field}`, count, "give a whole number of at least 1.");
    }
  }
  if (x.length !== rows * features) {
    const remedy = `give rows x features = ${rows} x ${features} = ${rows * features} numbers, row by row.`;
    throw new ArgumentError(`${name}.x`, `${x.length} numbers`, remedy);
  }
  if (y.length !== rows)
    throw new ArgumentError(`${name}.y`, `${y.length} numbers`, `give one for each of ${rows} rows.`);
  if (featureNames !== undefined && featureNames.length !== features) {
    throw new ArgumentError(`${name}.featureNames`, featureNames, `give ${features} names, one a feature.`);
  }
  for (let i = 0; i < x.length; i++) {
    if (Number.isFinite(x[i])) continue;
    const column = i % features;
    const called = featureNames ? ` (${featureNames[column]})` : "";
    const where = `${name}.x, row ${Math.floor(i / features)}, column ${column}${called}`;
    throw new ArgumentError(where, x[i], "replace it by a finite number, or leave the row out.");
  }
  for (let row = 0; row < rows; row++) {
    if (Number.isFinite(y[row])) continue;
    throw new ArgumentError(`${name}.y, row ${row}`, y[row], "replace it by a finite number, or leave the row out.");
  }
}
