import { type GradientAwareLoss, slopeLoss } from "lai-loss";

/**
 * The negative log-likelihood of a target with noise of variance `residualVariance` at an input with noise of sd `inputSd`:
 * e^2 / v + log v with v = residualVariance + inputSd^2 k^2. Effective variance, Orear 1982, with the normalisation of Fuller 1987.
 */
export function effectiveVariance(options: {
  inputSd: number;
  residualVariance: number;
  features?: readonly string[];
}): GradientAwareLoss {
  const { inputSd, residualVariance, features } = options;
  const inputVariance = inputSd ** 2;
  return slopeLoss({
    name: "effectiveVariance",
    features,
    options: { inputSd, residualVariance },
    term(point) {
      const variance = residualVariance + inputVariance * point.slopeSquared;
      const relative = point.error ** 2 / variance;
      point.loss = relative + Math.log(variance);
      point.byPrediction = (2 * point.error) / variance;
      point.bySlopeSquared = ((1 - relative) * inputVariance) / variance;
    },
  });
}
