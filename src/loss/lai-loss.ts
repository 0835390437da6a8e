import { ArgumentError, checkOptions, list } from "../base/check";
import { BASE_OPTIONS, type BaseLossName, baseLoss } from "./base-loss";
import { type ChosenFeatures, FEATURES, featureIndices } from "./features";
import type { GradientAwareLoss, InputDescription, LossEvaluator } from "./loss";
import { LAMBDA, MULTIPLIER_OPTIONS, type MultiplierName, multiplier } from "./multiplier";
import { baseRows, lossOptions, slopeLoss } from "./slope-loss";

/** Options of `laiLoss`. */
export interface LaiLossOptions {
  /** the loss of the error that is multiplied; defaults to "mse". "mse" and "mae" are the paper's, the others are extensions */
  base?: BaseLossName;
  /** the multiplier's variant; defaults to "mae" for the base "mae", and to "mse" for the others */
  multiplier?: MultiplierName;
  /**
   * The slope that is wanted, on standardised inputs and target: the multiplier is lowest at slope lambda ("mae") or
   * sqrt(lambda) ("mse"). Below 1 smooths, above 1 sharpens. One number uses the L2 norm of the input gradient; a list uses
   * |gradient| of each chosen feature with its own lambda, and the mean of the multipliers (our rule for several features).
   */
  lambda: number | readonly number[];
  /** feature indices or names whose slope counts; defaults to all */
  features?: ChosenFeatures;
  /** our one-sided variant: no effect up to the target slope, so that slopes are never inflated; defaults to false */
  oneSided?: boolean;
  /** Huber's corner; defaults to 1 */
  delta?: number;
}

/** One lambda, or one for each chosen feature. */
const LAMBDAS = (argument: string, value: unknown): number | number[] => {
  if (typeof value === "number") return LAMBDA(argument, value);
  const remedy = "give a finite number above 0, or a list with one for each chosen feature.";
  return list(LAMBDA, { least: 1, remedy })(argument, value);
};

/**
 * Lai loss (arXiv 2405.07884): the mean over the batch of m(k_i; lambda) b_i, where b_i is the base loss of sample i and k_i
 * the slope of the model there. See {@link multiplier} for m and {@link baseLoss} for b. Both depend on the weights, and the
 * gradient flows through both.
 *
 * lambda means something only where inputs and target are standardised.
 *
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function laiLoss(options: LaiLossOptions): GradientAwareLoss {
  const { base, delta, lambda, features, oneSided, ...rest } = checkOptions("laiLoss", options, {
    ...BASE_OPTIONS,
    ...MULTIPLIER_OPTIONS,
    lambda: LAMBDAS,
    features: FEATURES,
  });
  const variant = rest.multiplier ?? (base === "mae" ? "mae" : "mse");
  if (typeof lambda !== "number")
    return perFeatureLaiLoss({ base, multiplier: variant, lambda, features, oneSided, delta });
  const slopeMultiplier = multiplier(variant, lambda, oneSided);
  const m = { value: 0, derivative: 0 };
  return slopeLoss({
    name: "lai",
    base,
    delta,
    features,
    options: { multiplier: variant, lambda, oneSided },
    term: (point) => {
      slopeMultiplier(point.slopeSquared, m);
      point.loss = m.value * point.base;
      point.byPrediction = m.value * point.baseDerivative;
      point.bySlopeSquared = m.derivative * point.base;
    },
  });
}

/** m_i is the mean over the chosen features j of m(|g_ij|; lambda_j). */
function perFeatureLaiLoss(options: Required<Omit<LaiLossOptions, "features">> & LaiLossOptions): GradientAwareLoss {
  const { base, features, oneSided, delta } = options;
  const lambdas = options.lambda as readonly number[];
  if (features && features.length !== lambdas.length) throw wrongCount(lambdas, features.length);
  const ofError = baseLoss(base, delta);
  const multipliers = lambdas.map((lambda) => multiplier(options.multiplier, lambda, oneSided));

  function bind(input: InputDescription): LossEvaluator {
    const chosen = featureIndices(features, input);
    if (chosen.length !== lambdas.length) throw wrongCount(lambdas, chosen.length);
    const point = { value: 0, derivative: 0 };
    const m = { value: 0, derivative: 0 };
    return (batch) => {
      const { rows, slopeLossRows, inputGradients: g, inputGradientDerivatives: v } = batch;
      if (chosen.length < batch.features) v.fill(0, 0, slopeLossRows * batch.features);
      let total = 0;
      for (let i = 0; i < slopeLossRows; i++) {
        ofError(batch.predictions[i], batch.targets[i], point);
        let mean = 0;
        for (let j = 0; j < chosen.length; j++) {
          const at = i * batch.features + chosen[j];
          multipliers[j](g[at] * g[at], m);
          mean += m.value / chosen.length;
          v[at] = (2 * m.derivative * g[at] * point.value) / (chosen.length * rows);
        }
        total += mean * point.value;
        batch.predictionDerivatives[i] = (mean * point.derivative) / rows;
      }
      return (total + baseRows(batch, slopeLossRows, ofError)) / rows;
    };
  }

  return {
    name: "lai",
    options: lossOptions({ base, delta, features, multiplier: options.multiplier, lambda: lambdas, oneSided }),
    needsInputGradient: true,
    isLogistic: base === "logistic",
    bind,
  };
}

function wrongCount(lambdas: readonly number[], features: number): ArgumentError {
  const remedy = `give one number for each of the ${features} chosen features, or a single number.`;
  return new ArgumentError("lambda", lambdas, remedy);
}
