import { chdtrc, fdtrc, stdtri } from "cephes";
import { checkNumbers } from "../../base/check";
import { averageRanks, mean, standardDeviation, tieSizes } from "../../base/statistics";
import { bootstrapInterval, type SummaryOptions } from "./summary";

// Ours on the distributions of cephes: the statistics packages of npm have no signed-rank test with exact ties, no Holm, no Hedges.

/** A paired t test. */
export interface PairedTTest {
  t: number;
  degrees: number;
  /** two-sided; 0 only for an infinite t */
  pValue: number;
  /** 95 % confidence interval of the mean difference by Student's t */
  interval: [low: number, high: number];
}

/** A Wilcoxon signed-rank test. */
export interface WilcoxonTest {
  /** the smaller of the rank sums of positive and negative differences */
  statistic: number;
  /** two-sided */
  pValue: number;
  /** number of differences other than 0 */
  count: number;
  /** true where the p-value is of the exact permutation distribution, false for the normal approximation */
  exact: boolean;
}

/** Two methods compared seed by seed. */
export interface PairedComparison {
  count: number;
  /** mean of first - second */
  meanDifference: number;
  standardDeviation: number;
  /** bootstrap interval (BCa, 95 % by default) of the mean difference */
  interval: [low: number, high: number];
  tTest: PairedTTest;
  wilcoxon: WilcoxonTest;
  /** Hedges' g_z; null where all differences are equal */
  effectSize: number | null;
  /** share of the pairs in which the first value is lower, ties one half */
  shareLower: number;
}

/**
 * Compares two methods over the same seeds: tests, interval and size of the mean difference. Pairs share a seed, that is
 * their split, initial weights, batches and noise. For a family of comparisons correct the p-values with `holm`.
 *
 * @param first one value a seed
 * @param second as many, in the same order; lower is taken to be better in `shareLower`
 * @throws ArgumentError where the lists differ in length, are too short or hold what is no finite number
 */
export function comparePaired(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: SummaryOptions = {},
): PairedComparison {
  const differences = pairedDifferences(first, second);
  const lower = differences.reduce((sum, value) => sum + (value < 0 ? 1 : value === 0 ? 0.5 : 0), 0);
  return {
    count: differences.length,
    meanDifference: mean(differences),
    standardDeviation: standardDeviation(differences),
    interval: bootstrapInterval(differences, options),
    tTest: pairedTTest(first, second),
    wilcoxon: wilcoxonSignedRank(first, second),
    effectSize: effectSize(first, second),
    shareLower: lower / differences.length,
  };
}

/**
 * Student's paired t test, t = mean(d) / (sd(d) / sqrt(n)), two-sided. Equal differences give t of 0 or infinity.
 *
 * @throws ArgumentError where the lists differ in length, are too short or hold what is no finite number
 */
export function pairedTTest(first: ArrayLike<number>, second: ArrayLike<number>): PairedTTest {
  const differences = pairedDifferences(first, second);
  const degrees = differences.length - 1;
  const centre = mean(differences);
  const error = standardDeviation(differences) / Math.sqrt(differences.length);
  const t = error > 0 ? centre / error : centre === 0 ? 0 : Math.sign(centre) * Number.POSITIVE_INFINITY;
  const pValue = studentTails(t, degrees);
  const margin = stdtri(degrees, 0.975) * error;
  return { t, degrees, pValue, interval: [centre - margin, centre + margin] };
}

/** P(|T| >= |t|) of Student's t distribution, two-sided: that of t² by F. Above 0 for every finite t. */
export function studentTails(t: number, degrees: number): number {
  const probability = fdtrc(1, degrees, t * t);
  return Number.isFinite(t) ? Math.max(Number.MIN_VALUE, probability) : probability;
}

/** Differences up to which the exact distribution is enumerated, as in SciPy. */
const EXACT_LIMIT = 50;

