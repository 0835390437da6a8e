import { ArgumentError, checkNumber, choice, fields, list, number, optional, type Rule, text, where } from "./check";

/** One column of x: x = (raw - mean) / sd, raw being the feature's value after clipping, logarithm or encoding. */
export interface PreparedColumn {
  /** such as "carat", "origin=2", "hour sine" or "total_bedrooms missing" */
  name: string;
  /** the feature that it comes from */
  feature: string;
  /** of raw, such as "USD" or "log(1 + rooms)"; empty for encodings */
  unit: string;
  kind: "numeric" | "ordinal" | "category" | "sine" | "cosine" | "missing";
  mean: number;
  sd: number;
  /** of a column of two values those two, as they stand in x: one-hot and 0/1 columns, and features of two values; else null */
  twoValues: readonly [number, number] | null;
}

/** Everything that the training rows taught about the target: y = (raw - mean) / sd. Plain JSON. */
export interface FittedTarget {
  name: string;
  unit: string;
  /** "log1p": raw = log(1 + value); "binary": raw = 1 for `positive`, else 0, and not standardised */
  transform: "none" | "log1p" | "binary";
  /** the two values of a binary target, else null */
  positive: string | null;
  negative: string | null;
  mean: number;
  sd: number;
}

/** What errors in the target's own unit are computed by. */
export const FITTED_TARGET: Rule<FittedTarget> = fields<Pick<FittedTarget, "unit" | "transform" | "mean" | "sd">>({
  unit: text,
  transform: choice(["none", "log1p", "binary"]),
  mean: number(),
  sd: number({ above: 0 }),
}) as Rule<FittedTarget>;

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

/** Which columns of x noise and attacks in standard deviations move: those that hold numbers, or all. */
export type PerturbedColumns = "numeric" | "all";

export const PERTURBED_COLUMNS: Rule<PerturbedColumns> = optional(choice(["numeric", "all"]), "numeric");

/**
 * Whether a column of x holds numbers, where a standard deviation has a meaning: neither one-hot nor of two values. Without
 * `columns` every column counts as one.
 */
export function isNumericColumn({ columns }: Pick<Samples, "columns">, column: number): boolean {
  return columns?.[column].twoValues == null;
}

const COLUMN = fields<Pick<PreparedColumn, "name" | "feature" | "kind" | "twoValues">>({
  name: text,
  feature: text,
  kind: text,
  twoValues: (argument, value) => (value == null ? value : list(number(), { length: 2 })(argument, value)),
});

/** Samples whose parts `checkSamples` has still to look at. */
export const samplesToCheck: Rule<Samples> = where(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "give samples, { x, y, rows, features }, such as prepareDataset makes.",
);

/**
 * Checks that samples are what they say: at least one row, arrays of the lengths that rows and features ask for, and every
 * number finite.
 *
 * @param name what the error calls them, such as "validation"
 * @throws ArgumentError that names the first bad value by row and column, counted from 0
 */
export function checkSamples(samples: Samples, name = "data"): void {
  checkInputs(samples, text("name", name));
  const { y, rows } = samples;
  if (!(y instanceof Float32Array))
    throw new ArgumentError(`${name}.y`, y, "give a Float32Array with one number a row.");
  if (y.length !== rows) throw new ArgumentError(`${name}.y.length`, y.length, `${rows} rows need as many targets.`);
  checkFinite(`${name}.y`, y, 1);
}

export function checkInputs(samples: Samples, name = "samples"): void {
  const { x, rows, features, featureNames, columns, target, rowNumbers } = samplesToCheck(name, samples);
  if (!(x instanceof Float32Array))
    throw new ArgumentError(`${name}.x`, x, "give a Float32Array with rows x features numbers.");
  for (const [key, value] of Object.entries({ rows, features })) {
    checkNumber(`${name}.${key}`, value, { min: 1, integer: true });
  }
  if (x.length !== rows * features) {
    const remedy = `${rows} rows x ${features} features need ${rows * features}.`;
    throw new ArgumentError(`${name}.x.length`, x.length, remedy);
  }
  if (featureNames !== undefined) checkFeatureNames(`${name}.featureNames`, featureNames, features);
  if (columns !== undefined) {
    const remedy = `give one for each of the ${features} features.`;
    list(COLUMN, { length: features, remedy })(`${name}.columns`, columns);
  }
  optional(FITTED_TARGET)(`${name}.target`, target);
  if (rowNumbers !== undefined && !(rowNumbers instanceof Uint32Array && rowNumbers.length === rows)) {
    const remedy = `give a Uint32Array of ${rows} numbers, or leave it out.`;
    throw new ArgumentError(`${name}.rowNumbers`, rowNumbers, remedy);
  }
  checkFinite(`${name}.x`, x, features, featureNames);
}

function checkFeatureNames(argument: string, names: readonly string[], features: number): void {
  if (!Array.isArray(names) || names.length !== features || names.some((name) => typeof name !== "string"))
    throw new ArgumentError(argument, names, `give one name for each of the ${features} features.`);
  const twice = names.findIndex((name, i) => names.indexOf(name) < i);
  if (twice >= 0)
    throw new ArgumentError(`${argument}[${twice}]`, names[twice], "give each feature a name of its own.");
}

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

/** Brings one target or prediction back into the target's own unit (of a binary target: leaves it as it is). */
export function inverseOf({ transform, mean, sd }: FittedTarget): (y: number) => number {
  return transform === "log1p" ? (y) => Math.expm1(y * sd + mean) : (y) => y * sd + mean;
}

/** Targets or predictions in the target's own unit, shape [rows]. */
export function inverseTarget(y: ArrayLike<number>, target: FittedTarget): Float64Array {
  return Float64Array.from(y, inverseOf(target));
}
