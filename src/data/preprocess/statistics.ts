import { ArgumentError } from "../../base/check";

/** Mean and population standard deviation of a column's numbers; refused by name where they are too large to be squared. */
export function scaleOf(name: string, values: Float64Array): { mean: number; sd: number } {
  const scale = meanAndSd(values);
  if (Number.isFinite(scale.sd)) return scale;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  throw new ArgumentError(
    `column ${name}`,
    largest,
    "it is too large to be standardised: mend it, clip it or leave it out.",
  );
}

/** Mean and population standard deviation of some numbers, in two passes. */
export function meanAndSd(values: Float64Array): { mean: number; sd: number } {
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

/** Whether all numbers are the same. */
export function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** Whether a standard deviation is more than what rounding leaves of a constant. */
export function varies({ mean, sd }: { mean: number; sd: number }): boolean {
  return sd > 1e-13 * Math.abs(mean);
}
