/**
 * Contender: an engine of the package.
 *
 * node engine-worker.js dense native|relaxed-simd|simd THREADS
 * node engine-worker.js tape tensorflow|wasm|cpu
 */
import * as tf from "@tensorflow/tfjs";
import { type BackendName, ready } from "../../src/engine/backend";
import { DenseKernelEngine } from "../../src/engine/dense/dense-kernel-engine";
import { chooseVariant, describeVariant, type KernelChoice } from "../../src/engine/dense/kernel/instance";
import type { Engine } from "../../src/engine/engine";
import { TapeEngine } from "../../src/engine/tape/tape-engine";
import { laiLoss } from "../../src/loss/lai-loss";
import { plainLoss } from "../../src/loss/plain-loss";
import { denseModel } from "../../src/model/dense-model";
import { readDenseStack } from "../../src/model/dense-stack";
import type { Problem } from "./problem";
import { ADAM, LAMBDA } from "./settings";
import type { LossName } from "./types";
import { type Loaded, type Stepper, serve } from "./worker";

const [engineName, variantOrBackend, threads] = process.argv.slice(2);

async function load(): Promise<Loaded> {
  if (engineName === "dense") {
    const kernel = describeVariant(chooseVariant(variantOrBackend as KernelChoice));
    return { versions: { kernel }, prepare };
  }
  const { tried } = await ready({ backend: variantOrBackend as BackendName });
  return { versions: { tfjs: tf.version.tfjs, backend: tried.map((attempt) => attempt.reason).join("; ") }, prepare };
}

function makeEngine(problem: Problem): { engine: Engine; model: tf.LayersModel } {
  const { layers, weights } = problem;
  const model = denseModel({ inputs: layers[0], hidden: layers.slice(1, -1), activation: "tanh" });
  const tensors = model.trainableWeights.map((weight, i) => tf.tensor(weights[i], weight.shape as number[]));
  model.setWeights(tensors);
  tf.dispose(tensors);
  if (engineName === "tape") return { engine: new TapeEngine(model), model };
  const reading = readDenseStack(model);
  if (!("stack" in reading)) throw new Error(reading.reason);
  const options = { variant: variantOrBackend as KernelChoice, threads: Number(threads) };
  return { engine: new DenseKernelEngine(model, reading.stack, options), model };
}

function prepare(problem: Problem, lossName: LossName): Stepper {
  const { engine, model } = makeEngine(problem);
  const initial = engine.getState();
  const loss = lossName === "lai" ? laiLoss({ lambda: LAMBDA }) : plainLoss();
  const evaluate = loss.bind({ features: problem.layers[0] });
  const { rows, x, y } = problem;
  let last = Number.NaN;
  return {
    reset: () => engine.setState(initial),
    run: (steps) => {
      for (let step = 0; step < steps; step++) {
        last = engine.trainStep({ rows, slopeLossRows: rows, x, y }, evaluate, loss.needsInputGradient, ADAM);
      }
    },
    loss: () => last,
    dispose: () => {
      engine.dispose();
      model.dispose();
    },
  };
}

void serve(load);
