import { jStat } from "jstat";
import { tieSizes } from "../../measure/ranks";

// jstat gives cumulative probabilities, whose tails 1 - p are lost below 1e-16, and its incomplete beta function to 3e-7 only

/** P(X >= x) of the chi-square distribution; above 0 for every finite x. */
export function chiSquareTail(x: number, degrees: number): number {
  return notZero(upperGamma(degrees / 2, x / 2), x);
}

/** P(|Z| >= |z|) of the standard normal distribution, two-sided: that of z² by chi-square of one degree. */
export function normalTails(z: number): number {
  return chiSquareTail(z * z, 1);
}

/** P(F >= f) of the F distribution with two degrees of freedom; above 0 for every finite f. */
export function fTail(f: number, upper: number, lower: number): number {
  return notZero(betaAtOdds((upper * f) / lower, lower / 2, upper / 2), f);
}

/** P(|T| >= |t|) of Student's t distribution, two-sided: that of t² by F. */
export function studentTails(t: number, degrees: number): number {
  return fTail(t * t, 1, degrees);
}

/** P that `times` random orders of the values are all the given one: of n! orders, where equal values do not count as two. */
export function chanceOfOrder(values: ArrayLike<number>, times: number): number {
  const alike = tieSizes(values).reduce((sum, size) => sum + jStat.gammaln(size + 1), 0);
  return notZero(Math.exp(times * (alike - jStat.gammaln(values.length + 1))), 0);
}

/** What is too small for a double is given as the smallest one: no finite statistic is impossible. */
function notZero(probability: number, statistic: number): number {
  return probability === 0 && Number.isFinite(statistic) ? Number.MIN_VALUE : Math.min(1, probability);
}

/** Relative change of a continued fraction at which it has converged, and the most terms: it needs about √(a + b). */
const CONVERGED = 1e-15;
const MOST_TERMS = 100_000;

/** The upper regularised incomplete gamma function Q(a, x), by its continued fraction where Q is small (Lentz's method). */
function upperGamma(a: number, x: number): number {
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (x < a + 1) return 1 - jStat.lowRegGamma(a, x); // not small: nothing is lost
  let b = x + 1 - a;
  let d = 1 / b;
  let c = Number.POSITIVE_INFINITY;
  let fraction = d;
  for (let i = 1; i < MOST_TERMS; i++) {
    const term = -i * (i - a);
    b += 2;
    d = 1 / (term * d + b);
    c = b + term / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < CONVERGED) break;
  }
  return fraction * Math.exp(a * Math.log(x) - x - jStat.gammaln(a));
}

/** The regularised incomplete beta function I_x(a, b) at x = 1 / (1 + odds), so that neither x nor 1 - x is rounded away. */
function betaAtOdds(odds: number, a: number, b: number): number {
  const [x, rest] = [1 / (1 + odds), 1 / (1 + 1 / odds)];
  const logBeta = jStat.gammaln(a) + jStat.gammaln(b) - jStat.gammaln(a + b);
  const front = Math.exp(-a * Math.log1p(odds) - b * Math.log1p(1 / odds) - logBeta);
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(rest, b, a)) / b;
}

/** The continued fraction of the incomplete beta function (Lentz's method; Abramowitz & Stegun 26.5.8). */
function betaFraction(x: number, a: number, b: number): number {
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let c = 1;
  let fraction = d;
  for (let m = 1; m < MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < CONVERGED) break;
  }
  return fraction;
}
