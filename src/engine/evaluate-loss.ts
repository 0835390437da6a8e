import type { LossEvaluator } from "../loss/loss";
import type { EngineBatch } from "./engine";

/** The loss of a batch and the two derivatives that an engine needs of it. */
export interface EvaluatedLoss {
  loss: number;
  /** c, shape [rows] */
  predictionDerivatives: Float32Array;
  /** v, shape [slopeLossRows, features] */
  inputGradientDerivatives: Float32Array;
}

/**
 * Calls the evaluator of a loss.
 *
 * @param inputGradients shape [slopeLossRows, features]; empty where the loss does not look at it
 */
export function evaluateLoss(
  evaluator: LossEvaluator,
  batch: EngineBatch,
  features: number,
  predictions: Float32Array,
  inputGradients: Float32Array,
): EvaluatedLoss {
  const predictionDerivatives = new Float32Array(batch.rows);
  const inputGradientDerivatives = new Float32Array(inputGradients.length);
  const loss = evaluator({
    rows: batch.rows,
    features,
    slopeLossRows: batch.slopeLossRows,
    predictions,
    targets: batch.y.subarray(0, batch.rows),
    inputGradients,
    predictionDerivatives,
    inputGradientDerivatives,
  });
  return { loss, predictionDerivatives, inputGradientDerivatives };
}
