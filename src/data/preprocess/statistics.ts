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

/** Quantiles by linear interpolation between the sorted values (Hyndman & Fan's type 7). */
export function quantiles(values: Float64Array, probabilities: readonly number[]): number[] {
  const copy = values.slice();
  const last = copy.length - 1;
  return probabilities.map((probability) => {
    const place = last * probability;
    const below = Math.floor(place);
    const low = select(copy, below);
    const high = below === place ? low : select(copy, below + 1);
    return low + (place - below) * (high - low);
  });
}

/**
 * The value at a place of the sorted values, which are put in another order on the way: what is before the place is not
 * larger, what is after it not smaller (Hoare's quickselect, with the median of three as its pivot).
 */
function select(values: Float64Array, place: number): number {
  let from = 0;
  let to = values.length - 1;
  while (from < to) {
    const [a, b, c] = [values[from], values[(from + to) >>> 1], values[to]];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let left = from - 1;
    let right = to + 1;
    for (;;) {
      do left++;
      while (values[left] < pivot);
      do right--;
      while (values[right] > pivot);
      if (left >= right) break;
      const kept = values[left];
      values[left] = values[right];
      values[right] = kept;
    }
    if (place <= right) to = right;
    else from = right + 1;
  }
  return values[place] + 0; // + 0 makes -0 a plain zero: which of the two stands there is chance
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
