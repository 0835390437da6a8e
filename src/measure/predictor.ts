import { ArgumentError, checkNumber } from "../base/check";
import { checkSamples as checkSamplesAlone, type Samples } from "../base/samples";
import type { DenseWeights } from "./lipschitz/dense-weights";

/**
 * All that a measure needs of a model. Every engine has the two methods; the arrays that they return may be written over
 * by the next call.
 */
export interface Predictor {
  /** number of input features, d */
  readonly features: number;
  /** of a stack of Dense layers, where they are known: for the global Lipschitz bound */
  readonly weights?: DenseWeights | undefined;
  /** Predictions, shape [rows]; x has shape [rows, d] row by row and may be longer than needed. */
  predict(x: Float32Array, rows: number): Float32Array;
  /** Predictions [rows] and d prediction / d x, shape [rows, d]. */
  inputGradients(x: Float32Array, rows: number): { predictions: Float32Array; inputGradients: Float32Array };
}

/** Rows that a measure hands to the model at once: it bounds the memory, whatever the number of rows. */
export const DEFAULT_BATCH_SIZE = 4096;

/** Checks that samples fit the model and hold finite numbers only; `needsTargets` also checks y. */
export function checkSamples(predictor: Predictor, samples: Samples, needsTargets = true): void {
  if (needsTargets) checkSamplesAlone(samples, "samples");
  else checkInputs(samples);
  if (samples.features !== predictor.features) {
    const remedy = `give the ${predictor.features} features of the model.`;
    throw new ArgumentError("samples.features", samples.features, remedy);
  }
}

/** Checks that the inputs of samples are whole and finite, whatever their targets are. */
export function checkInputs(samples: Samples, name = "samples"): void {
  checkSamplesAlone({ ...samples, y: new Float32Array(samples.rows) }, name);
}

/** Calls `visit` with consecutive row ranges: the first row, their number, and their inputs. */
export function forEachBatch(
  samples: Samples,
  batchSize: number,
  visit: (start: number, rows: number, x: Float32Array) => void,
): void {
  checkNumber("batchSize", batchSize, { min: 1, integer: true });
  const { x, rows, features } = samples;
  for (let start = 0; start < rows; start += batchSize) {
    const end = Math.min(start + batchSize, rows);
    visit(start, end - start, x.subarray(start * features, end * features));
  }
}

/**
 * The same model with a function of its output as output, and that output's gradient by the chain rule.
 *
 * @param slope derivative of `map` as a function of what it gave
 */
export function mapOutput(
  predictor: Predictor,
  map: (output: number) => number,
  slope: (mapped: number) => number,
): Predictor {
  const { features } = predictor;
  return {
    features,
    predict: (x, rows) => predictor.predict(x, rows).slice(0, rows).map(map),
    inputGradients(x, rows) {
      const result = predictor.inputGradients(x, rows);
      const predictions = result.predictions.slice(0, rows).map(map);
      const inputGradients = result.inputGradients.slice(0, rows * features);
      for (let i = 0, k = 0; i < rows; i++) {
        const factor = slope(predictions[i]);
        for (let j = 0; j < features; j++, k++) inputGradients[k] *= factor;
      }
      return { predictions, inputGradients };
    },
  };
}

/** Predictions for all rows, shape [rows], computed in batches. */
export function predictInBatches(
  predictor: Predictor,
  samples: Samples,
  batchSize: number = DEFAULT_BATCH_SIZE,
): Float32Array {
  const predictions: Float32Array = new Float32Array(samples.rows);
  forEachBatch(samples, batchSize, (start, rows, x) => {
    predictions.set(predictor.predict(x, rows).subarray(0, rows), start);
  });
  return predictions;
}
