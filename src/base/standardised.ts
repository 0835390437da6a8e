import { shortNumber } from "./format";
import type { Samples } from "./samples";
import type { MeanSd } from "./statistics";

/** Fewer rows than this say too little about mean and standard deviation. */
const ROWS_NEEDED = 32;
const LARGEST_MEAN = 0.5;
const DEVIATIONS: readonly [smallest: number, largest: number] = [0.5, 2];
const COLUMNS_SHOWN = 3;

/** Mean and standard deviation of one column. */
interface ColumnMoments extends MeanSd {
  name: string;
}

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
  const odd: ColumnMoments[] = [];
  for (let j = 0; j < features; j++) {
    if (isIndicator(x, rows, features, j)) continue;
    const column = columnMoments(featureNames?.[j] ?? `x[${j}]`, x, rows, features, j);
    if (!looksStandardised(column)) odd.push(column);
  }
  if (!isLogistic) {
    const target = columnMoments("y", y, rows, 1, 0);
    if (!looksStandardised(target)) odd.push(target);
  }
  if (odd.length === 0) return null;
  const shown = odd
    .slice(0, COLUMNS_SHOWN)
    .map(({ name, mean, sd }) => `${name} (mean ${shortNumber(mean)}, standard deviation ${shortNumber(sd)})`);
  const more = odd.length > COLUMNS_SHOWN ? ` and ${odd.length - COLUMNS_SHOWN} more` : "";
  return `not standardised: ${shown.join(", ")}${more}; lambda and slopes are in the units of these data.`;
}

/** Mean and standard deviation (divided by n) of column j of a row by row matrix. */
function columnMoments(name: string, values: Float32Array, rows: number, columns: number, j: number): ColumnMoments {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += values[i * columns + j];
  const mean = sum / rows;
  let squares = 0;
  for (let i = 0; i < rows; i++) squares += (values[i * columns + j] - mean) ** 2;
  return { name, mean, sd: Math.sqrt(squares / rows) };
}

function looksStandardised({ mean, sd }: ColumnMoments): boolean {
  return Math.abs(mean) <= LARGEST_MEAN && sd >= DEVIATIONS[0] && sd <= DEVIATIONS[1];
}

function isIndicator(values: Float32Array, rows: number, columns: number, j: number): boolean {
  for (let i = 0; i < rows; i++) {
    const value = values[i * columns + j];
    if (value !== 0 && value !== 1) return false;
  }
  return true;
}
