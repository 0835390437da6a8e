import { ArgumentError } from "../base/check";
import { inverseOf, inverseTarget, type Samples } from "../base/samples";
import type { Model } from "../model/model";
import { checkSamples, mapOutput, type Predictor, predictorOf } from "./predictor";

/**
 * The same model and rows with predictions and targets in the target's own unit: every error that a measure makes of them,
 * such as the RMSE under noise or attack, is in that unit, also where the model learnt a logarithm. Inputs stay standardised;
 * slopes become units of the target per standard deviation of an input.
 *
 * @param samples with their `target`, as a preprocessor makes them; x of shape [rows, features], y of shape [rows]
 * @throws ArgumentError where the samples do not know their target, or it has two values and so no unit
 */
export function inTargetUnits(
  model: Model | Predictor,
  samples: Samples,
): { predictor: Predictor; samples: Samples; unit: string } {
  const predictor = predictorOf(model);
  checkSamples(predictor, samples);
  const { target } = samples;
  if (target === undefined) {
    const remedy =
      "it says how y is made of the target in its unit: take samples from prepareDataset or a preprocessor.";
    throw new ArgumentError("samples.target", target, remedy);
  }
  if (target.transform === "binary") {
    const remedy = "errors of a target of two values have no unit: see binaryAccuracy and probabilityPredictor.";
    throw new ArgumentError("samples.target.transform", target.transform, remedy);
  }
  const { sd, transform, unit } = target;
  const slope = (value: number): number => (transform === "log1p" ? sd * (1 + value) : sd);
  const y = Float32Array.from(inverseTarget(samples.y, target));
  // the target is then what y is: neither standardised nor transformed
  const inUnit: Samples = { ...samples, y, target: { ...target, transform: "none", mean: 0, sd: 1 } };
  return { predictor: mapOutput(predictor, inverseOf(target), slope), samples: inUnit, unit };
}
