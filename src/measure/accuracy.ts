import { ArgumentError, checkKeys, checkNumber } from "../base/check";
import type { Samples } from "../base/samples";
import { checkSamples, DEFAULT_BATCH_SIZE, type Predictor, predictInBatches, type TargetScale } from "./predictor";

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
  /** the same errors in the target's own units; null where no scale was given */
  inTargetUnits: (Errors & { unit: string | null }) | null;
}

export interface AccuracyOptions {
  /** the scale that the target was standardised with; defaults to none: no errors in target units */
  targetScale?: TargetScale;
  /** rows at once; defaults to 4096 */
  batchSize?: number;
}

/**
 * RMSE, MAE, bias and R2 of a model, standardised (in the unit of samples.y) and in target units.
 *
 * @param samples x of shape [rows, features], y of shape [rows]
 * @throws ArgumentError where the samples do not fit the model or hold a value that is not finite
 */
export function accuracy(predictor: Predictor, samples: Samples, options: AccuracyOptions = {}): Accuracy {
  checkKeys("options", options, ["targetScale", "batchSize"]);
  checkSamples(predictor, samples);
  const predictions = predictInBatches(predictor, samples, options.batchSize ?? DEFAULT_BATCH_SIZE);
  return accuracyOf(predictions, samples.y, options.targetScale);
}

/**
 * RMSE, MAE, bias and R2 of given predictions. A model that predicts NaN or infinity gets a RMSE of NaN or infinity.
 *
 * @param predictions shape [rows]
 * @param targets shape [rows]
 */
export function accuracyOf(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  targetScale?: TargetScale,
): Accuracy {
  const rows = targets.length;
  if (rows === 0) throw new ArgumentError("targets", targets, "give at least one row.");
  if (predictions.length !== rows) {
    throw new ArgumentError("predictions", predictions, `give one prediction for each of the ${rows} targets.`);
  }
  let squares = 0;
  let absolutes = 0;
  let signed = 0;
  let targetSum = 0;
  for (let i = 0; i < rows; i++) {
    const error = predictions[i] - targets[i];
    squares += error * error;
    absolutes += Math.abs(error);
    signed += error;
    targetSum += targets[i];
  }
  const centre = targetSum / rows;
  let total = 0;
  for (let i = 0; i < rows; i++) total += (targets[i] - centre) ** 2;
  const errors: Errors = { rmse: Math.sqrt(squares / rows), mae: absolutes / rows, bias: signed / rows };
  return {
    rows,
    ...errors,
    r2: total > 0 ? 1 - squares / total : null,
    inTargetUnits: targetScale ? inUnits(errors, checkTargetScale(targetScale)) : null,
  };
}

/** Checks a target scale; returns it. */
export function checkTargetScale(scale: TargetScale): TargetScale {
  checkKeys("targetScale", scale, ["mean", "standardDeviation", "unit"]);
  checkNumber("targetScale.mean", scale.mean);
  checkNumber("targetScale.standardDeviation", scale.standardDeviation, { above: 0 });
  return scale;
}

function inUnits(errors: Errors, scale: TargetScale): Errors & { unit: string | null } {
  const factor = scale.standardDeviation;
  return {
    rmse: errors.rmse * factor,
    mae: errors.mae * factor,
    bias: errors.bias * factor,
    unit: scale.unit ?? null,
  };
}
