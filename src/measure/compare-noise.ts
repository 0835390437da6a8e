import { ArgumentError } from "../base/check";
import { mean, standardDeviation } from "./distribution";
import type { NoiseCurve } from "./noise";

/** How two models differ under the same noise. */
export interface NoiseDifference {
  sigma: number;
  /** mean over repeats of RMSE of the first model - RMSE of the second; negative where the first is better */
  difference: number;
  /** its Monte Carlo standard error, from the paired repeats; null for one repeat */
  standardError: number | null;
}

/**
 * The difference of two noise curves that were measured with the same samples, seed and options. Both models met the
 * same noise, so the standard error of the difference is that of the paired repeats, as a rule far smaller than those of
 * the two curves. It covers the luck of the noise, not that of the training or of the rows: for that, compare over seeds.
 *
 * @throws ArgumentError where the curves were not measured with the same noise
 */
export function compareNoise(first: NoiseCurve, second: NoiseCurve): NoiseDifference[] {
  const settings = (curve: NoiseCurve): string =>
    JSON.stringify([
      curve.distribution,
      curve.features,
      curve.rows,
      curve.repeats,
      curve.seed,
      curve.points.map((point) => point.sigma),
    ]);
  if (settings(first) !== settings(second)) {
    throw new ArgumentError("second", settings(second), `measure both with the same noise, here ${settings(first)}.`);
  }
  return first.points.map(({ sigma, repeatRmse }, l) => {
    const differences = repeatRmse.map((rmse, r) => rmse - second.points[l].repeatRmse[r]);
    return {
      sigma,
      difference: mean(differences),
      standardError: differences.length < 2 ? null : standardDeviation(differences) / Math.sqrt(differences.length),
    };
  });
}
