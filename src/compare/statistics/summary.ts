import { ndtr, ndtri } from "cephes";
import { checkNumbers, checkOptions, number, optional, SEED, where } from "../../base/check";
import { Random } from "../../base/random";
import { mean, quantiles, standardDeviation } from "../../base/statistics";

// Ours: no statistics package of npm has a BCa interval, and the draws are those of our seeds.

/** One quantity over several seeds. */
export interface Summary {
  /** number of values */
  count: number;
  mean: number;
  /** with n - 1 in the denominator; null for one value */
  standardDeviation: number | null;
  /** bootstrap confidence interval of the mean (BCa); null for one value */
  interval: [low: number, high: number] | null;
  /** confidence level of the interval */
  level: number;
}

export interface SummaryOptions {
  /** confidence level, between 0 and 1; defaults to .95 */
  level?: number;
  /** bootstrap resamples; defaults to 9999 */
  resamples?: number;
  /** seed of the bootstrap; defaults to 0 */
  seed?: number;
}

const RULES = {
  level: optional(
    where<number>(
      (level) => typeof level === "number" && level > 0 && level < 1,
      "give a number above 0 and below 1: no interval is certain.",
    ),
    0.95,
  ),
  resamples: optional(number({ min: 100, max: 10_000_000, integer: true }), 9999),
  seed: SEED,
};

/**
 * Mean, standard deviation and bootstrap confidence interval of the mean. With fewer than about 10 values a bootstrap
 * interval is too narrow: read it beside the values themselves.
 *
 * @param values at least one finite number
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function summarise(values: ArrayLike<number>, options: SummaryOptions = {}): Summary {
  const checked = checkOptions("options", options, RULES);
  checkNumbers("values", values);
  const interval = values.length > 1 ? bootstrapInterval(values, checked) : null;
  return {
    count: values.length,
    mean: mean(values),
    standardDeviation: values.length > 1 ? standardDeviation(values) : null,
    interval,
    level: checked.level,
  };
}

/**
 * The bias-corrected and accelerated (BCa) bootstrap interval of the mean (Efron 1987): the percentiles
 * Phi(z0 + (z0 + z) / (1 - a (z0 + z))) of the resampled means at z = Phi^-1((1 ± level) / 2), with z0 from the share
 * of them below the mean itself (ties one half) and the acceleration a from the jackknife.
 *
 * @param values at least two finite numbers
 * @returns [low, high]; both the mean itself where every resample has the same value
 */
export function bootstrapInterval(
  values: ArrayLike<number>,
  options: SummaryOptions = {},
): [low: number, high: number] {
  const { level, resamples, seed } = checkOptions("options", options, RULES);
  checkNumbers("values", values, { least: 2 });
  const observed = mean(values);
  const replicates = resampledMeans(Float64Array.from(values), resamples, seed);
  let below = 0;
  for (let b = 0; b < resamples; b++) below += replicates[b] < observed ? 1 : replicates[b] === observed ? 0.5 : 0;
  const tail = (1 - level) / 2;
  const acceleration = jackknifeAcceleration(values);
  // no spread, or a mean outside all its resamples: nothing to correct by
  if (below === 0 || below === resamples || !Number.isFinite(acceleration)) {
    return quantiles(replicates, [tail, 1 - tail]) as [number, number];
  }
  const shift = ndtri(below / resamples);
  const percentile = (normal: number): number => {
    const z = shift + normal;
    return ndtr(shift + z / (1 - acceleration * z));
  };
  return quantiles(replicates, [percentile(ndtri(tail)), percentile(-ndtri(tail))]) as [number, number];
}

/** The mean of each resample; the draws are the same for as many values and the same seed. */
function resampledMeans(values: Float64Array, resamples: number, seed: number): Float64Array {
  const random = new Random(seed, "bootstrap");
  const count = values.length;
  return new Float64Array(resamples).map(() => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[random.integer(count)];
    return sum / count;
  });
}

function jackknifeAcceleration(values: ArrayLike<number>): number {
  const n = values.length;
  const leftOut = Array.from({ length: n }, (_, i) =>
    mean(Float64Array.from({ length: n - 1 }, (_, k) => values[k < i ? k : k + 1])),
  );
  const centre = mean(leftOut);
  let squares = 0;
  let cubes = 0;
  for (const value of leftOut) {
    squares += (centre - value) ** 2;
    cubes += (centre - value) ** 3;
  }
  return cubes / (6 * squares ** 1.5);
}
