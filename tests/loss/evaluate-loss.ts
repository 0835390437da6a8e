import type { GradientAwareLoss, LossBatch, LossState } from "../../src/loss/loss";

export const FEATURES = 4;

/** Evaluates a loss in float64 (its arithmetic is that of the arrays it is given); returns copies. */
export function evaluateLoss(
  loss: GradientAwareLoss,
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  inputGradients: ArrayLike<number>,
  slopeLossRows: number = predictions.length,
): { loss: number; c: Float64Array; v: Float64Array } {
  const rows = predictions.length;
  const c = new Float64Array(rows).fill(Number.NaN);
  const v = new Float64Array(rows * FEATURES).fill(loss.needsInputGradient ? Number.NaN : 0);
  v.fill(0, slopeLossRows * FEATURES);
  const batch = {
    rows,
    features: FEATURES,
    slopeLossRows,
    predictions: Float64Array.from(predictions),
    targets: Float64Array.from(targets),
    inputGradients: Float64Array.from(inputGradients),
    predictionDerivatives: c,
    inputGradientDerivatives: v,
  };
  const value = loss.bind({ features: FEATURES })(batch as unknown as LossBatch);
  return { loss: value, c, v };
}

/** The loss with every evaluator begun at a state of its own. */
export function atState(loss: GradientAwareLoss, state: LossState): GradientAwareLoss {
  return {
    ...loss,
    bind(input) {
      const evaluator = loss.bind(input);
      evaluator.state!.set(state);
      return evaluator;
    },
  };
}
