import { ArgumentError, callback, count, fields, optional, type Rule } from "../base/check";
import { checkInputs, checkSamples as checkSamplesAlone, type Samples } from "../base/samples";
import { createEngine } from "../engine/create-engine";
import { type ModelPredictor, modelPredictor } from "../engine/predict";
import { readDenseStack } from "../model/dense-stack";
import type { Model } from "../model/model";
import { type DenseWeights, denseWeights } from "./lipschitz/dense-weights";

/**
 * All that a measure needs of a model: x may be longer than needed, and what the methods return may be written over by the
 * next call.
 */
export interface Predictor extends ModelPredictor {
  /** of a stack of Dense layers, where they are known: for the global Lipschitz bound */
  readonly weights?: DenseWeights | undefined;
}

/** What every measure takes. */
export interface MeasureOptions {
  /** rows that are handed to the model at once, which bounds the memory; defaults to 4096 */
  batchSize?: number;
}

export const BATCH_SIZE: Rule<number> = optional(count(), 4096);

const PREDICTOR: Rule<Predictor> = fields<Pick<Predictor, "features" | "predict" | "inputGradients">>({
  features: count(),
  predict: callback(),
  inputGradients: callback(),
});

/** Tells a predictor from a model that has to become one. */
export function isPredictor(model: Model | Predictor): model is Predictor {
  return typeof model === "object" && model !== null && ("features" in model || "inputGradients" in model);
}

/** What every measure takes: a model, which is measured with the weights that it has now, or a predictor as it is. */
export function predictorOf(model: Model | Predictor): Predictor {
  return isPredictor(model) ? PREDICTOR("model", model) : modelPredictor(model);
}

/** Checks that samples fit the model and hold finite numbers only; `needsTargets` also checks y. */
export function checkSamples(predictor: Predictor, samples: Samples, needsTargets = true): void {
  if (needsTargets) checkSamplesAlone(samples, "samples");
  else checkInputs(samples);
  if (samples.features !== predictor.features) {
    const remedy = `give the ${predictor.features} features of the model.`;
    throw new ArgumentError("samples.features", samples.features, remedy);
  }
}

/** Calls `visit` with consecutive row ranges: the first row, their number, and their inputs. */
export function forEachBatch(
  samples: Samples,
  batchSize: number,
  visit: (start: number, rows: number, x: Float32Array) => void,
): void {
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
export function predictInBatches(predictor: Predictor, samples: Samples, batchSize: number): Float32Array {
  const predictions: Float32Array = new Float32Array(samples.rows);
  forEachBatch(samples, batchSize, (start, rows, x) => {
    predictions.set(predictor.predict(x, rows).subarray(0, rows), start);
  });
  return predictions;
}

/** A model on an engine of its own. */
export interface HeldPredictor extends Predictor {
  /** undefined where the model is no stack of Dense layers */
  readonly weights: DenseWeights | undefined;
  /** what computes, such as "WebAssembly SIMD" */
  readonly description: string;
}

/**
 * Runs measures of a model on one engine with its present weights, which is freed at the end: the quick way to measure a
 * model many times.
 *
 * @param run takes the predictor and returns what it measured, at once; the predictor is not for use after it
 * @throws ArgumentError where the engines refuse the model, or `run` returns a promise
 */
export function withPredictor<T>(model: Model, run: (predictor: HeldPredictor) => T): T {
  callback()("run", run);
  const engine = createEngine(model, { purpose: "prediction" });
  try {
    const reading = readDenseStack(model);
    const result = run({
      features: engine.features,
      predict: (x, rows) => engine.predict(x, rows),
      inputGradients: (x, rows) => engine.inputGradients(x, rows),
      weights: "stack" in reading ? denseWeights(reading.stack, engine.getState().weights) : undefined,
      description: engine.description,
    });
    if (result instanceof Promise) {
      const remedy = "it returned a promise, and the engine is gone by then: await before or after.";
      throw new ArgumentError("run", run, remedy);
    }
    return result;
  } finally {
    engine.dispose();
  }
}
