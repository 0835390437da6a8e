import type * as tf from "@tensorflow/tfjs";
import { checkModel, modelInputs } from "../model/accept";
import { predict, withEngine } from "./predict";

/** A model as the measures take it: predictions and exact slopes of rows. It always uses the weights that the model has now. */
export interface ModelPredictor {
  /** number of inputs of one row */
  readonly features: number;
  /** Predictions, shape [rows]. */
  predict(x: Float32Array, rows: number): Float32Array;
  /** Predictions [rows] and d prediction / d x, shape [rows, features]. */
  inputGradients(x: Float32Array, rows: number): { predictions: Float32Array; inputGradients: Float32Array };
}

/**
 * Makes a model ready for the measures, such as accuracy(modelPredictor(model), test).
 *
 * @throws ArgumentError where the engines refuse the model
 */
export function modelPredictor(model: tf.LayersModel): ModelPredictor {
  checkModel(model, "prediction");
  const features = modelInputs(model);
  const rowsOf = (x: Float32Array, rows: number): Float32Array => x.subarray(0, rows * features);
  return {
    features,
    predict: (x, rows) => predict(model, rowsOf(x, rows)),
    inputGradients: (x, rows) =>
      withEngine(model, rowsOf(x, rows), (engine, values, count) => engine.inputGradients(values, count)),
  };
}
