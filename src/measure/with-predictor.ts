import { ArgumentError, callback } from "../base/check";
import { createEngine } from "../engine/create-engine";
import { readDenseStack } from "../model/dense-stack";
import type { Model } from "../model/model";
import { type DenseWeights, denseWeights } from "./lipschitz/dense-weights";
import type { Predictor } from "./predictor";

/** A model on an engine of its own. */
export interface HeldPredictor extends Predictor {
  /** undefined where the model is no stack of Dense layers */
  readonly weights: DenseWeights | undefined;
  /** what computes, such as "WebAssembly SIMD" */
  readonly description: string;
}

/**
 * Runs measures of a model on one engine, which is freed at the end: the quick way to measure a model many times, as
 * `modelPredictor` makes an engine for every call. The weights are those that the model has when it begins.
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
