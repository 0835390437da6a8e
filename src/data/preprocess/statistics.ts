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
  const sorted = Float64Array.from(values).sort();
  return probabilities.map((probability) => {
    const place = (sorted.length - 1) * probability;
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  });
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
