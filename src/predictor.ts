import type { LayersModel } from "@tensorflow/tfjs-layers";
import { ArgumentError, checkOptions, where } from "./base/check";
import { Preprocessor } from "./data/preprocess/preprocessor";
import type { TableInput } from "./data/table-input";
import { ready } from "./engine/backend";
import { predict } from "./engine/predict";
import { modelInputs } from "./model/accept";
import { loadModel, saveModel } from "./model/storage";

/** A model, and the preprocessor of the rows that it was trained on. */
export interface PredictorParts {
  model: LayersModel;
  preprocessor: Preprocessor;
}

/** What a model says of some rows. */
export interface Prediction {
  /** in the target's own unit, shape [rows]; of a target of two values the probability of `preprocessor.target.positive` */
  values: Float64Array;
  /** of the values, such as "USD"; "" where there is none */
  unit: string;
  /** of a target of two values the more probable one, shape [rows]; else null */
  labels: string[] | null;
  /** what was odd about the rows: values that were missing and filled in, categories that the training rows did not have */
  notes: string[];
}

/** A trained model that takes rows as they are and answers in the target's unit. */
export interface RowPredictor extends PredictorParts {
  /**
   * Predictions for raw rows.
   * @param rows objects, one a row, or a frame, with the features' columns; others are not looked at
   * @throws ArgumentError that names the row, column and value that cannot be used
   */
  predict(rows: TableInput): Prediction;
}

/**
 * Saves a model with its preprocessing, as `saveModel` does, in one atomic step.
 *
 * @example
 * await savePredictor("my-model", { model, preprocessor });
 * @param folder made where it is missing
 * @throws ArgumentError, before anything is written, where the two do not fit or cannot be saved
 */
export async function savePredictor(folder: string, parts: PredictorParts): Promise<void> {
  const { model, preprocessor } = checkOptions("savePredictor", parts, { model: MODEL, preprocessor: PREPROCESSOR });
  checkFit(model, preprocessor);
  await saveModel(model, folder, { preprocessing: { ...preprocessor.toJSON() } });
}

/**
 * Loads what `savePredictor` saved, or `saveModel` with a preprocessing, and readies the backend. A model of a target of two
 * values has to give a logit, as with the base "logistic".
 *
 * @example
 * const predictor = await loadPredictor("my-model");
 * console.log(predictor.predict([{ carat: 0.3, cut: "Ideal" }]).values[0]);
 * @throws ArgumentError that names the folder and its fault
 */
export async function loadPredictor(folder: string): Promise<RowPredictor> {
  await ready();
  const { model, preprocessing } = await loadModel(folder);
  try {
    if (preprocessing === null) {
      const remedy = "there is no preprocessing in it: save it with savePredictor(folder, { model, preprocessor }).";
      throw new ArgumentError("folder", folder, remedy);
    }
    const preprocessor = Preprocessor.fromJSON(preprocessing);
    checkFit(model, preprocessor);
    return { model, preprocessor, predict: (rows) => predictRows({ model, preprocessor }, rows) };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

const MODEL = where<LayersModel>(
  (value) => Array.isArray((value as Partial<LayersModel> | null)?.inputs),
  "give a tf.LayersModel, such as denseModel makes.",
);
const PREPROCESSOR = where<Preprocessor>(
  (value) => value instanceof Preprocessor,
  "give the preprocessor that prepare gave.",
);

function checkFit(model: LayersModel, { columns }: Preprocessor): void {
  const inputs = modelInputs(model);
  if (inputs === columns.length) return;
  const remedy = `the model has ${inputs} inputs: give the one that it was trained with.`;
  throw new ArgumentError("preprocessor", `${columns.length} columns`, remedy);
}

function predictRows({ model, preprocessor }: PredictorParts, rows: TableInput): Prediction {
  const { target } = preprocessor;
  const { x, notes } = preprocessor.inputs(rows);
  const outputs = predict(model, x);
  if (target.transform !== "binary") {
    return { values: preprocessor.inverse(outputs), unit: target.unit, labels: null, notes };
  }
  const values = Float64Array.from(outputs, (logit) => 1 / (1 + Math.exp(-logit)));
  const labels = Array.from(values, (value) => (value > 0.5 ? target.positive! : target.negative!));
  return { values, unit: "", labels, notes };
}
