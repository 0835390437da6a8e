import { stdtri } from "cephes";
import { list, number } from "lai-internal";
import { mean, standardDeviation } from "lai-loss/measure";

/** A mean of logarithms of ratios, with its 95 % interval. */
export interface Effect {
  mean: number;
  low: number;
  high: number;
  /** how many seeds, or data sets */
  count: number;
}

/**
 * The effect on one data set, from the logarithms of the ratio on each seed. Seeds share rows: the variance of their mean is
 * (1 / n + test rows / training rows) times that of the values, Nadeau & Bengio 2003, with Student's t of n - 1 degrees.
 *
 * @param ratio test rows / training rows
 */
export function effectOverSeeds(differences: readonly number[], ratio: number): Effect {
  return interval(differences, 1 / differences.length + ratio);
}

/**
 * The effect over data sets, each of which counts once: mean and Student's t interval of 95 %.
 *
 * @param effects logarithms of ratios, one a data set
 */
export function effectOverData(effects: readonly number[]): Effect {
  list(number(), { least: 1 })("effects", effects);
  return interval(effects, 1 / effects.length);
}

function interval(values: readonly number[], share: number): Effect {
  const centre = mean(values);
  const count = values.length;
  if (count < 2) return { mean: centre, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, count };
  const margin = stdtri(count - 1, 0.975) * Math.sqrt(share) * standardDeviation(values);
  return { mean: centre, low: centre - margin, high: centre + margin, count };
}

/** Ratios of errors that matter, fixed before any run: 2 %. */
export const MARGIN = Math.log(1.02);

export type Judgement = "better" | "worse" | "the same" | "not settled";

/** What an effect says: see PROTOCOL.md. Below 0 the method is better. */
export function judge({ mean, low, high }: Effect): Judgement {
  if (high < 0 && mean <= -MARGIN) return "better";
  if (low > 0 && mean >= MARGIN) return "worse";
  return low >= -MARGIN && high <= MARGIN ? "the same" : "not settled";
}
