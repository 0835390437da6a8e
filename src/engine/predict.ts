import { checkModel, modelInputs } from "../model/accept";
import type { Model } from "../model/model";
import { createEngine } from "./create-engine";
import type { Engine } from "./engine";
import { type InputRows, readInputs } from "./inputs";

/**
 * Predictions of a model, shape [rows]: logits where it was trained with a logistic base.
 *
 * @param model a tf.LayersModel of one output, or a dense network as plain data
 * @param x Inputs, shape [rows, features]
 * @throws ArgumentError where the model is refused or x does not fit it
 */
export function predict(model: Model, x: InputRows): Float32Array {
  return withEngine(model, x, (engine, values, rows) => engine.predict(values, rows));
}

/**
 * The slope of a model at each row: d prediction / d x, shape [rows, features] row by row.
 *
 * @param model a tf.LayersModel of one output, or a dense network as plain data
 * @param x Inputs, shape [rows, features]
 * @throws ArgumentError where the model is refused or x does not fit it
 */
export function inputGradients(model: Model, x: InputRows): Float32Array {
  return withEngine(model, x, (engine, values, rows) => engine.inputGradients(values, rows).inputGradients);
}

/** Runs something on an engine of the model's present weights, with x checked against the model. */
function withEngine<T>(model: Model, x: InputRows, run: (engine: Engine, x: Float32Array, rows: number) => T): T {
  checkModel(model, "prediction");
  const inputs = readInputs(x, modelInputs(model));
  const engine = createEngine(model, { purpose: "prediction" });
  try {
    return run(engine, inputs.x, inputs.rows);
  } finally {
    engine.dispose();
  }
}

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
 * A model with the two methods of a predictor, for code of your own. The measures take a model as it is.
 *
 * @throws ArgumentError where the model is refused
 */
export function modelPredictor(model: Model): ModelPredictor {
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
