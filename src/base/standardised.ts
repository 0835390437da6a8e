import { shortNumber } from "./format";
import type { Samples } from "./samples";
import { type MeanSd, meanAndSd } from "./statistics";

/** Fewer rows than this say too little about mean and standard deviation. */
const ROWS_NEEDED = 32;
const LARGEST_MEAN = 0.5;
const DEVIATIONS: readonly [smallest: number, largest: number] = [0.5, 2];
const COLUMNS_SHOWN = 3;

/**
 * A warning with the numbers where features or target do not look standardised (|mean| above 0.5, or a standard deviation
 * outside 0.5 to 2), or null. lambda is a slope in standardised units, so it means something else on other data. Nothing is
 * altered. A 0/1 column of an encoded category is left out: its scale is its own.
 *
 * @param isLogistic true where targets are probabilities, which are not to be standardised
 */
export function standardisationWarning(samples: Samples, isLogistic: boolean): string | null {
  const { x, y, rows, features, featureNames } = samples;
  if (rows < ROWS_NEEDED) return null;
  const odd: (MeanSd & { name: string })[] = [];
  const look = (name: string, values: Float64Array): void => {
    const { mean, sd } = meanAndSd(values);
    const isStandardised = Math.abs(mean) <= LARGEST_MEAN && sd >= DEVIATIONS[0] && sd <= DEVIATIONS[1];
    if (!isStandardised) odd.push({ name, mean, sd });
  };
  for (let j = 0; j < features; j++) {
    const values = Float64Array.from({ length: rows }, (_, i) => x[i * features + j]);
    if (!values.every((value) => value === 0 || value === 1)) look(featureNames?.[j] ?? `x[${j}]`, values);
  }
  if (!isLogistic) look("y", Float64Array.from(y));
  if (odd.length === 0) return null;
  const shown = odd
    .slice(0, COLUMNS_SHOWN)
    .map(({ name, mean, sd }) => `${name} (mean ${shortNumber(mean)}, standard deviation ${shortNumber(sd)})`);
  const more = odd.length > COLUMNS_SHOWN ? ` and ${odd.length - COLUMNS_SHOWN} more` : "";
  return `not standardised: ${shown.join(", ")}${more}; lambda and slopes are in the units of these data.`;
}
