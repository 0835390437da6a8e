import { chdtrc, fdtrc, lgam } from "cephes";
import { tieSizes } from "../../base/statistics";

// Ours is only what cephes leaves out: a probability too small for a double is no 0, and the chance of an order.

/** P(X >= x) of the chi-square distribution; above 0 for every finite x. */
export function chiSquareTail(x: number, degrees: number): number {
  if (x === Number.POSITIVE_INFINITY) return 0;
  try {
    return notZero(chdtrc(degrees, x), x);
  } catch (error) {
    // a wrong argument is a RangeError; what underflows is thrown, too
    if (error instanceof RangeError) throw error;
    return Number.MIN_VALUE;
  }
}

/** P(|Z| >= |z|) of the standard normal distribution, two-sided: that of z² by chi-square of one degree. */
export function normalTails(z: number): number {
  return chiSquareTail(z * z, 1);
}

/** P(F >= f) of the F distribution with two degrees of freedom; above 0 for every finite f. */
export function fTail(f: number, upper: number, lower: number): number {
  return notZero(fdtrc(upper, lower, f), f);
}

/** P(|T| >= |t|) of Student's t distribution, two-sided: that of t² by F. */
export function studentTails(t: number, degrees: number): number {
  return fTail(t * t, 1, degrees);
}

/** P that `times` random orders of the values are all the given one: of n! orders, where equal values do not count as two. */
export function chanceOfOrder(values: ArrayLike<number>, times: number): number {
  const alike = tieSizes(values).reduce((sum, size) => sum + lgam(size + 1), 0);
  return notZero(Math.exp(times * (alike - lgam(values.length + 1))), 0);
}

/** What is too small for a double is given as the smallest one: no finite statistic is impossible. */
function notZero(probability: number, statistic: number): number {
  return probability === 0 && Number.isFinite(statistic) ? Number.MIN_VALUE : Math.min(1, probability);
}
