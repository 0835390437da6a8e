import { type BaseLoss, type BaseLossName, baseLoss } from "./base-loss";
import { type ChosenFeatures, checkFeatures, featureIndices } from "./features";
import type { GradientAwareLoss, LossBatch, LossEvaluator } from "./loss";

/** One sample as a slope loss sees it. The first fields are given, the last three are for the loss to write. */
export interface SlopePoint {
  /** prediction - target */
  error: number;
  /** base loss b and its derivative with respect to the prediction */
  base: number;
  baseDerivative: number;
  /** s = k^2, the squared L2 norm of the input gradient over the chosen features */
  slopeSquared: number;
  loss: number;
  /** d loss / d prediction */
  byPrediction: number;
  /** d loss / d s: by the square, so that a slope of 0 divides nothing */
  bySlopeSquared: number;
}

/** What every loss of error and slope is made of. */
export interface SlopeLossDefinition {
  name: string;
  /** the base of rows outside the Lai rows too; left out by losses of the squared error alone */
  base?: BaseLossName;
  delta?: number;
  features?: ChosenFeatures;
  /** the loss's further options, for tables and for rebuilding it */
  options?: Record<string, unknown>;
  /** writes loss, byPrediction and bySlopeSquared of one sample */
  term: (point: SlopePoint) => void;
}

/**
 * A loss of the error and of the slope k = |g|, the L2 norm of the input gradient over the chosen features, from its value
 * and two derivatives at one sample.
 */
export function slopeLoss(definition: SlopeLossDefinition): GradientAwareLoss {
  const { name, base = "mse", delta = 1, features, options, term } = definition;
  checkFeatures(features);
  const ofError = baseLoss(base, delta);
  return {
    name,
    options: lossOptions({ base: definition.base, delta, features, ...options }),
    needsInputGradient: true,
    isLogistic: base === "logistic",
    bind(input): LossEvaluator {
      const chosen = Uint32Array.from(featureIndices(features, input));
      const point = newSlopePoint();
      return (batch) => {
        const total = slopeRows(batch, chosen, ofError, term, point);
        return (total + baseRows(batch, batch.laiRows, ofError)) / batch.rows;
      };
    },
  };
}

/** The options as plain JSON, without what is undefined and without the delta that only Huber has. */
export function lossOptions(options: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(options).filter(
    ([key, v]) => v !== undefined && (key !== "delta" || options.base === "huber"),
  );
  return Object.fromEntries(kept);
}

/** Fills c of the rows from `start` on, which take the base loss alone; returns the sum of their losses. */
export function baseRows(batch: LossBatch, start: number, ofError: BaseLoss): number {
  const { rows, predictions, targets, predictionDerivatives } = batch;
  const point = { value: 0, derivative: 0 };
  let total = 0;
  for (let i = start; i < rows; i++) {
    ofError(predictions[i], targets[i], point);
    total += point.value;
    predictionDerivatives[i] = point.derivative / rows;
  }
  return total;
}

function slopeRows(
  batch: LossBatch,
  chosen: Uint32Array,
  ofError: BaseLoss,
  term: (point: SlopePoint) => void,
  point: SlopePoint,
): number {
  const { rows, features, laiRows, predictions, targets, inputGradients, inputGradientDerivatives } = batch;
  const base = { value: 0, derivative: 0 };
  if (chosen.length < features) inputGradientDerivatives.fill(0, 0, laiRows * features);
  let total = 0;
  for (let i = 0; i < laiRows; i++) {
    const row = i * features;
    let slopeSquared = 0;
    for (let j = 0; j < chosen.length; j++) {
      const gradient = inputGradients[row + chosen[j]];
      slopeSquared += gradient * gradient;
    }
    ofError(predictions[i], targets[i], base);
    point.error = predictions[i] - targets[i];
    point.base = base.value;
    point.baseDerivative = base.derivative;
    point.slopeSquared = slopeSquared;
    term(point);
    total += point.loss;
    batch.predictionDerivatives[i] = point.byPrediction / rows;
    const scale = (2 * point.bySlopeSquared) / rows; // ds/dg = 2 g
    for (let j = 0; j < chosen.length; j++) {
      inputGradientDerivatives[row + chosen[j]] = scale * inputGradients[row + chosen[j]];
    }
  }
  return total;
}

function newSlopePoint(): SlopePoint {
  return { error: 0, base: 0, baseDerivative: 0, slopeSquared: 0, loss: 0, byPrediction: 0, bySlopeSquared: 0 };
}