/**
 * Wilcoxon's signed-rank test, two-sided; differences of 0 are left out (Wilcoxon's own rule). Up to 50 differences the
 * p-value is exact, also with ties: the distribution of the rank sum over all 2^n signs. Beyond, the normal approximation
 * with the correction of the variance for ties. Its smallest p-value is 2^(1-n): .0625 for 5 pairs, .002 for 10.
 *
 * @throws ArgumentError where the lists differ in length, are too short or hold what is no finite number
 */
export function wilcoxonSignedRank(first: ArrayLike<number>, second: ArrayLike<number>): WilcoxonTest {
  const differences = pairedDifferences(first, second).filter((value) => value !== 0);
  const n = differences.length;
  if (n === 0) return { statistic: 0, pValue: 1, count: 0, exact: true };
  const sizes = differences.map(Math.abs);
  const ranks = averageRanks(sizes);
  const total = (n * (n + 1)) / 2;
  const positive = differences.reduce((sum, value, i) => sum + (value > 0 ? ranks[i] : 0), 0);
  const statistic = Math.min(positive, total - positive);
  if (n <= EXACT_LIMIT) return { statistic, pValue: exactPValue(ranks, statistic), count: n, exact: true };
  const ties = tieSizes(sizes).reduce((sum, size) => sum + size ** 3 - size, 0);
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48;
  const z = (statistic - total / 2) / Math.sqrt(variance);
  return { statistic, pValue: normalTails(z), count: n, exact: false };
}

/** P(|Z| >= |z|) of the standard normal distribution, two-sided: that of z² by chi-square of one degree. Above 0. */
export function normalTails(z: number): number {
  try {
    return chdtrc(1, z * z);
  } catch {
    return Number.MIN_VALUE; // cephes throws what underflows
  }
}

/** P(min of the two rank sums <= statistic) over all signs; ranks are whole or half numbers. */
function exactPValue(ranks: Float64Array, statistic: number): number {
  const doubled = Array.from(ranks, (rank) => Math.round(2 * rank));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const probability = new Float64Array(total + 1); // of each doubled rank sum
  probability[0] = 1;
  for (const rank of doubled) {
    for (let sum = total; sum >= 0; sum--) {
      probability[sum] = (probability[sum] + (sum >= rank ? probability[sum - rank] : 0)) / 2;
    }
  }
  let tail = 0;
  for (let sum = 0; sum <= Math.round(2 * statistic); sum++) tail += probability[sum];
  return Math.min(1, 2 * tail);
}

/**
 * Hedges' g_z = (mean(d) / sd(d)) (1 - 3 / (4 (n - 1) - 1)): Cohen's d of the paired differences with Hedges' (1981)
 * correction for small n. Null where all differences are equal, and for two pairs, where the correction has no meaning.
 *
 * @throws ArgumentError where the lists differ in length, are too short or hold what is no finite number
 */
export function effectSize(first: ArrayLike<number>, second: ArrayLike<number>): number | null {
  const differences = pairedDifferences(first, second);
  const spread = standardDeviation(differences);
  if (!(spread > 0) || differences.length < 3) return null;
  return (mean(differences) / spread) * (1 - 3 / (4 * (differences.length - 1) - 1));
}

/**
 * Holm's (1979) step-down correction of a family of p-values.
 *
 * @returns adjusted p-values in the order given: max over the k smaller or equal ones of min(1, (m - k) p_(k))
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function holm(pValues: readonly number[]): number[] {
  checkNumbers("pValues", pValues, { least: 0, min: 0, max: 1 });
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [k, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - k) * pValues[i]));
    adjusted[i] = largest;
  }
  return adjusted;
}

function pairedDifferences(first: ArrayLike<number>, second: ArrayLike<number>): number[] {
  checkNumbers("first", first, { least: 2 });
  const remedy = `give one value for each of the ${first.length} of the first.`;
  checkNumbers("second", second, { length: first.length, remedy });
  return Array.from(first, (value, i) => value - second[i]);
}
