import { ndtr } from "cephes";
import {
  averageRanks,
  chanceOfOrder,
  checkNumber,
  checkNumbers,
  chiSquareTail,
  fTail,
  list,
  tieSizes,
} from "lai-internal";

// Ours on the distributions of cephes: the statistics packages of npm have no Friedman test; jstat has the studentised range to 6e-8.

/** Methods ranked over several data sets. */
export interface RankComparison {
  /** mean over the data sets of each method's rank, 1 for the lowest value; shape [methods] */
  averageRanks: number[];
  /** Friedman's chi-square, corrected for ties; null where every data set ranks all methods equal */
  statistic: number | null;
  degrees: number;
  /** of the chi-square distribution, its upper tail itself: never 0 */
  pValue: number | null;
  /** of the less conservative F statistic of Iman & Davenport (1980); where all data sets agree and F is infinite, the chance of that */
  imanDavenportPValue: number | null;
  /** Nemenyi's critical difference: two methods differ where their average ranks differ by more */
  criticalDifference: number;
  /** significance level of the critical difference */
  alpha: number;
}

/**
 * Average ranks with Friedman's test of "all methods are equal" and Nemenyi's critical difference
 * CD = q_alpha sqrt(k (k + 1) / (6 N)), q_alpha the quantile of the studentised range over sqrt(2), for k methods and N data
 * sets (Demšar 2006). Give one value a data set, such as the mean over its seeds: seeds are not independent data sets.
 *
 * @param table `table[dataset][method]`, lower is better; at least two data sets and two methods
 */
export function friedman(table: readonly (readonly number[])[], alpha = 0.05): RankComparison {
  checkNumber("alpha", alpha, { above: 0, max: 0.5 });
  const two = { least: 2, remedy: "give at least two data sets and two methods." };
  const sets = list((argument, row) => checkNumbers(argument, row, two), two)("table", table).length;
  const methods = table[0].length;
  const sums = new Float64Array(methods);
  let ties = 0;
  for (const [i, row] of table.entries()) {
    checkNumbers(`table[${i}]`, row, { length: methods });
    const ranks = averageRanks(row);
    for (let m = 0; m < methods; m++) sums[m] += ranks[m];
    for (const size of tieSizes(row)) ties += size ** 3 - size;
  }
  const averages = Array.from(sums, (sum) => sum / sets);
  const squares = sums.reduce((sum, value) => sum + value * value, 0);
  const uncorrected = (12 * squares) / (sets * methods * (methods + 1)) - 3 * sets * (methods + 1);
  const correction = 1 - ties / (sets * methods * (methods * methods - 1));
  const degrees = methods - 1;
  const statistic = correction > 0 ? Math.max(0, uncorrected / correction) : null;
  const range = rangeQuantile(alpha, methods) / Math.SQRT2;
  return {
    averageRanks: averages,
    statistic,
    degrees,
    pValue: statistic === null ? null : chiSquareTail(statistic, degrees),
    imanDavenportPValue: statistic === null ? null : imanDavenport(statistic, table),
    criticalDifference: range * Math.sqrt((methods * (methods + 1)) / (6 * sets)),
    alpha,
  };
}

/** P of F = (N - 1) chi2 / (N (k - 1) - chi2) with k - 1 and (k - 1)(N - 1) degrees of freedom. */
function imanDavenport(statistic: number, table: readonly (readonly number[])[]): number {
  const [sets, methods] = [table.length, table[0].length];
  const most = sets * (methods - 1);
  if (statistic >= most * (1 - 1e-12)) return chanceOfOrder(table[0], sets - 1);
  const f = ((sets - 1) * statistic) / (most - statistic);
  return fTail(f, methods - 1, (methods - 1) * (sets - 1));
}

/** The range of so many standard normal numbers that is exceeded with probability alpha, bisected to the last bit. */
function rangeQuantile(alpha: number, count: number): number {
  let [low, high] = [0, 2 * LARGEST];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (rangeTail(middle, count) > alpha) low = middle;
    else high = middle;
  }
}

/** The largest normal number whose density is no 0, and the step of a sum over all of them, which is exact for such integrands. */
const LARGEST = 39;
const STEP = 0.25;

/** P(range > r) = n ∫ phi(z) (Phi(z)^(n-1) - (Phi(z) - Phi(z - r))^(n-1)) dz, with z the largest of the n numbers. */
function rangeTail(range: number, count: number): number {
  let sum = 0;
  for (let z = -LARGEST; z <= LARGEST; z += STEP) {
    const below = ndtr(z);
    if (below === 0) continue;
    // of the others, all below z: that not all of them are within the range
    const outside = -Math.expm1((count - 1) * Math.log1p(-ndtr(z - range) / below));
    sum += Math.exp(-z * z * 0.5) * below ** (count - 1) * outside;
  }
  return (count * sum * STEP) / Math.sqrt(2 * Math.PI);
}
