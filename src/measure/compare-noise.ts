import { ArgumentError, fields, list, number, numbers, text } from "../base/check";
import { mean, standardDeviation } from "../base/statistics";
import type { MissingCurve, NoiseCurve } from "./noise";

/** How two models differ under the same perturbations. */
interface Difference {
  /** mean over repeats of RMSE of the first model - RMSE of the second; negative where the first is better */
  difference: number;
  /** its Monte Carlo standard error, from the paired repeats; null for one repeat */
  standardError: number | null;
}

/** How two models differ under the same noise. */
export interface NoiseDifference extends Difference {
  sigma: number;
}

/** How two models differ where the same cells are missing. */
export interface MissingDifference extends Difference {
  probability: number;
}

/**
 * The difference of two curves of noise, or of missing values, that were measured with the same samples, seed and options.
 * Both models met the same draws, so the standard error of the difference is that of the paired repeats, as a rule far
 * smaller than those of the two curves. It covers the luck of the draws, not that of the training or of the rows: for that,
 * compare over seeds.
 *
 * @throws ArgumentError where the curves were not measured with the same draws
 */
export function compareNoise(first: NoiseCurve, second: NoiseCurve): NoiseDifference[];
export function compareNoise(first: MissingCurve, second: MissingCurve): MissingDifference[];
export function compareNoise(
  first: NoiseCurve | MissingCurve,
  second: NoiseCurve | MissingCurve,
): (NoiseDifference | MissingDifference)[] {
  CURVE("first", first);
  CURVE("second", second);
  const [one, other] = [drawsOf(first), drawsOf(second)];
  if (one !== other) throw new ArgumentError("second", other, `measure both with the same noise, here ${one}.`);
  return first.points.map((point, l) => {
    const differences = point.repeatRmse.map((rmse, r) => rmse - second.points[l].repeatRmse[r]);
    const difference = mean(differences);
    const standardError =
      differences.length < 2 ? null : standardDeviation(differences) / Math.sqrt(differences.length);
    return "sigma" in point
      ? { sigma: point.sigma, difference, standardError }
      : { probability: point.probability, difference, standardError };
  });
}

const CURVE = fields<Pick<NoiseCurve, "features" | "rows" | "repeats" | "seed" | "points">>({
  features: list(text),
  rows: number(),
  repeats: number(),
  seed: number(),
  points: list(fields<Pick<NoiseCurve["points"][number], "repeatRmse">>({ repeatRmse: numbers({ anyNumber: true }) })),
});

/** All that the perturbed rows depend on, but for the clean rows themselves. */
function drawsOf(curve: NoiseCurve | MissingCurve): string {
  const { features, rows, repeats, seed } = curve;
  const kind =
    "distribution" in curve
      ? [curve.distribution, curve.flipProbability, curve.flipped]
      : ["missing", curve.replacements];
  const levels = curve.points.map((point) => ("sigma" in point ? point.sigma : point.probability));
  return JSON.stringify([kind, features, rows, repeats, seed, levels]);
}
