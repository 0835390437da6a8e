import type * as tf from "@tensorflow/tfjs";
import { ArgumentError, choice, optional } from "../base/check";
import { HERE } from "../base/platform";
import { checkModel, type ModelPurpose, modelInputs } from "../model/accept";
import { isDenseNetwork } from "../model/dense-network";
import { readDenseStack } from "../model/dense-stack";
import type { Model } from "../model/model";
import { DenseKernelEngine } from "./dense/dense-kernel-engine";
import { usualVariant } from "./dense/kernel/instance";
import { ENGINE_NAMES, type Engine, type EngineName } from "./engine";
import type { TapeEngine } from "./tape/tape-engine";
import { checkThreads, type ThreadsOption } from "./threads";

export interface CreateEngineOptions {
  /** defaults to "dense" where the model is a stack of Dense layers, else "tape" */
  engine?: EngineName;
  /** inputs of one row of the data, where they are known: the model must have as many */
  features?: number;
  /** threads that share each step of the dense kernel; no other engine takes more than one; defaults to 1 */
  threads?: ThreadsOption;
  /** "prediction" takes models that could not be trained, such as frozen ones; defaults to "training" */
  purpose?: ModelPurpose;
}

/**
 * Makes the engine that computes with a model: `dense`, the closed form, for stacks of Dense layers; `tape`, automatic
 * differentiation, for every other model that can be differentiated twice.
 *
 * @throws ArgumentError where the model is refused, `engine` is "dense" and the model is no such stack, or several threads
 * are asked of an engine that has one
 */
export function createEngine(model: Model, options: CreateEngineOptions = {}): Engine {
  checkModel(model, options.purpose);
  const inputs = modelInputs(model);
  if (options.features !== undefined && options.features !== inputs) {
    const remedy = `the model has ${inputs} inputs; give rows of ${inputs} features.`;
    throw new ArgumentError("features", options.features, remedy);
  }
  optional(choice(ENGINE_NAMES))("engine", options.engine);
  const threads = checkThreads(options.threads === undefined ? 1 : options.threads);
  if (options.engine === "tape") {
    if (isDenseNetwork(model))
      throw new ArgumentError("engine", "tape", "it differentiates tf models; leave engine out for a dense network.");
    refuseThreads(threads, "the tape engine has one");
    return tapeEngine(model);
  }
  const reading = readDenseStack(model);
  const hasKernel = usualVariant() !== undefined;
  if ("stack" in reading && hasKernel) return new DenseKernelEngine(model, reading.stack, { threads });
  // Node.js 20 and newer run SIMD on every processor but x86 without SSE4.1 (older than about 2011); browsers since 2023
  const reason =
    "stack" in reading
      ? `${HERE} runs no WebAssembly SIMD`
      : `the closed form covers stacks of Dense layers alone, and of this model ${reading.reason}`;
  if (options.engine === "dense") throw new ArgumentError("engine", "dense", `${reason}; leave engine out.`);
  if (isDenseNetwork(model)) {
    const remedy = `${reason}, which a network as plain data is computed by: take a tf model, such as that of denseModel.`;
    throw new ArgumentError("model", model, remedy);
  }
  refuseThreads(threads, reason);
  const engine = tapeEngine(model);
  engine.fallbackReason = reason;
  return engine;
}

/** Loaded when one is made: the dense kernel needs neither it nor tfjs. */
function tapeEngine(model: tf.LayersModel): TapeEngine {
  const { TapeEngine } = require("./tape/tape-engine") as typeof import("./tape/tape-engine");
  return new TapeEngine(model);
}

function refuseThreads(threads: ThreadsOption, reason: string): void {
  if (threads === "auto" || threads === 1) return;
  throw new ArgumentError("threads", threads, `only the dense kernel takes several, and ${reason}; leave threads out.`);
}
