import type { PreparedColumn } from "../data/preprocess/fitted-feature";
import type { FittedTarget } from "../data/preprocess/fitted-target";
import { ArgumentError, checkChoice, checkNumber } from "./check";
import { checkFinite } from "./finite";

/** Rows ready for training: numbers only, features standardised unless the user chose otherwise. */
export interface Samples {
  /** inputs row by row, shape [rows, features] */
  x: Float32Array;
  /** targets, shape [rows] */
  y: Float32Array;
  rows: number;
  features: number;
  featureNames?: readonly string[];
  /** what each column of x holds, as a preprocessor makes them; without it every column counts as a number */
  columns?: readonly PreparedColumn[];
  /** how y is made of the target in its own unit; rows without it have errors in the unit of y alone */
  target?: FittedTarget;
  /** where each row stands in the table that it was prepared from, shape [rows] */
  rowNumbers?: Uint32Array;
  /** what a reader should know of these rows, such as categories that the training rows did not have */
  notes?: readonly string[];
}

/** Which columns of x noise and attacks in standard deviations move: those that hold numbers, or all, as in the first edition. */
export type PerturbedColumns = "numeric" | "all";

/**
 * Whether a column of x holds numbers, where a standard deviation has a meaning: neither one-hot nor of two values. Without
 * `columns` every column counts as one.
 */
export function isNumericColumn({ columns }: Pick<Samples, "columns">, column: number): boolean {
  return columns?.[column].twoValues == null;
}

/**
 * Checks that samples are what they say: at least one row, arrays of the lengths that rows and features ask for, and every
 * number finite.
 *
 * @param name what the error calls them, such as "validation"
 * @throws ArgumentError that names the first bad value by row and column, counted from 0
 */
export function checkSamples(samples: Samples, name = "data"): void {
  const { x, y, rows, features, featureNames, columns, target } = samples ?? {};
  if (!(x instanceof Float32Array))
    throw new ArgumentError(`${name}.x`, x, "give a Float32Array with rows x features numbers.");
  if (!(y instanceof Float32Array))
    throw new ArgumentError(`${name}.y`, y, "give a Float32Array with one number a row.");
  for (const [key, value] of Object.entries({ rows, features })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ArgumentError(
        `${name}.${key}`,
        value,
        "give a whole number of at least 1; there is nothing to learn from empty data.",
      );
    }
  }
  if (x.length !== rows * features) {
    throw new ArgumentError(
      `${name}.x.length`,
      x.length,
      `${rows} rows x ${features} features need ${rows * features}.`,
    );
  }
  if (y.length !== rows) throw new ArgumentError(`${name}.y.length`, y.length, `${rows} rows need as many targets.`);
  if (featureNames && featureNames.length !== features) {
    throw new ArgumentError(
      `${name}.featureNames`,
      featureNames,
      `give one name for each of the ${features} features.`,
    );
  }
  if (columns && columns.length !== features) {
    throw new ArgumentError(`${name}.columns`, columns, `give one for each of the ${features} features.`);
  }
  if (target) {
    checkChoice(`${name}.target.transform`, target.transform, ["none", "log1p", "binary"]);
    checkNumber(`${name}.target.mean`, target.mean);
    checkNumber(`${name}.target.sd`, target.sd, { above: 0 });
  }
  checkFinite(`${name}.x`, x, features, featureNames);
  checkFinite(`${name}.y`, y, 1);
}
