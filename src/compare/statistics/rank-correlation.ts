import { lgam } from "cephes";
import { checkNumbers } from "../../base/check";
import { averageRanks, mean, tieSizes } from "../../base/statistics";
import { studentTails } from "./paired";

// Ours: elsewhere a perfect correlation comes out as 1 - 1e-16, whose p-value is not the chance of that order.

export interface RankCorrelation {
  /** -1 to 1; null where all values of one list are equal */
  rho: number | null;
  /**
   * two-sided, by Student's t with n - 2 degrees of freedom: an approximation that is fair from ten pairs on; where rho is 1
   * or -1 and t infinite, the chance of that, 2 / n! without ties; null where rho is
   */
  pValue: number | null;
}

/**
 * Spearman's (1904) rank correlation of pairs: Pearson's correlation of their ranks, ties sharing their mean rank.
 *
 * @throws ArgumentError for fewer than three pairs, or lists of two lengths
 */
export function rankCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): RankCorrelation {
  checkNumbers("x", x, { least: 3 });
  checkNumbers("y", y, { length: x.length });
  const [a, b] = [x, y].map((values) => {
    const ranks = averageRanks(values);
    const middle = mean(ranks);
    return ranks.map((rank) => rank - middle);
  });
  const dot = (u: Float64Array, v: Float64Array): number => u.reduce((sum, value, i) => sum + value * v[i], 0);
  const scale = Math.sqrt(dot(a, a) * dot(b, b));
  if (scale === 0) return { rho: null, pValue: null };
  const rho = Math.min(1, Math.max(-1, dot(a, b) / scale));
  const freedom = x.length - 2;
  const t = rho * Math.sqrt(freedom / ((1 - rho) * (1 + rho)));
  return { rho, pValue: Number.isFinite(t) ? studentTails(t, freedom) : Math.min(1, 2 * chanceOfOrder(x)) };
}

/** P that a random order of the values is the given one: one of n! orders, where equal values do not count as two. */
function chanceOfOrder(values: ArrayLike<number>): number {
  const alike = tieSizes(values).reduce((sum, size) => sum + lgam(size + 1), 0);
  return Math.max(Number.MIN_VALUE, Math.exp(alike - lgam(values.length + 1)));
}
