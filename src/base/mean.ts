import { checkNumbers } from "./check";

/** A mean and a standard deviation, such as of a number over seeds or of a column. */
export interface MeanSd {
  mean: number;
  sd: number;
}

/** The arithmetic mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  checkNumbers("values", values, { least: 0, anyNumber: true });
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** The sample standard deviation, with n - 1 in the denominator; NaN for fewer than two values. */
export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) ** 2;
  return values.length < 2 ? Number.NaN : Math.sqrt(sum / (values.length - 1));
}

/** Mean and population standard deviation of some numbers, in two passes. */
export function meanAndSd(values: Float64Array): MeanSd {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = sum / values.length;
  let squares = 0;
  let rest = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i] - mean;
    squares += deviation * deviation;
    rest += deviation; // what rounding left in the mean
  }
  const variance = (squares - (rest * rest) / values.length) / values.length;
  return { mean, sd: Math.sqrt(Math.max(0, variance)) };
}
