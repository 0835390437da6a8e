import { ArgumentError } from "../../base/check";
import { type MeanSd, meanAndSd } from "../../base/mean";

/** Mean and population standard deviation of a column's numbers; refused by name where they are too large to be squared. */
export function scaleOf(name: string, values: Float64Array): MeanSd {
  const scale = meanAndSd(values);
  if (Number.isFinite(scale.sd)) return scale;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  throw new ArgumentError(
    `column ${name}`,
    largest,
    "it is too large to be standardised: mend it, clip it or leave it out.",
  );
}

/** Whether all numbers are the same. */
export function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** Whether a standard deviation is more than what rounding leaves of a constant. */
export function varies({ mean, sd }: MeanSd): boolean {
  return sd > 1e-13 * Math.abs(mean);
}
