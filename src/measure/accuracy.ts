import { checkNumbers, checkOptions, optional } from "../base/check";
import { FITTED_TARGET, type FittedTarget, inverseTarget, type Samples } from "../base/samples";
import { mean } from "../base/statistics";
import type { Model } from "../model/model";
import {
  BATCH_SIZE,
  checkSamples,
  type MeasureOptions,
  type Predictor,
  predictInBatches,
  predictorOf,
} from "./predictor";

/** Errors in one unit. */
export interface Errors {
  /** sqrt(mean((prediction - y)^2)), in the unit of y */
  rmse: number;
  /** mean(|prediction - y|), in the unit of y */
  mae: number;
  /** mean(prediction - y), in the unit of y */
  bias: number;
}

/** How near the predictions are to the targets. */
export interface Accuracy extends Errors {
  rows: number;
  /** 1 - sum((prediction - y)^2) / sum((y - mean(y))^2), without unit; null where all targets are equal */
  r2: number | null;
  /** the errors of the predictions brought back into the target's own unit; null where it is not known, or has none: of two values */
  inTargetUnits: (Errors & { unit: string | null }) | null;
}

/**
 * RMSE, MAE, bias and R2 of a model, standardised (in the unit of samples.y) and, where the samples know their target, in its
 * own unit: of predictions and targets that are both brought back by the inverse of what made y of it, also where that is a
 * logarithm. `inTargetUnits` does the same for every other measure.
 *
 * @param samples x of shape [rows, features], y of shape [rows]
 * @throws ArgumentError where the samples do not fit the model or hold a value that is not finite
 */
export function accuracy(model: Model | Predictor, samples: Samples, options: MeasureOptions = {}): Accuracy {
  const predictor = predictorOf(model);
  const { batchSize } = checkOptions("options", options, { batchSize: BATCH_SIZE });
  checkSamples(predictor, samples);
  const predictions = predictInBatches(predictor, samples, batchSize);
  return accuracyOf(predictions, samples.y, samples.target);
}

/**
 * RMSE, MAE, bias and R2 of given predictions. A model that predicts NaN or infinity gets a RMSE of NaN or infinity.
 *
 * @param predictions shape [rows]
 * @param targets shape [rows]
 * @param target how both are made of the target in its own unit; defaults to none: no errors in its unit
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function accuracyOf(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  target?: FittedTarget,
): Accuracy {
  optional(FITTED_TARGET)("target", target);
  const rows = checkNumbers("targets", targets, { anyNumber: true, remedy: "give at least one row." }).length;
  const remedy = `give one prediction for each of the ${rows} targets.`;
  checkNumbers("predictions", predictions, { length: rows, anyNumber: true, remedy });
  const centre = mean(targets);
  let total = 0;
  for (let i = 0; i < rows; i++) total += (targets[i] - centre) ** 2;
  const { squares, ...errors } = errorsOf(predictions, targets);
  return {
    rows,
    ...errors,
    r2: total > 0 ? 1 - squares / total : null,
    inTargetUnits: errorsInUnits(predictions, targets, target),
  };
}

function errorsOf(predictions: ArrayLike<number>, targets: ArrayLike<number>): Errors & { squares: number } {
  const rows = targets.length;
  let squares = 0;
  let absolutes = 0;
  let signed = 0;
  for (let i = 0; i < rows; i++) {
    const error = predictions[i] - targets[i];
    squares += error * error;
    absolutes += Math.abs(error);
    signed += error;
  }
  return { rmse: Math.sqrt(squares / rows), mae: absolutes / rows, bias: signed / rows, squares };
}

function errorsInUnits(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  target: FittedTarget | undefined,
): Accuracy["inTargetUnits"] {
  if (target === undefined || target.transform === "binary") return null;
  const { rmse, mae, bias } = errorsOf(inverseTarget(predictions, target), inverseTarget(targets, target));
  return { rmse, mae, bias, unit: target.unit || null };
}
