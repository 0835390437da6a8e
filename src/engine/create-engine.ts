import type * as tf from "@tensorflow/tfjs";
import { ArgumentError, checkChoice } from "../base/check";
import { checkModel, type ModelPurpose, modelInputs } from "../model/accept";
import { readDenseStack } from "../model/dense-stack";
import "./cpu-backend";
import { DenseKernelEngine } from "./dense/dense-kernel-engine";
import { kernelVariants } from "./dense/kernel/instance";
import { TensorDenseEngine } from "./dense/tensor-dense-engine";
import type { Engine, EngineName } from "./engine";
import { TapeEngine } from "./tape/tape-engine";

export interface CreateEngineOptions {
  /** defaults to "dense" where the model is a stack of Dense layers, else "tape" */
  engine?: EngineName;
  /** inputs of one row of the data, where they are known: the model must have as many */
  features?: number;
  /** "prediction" takes models that could not be trained, such as frozen ones; defaults to "training" */
  purpose?: ModelPurpose;
}

/**
 * Makes the engine that computes with a model: `dense`, the closed form, for stacks of Dense layers; `tape`, automatic
 * differentiation, for every other model that can be differentiated twice.
 *
 * @throws ArgumentError where the model is refused, or `engine` is "dense" and the model is no such stack
 */
export function createEngine(model: tf.LayersModel, options: CreateEngineOptions = {}): Engine {
  checkModel(model, options.purpose);
  const inputs = modelInputs(model);
  if (options.features !== undefined && options.features !== inputs) {
    throw new ArgumentError(
      "features",
      options.features,
      `the model has ${inputs} inputs; give rows of ${inputs} features.`,
    );
  }
  if (options.engine !== undefined) checkChoice("engine", options.engine, ["dense", "tape"]);
  if (options.engine === "tape") return new TapeEngine(model);
  const reading = readDenseStack(model);
  if ("stack" in reading) {
    // without SIMD (a processor or a flag that lacks it) the same closed form runs in tfjs operations
    const hasKernel = kernelVariants().length > 0;
    return hasKernel ? new DenseKernelEngine(model, reading.stack) : new TensorDenseEngine(model, reading.stack);
  }
  if (options.engine === "dense") {
    throw new ArgumentError(
      "engine",
      "dense",
      `the closed form covers stacks of Dense layers alone, and of this model ${reading.reason}; leave engine out.`,
    );
  }
  return new TapeEngine(model);
}
