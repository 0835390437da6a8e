/**
 * Contender: a whole training, by `train` or by model.fit of tfjs. A "step" here is an epoch.
 *
 * node training-worker.js train native|simd|relaxed-simd
 * node training-worker.js fit tensorflow|wasm
 */
import * as tf from "@tensorflow/tfjs";
import { type BackendName, ready } from "../../src/engine/backend";
import { chooseVariant, describeVariant } from "../../src/engine/dense/kernel/instance";
import { predict } from "../../src/engine/predict";
import { laiLoss } from "../../src/loss/lai-loss";
import { plainLoss } from "../../src/loss/plain-loss";
import { denseModel } from "../../src/model/dense-model";
import { train } from "../../src/train/train";
import { TRAINING } from "./networks";
import type { Problem } from "./problem";
import { ADAM, LAMBDA } from "./settings";
import type { LossName } from "./types";
import { type Loaded, type Stepper, serve } from "./worker";

const [how, variantOrBackend] = process.argv.slice(2);

async function load(): Promise<Loaded> {
  if (how === "fit") {
    const { tried } = await ready({ backend: variantOrBackend as BackendName });
    return { versions: { tfjs: tf.version.tfjs, backend: tried.map((attempt) => attempt.reason).join("; ") }, prepare };
  }
  await ready({ backend: "cpu" }); // holds the model's weights, computes nothing
  process.env.LAI_KERNEL = variantOrBackend;
  const variant = chooseVariant();
  if (!variant.startsWith(variantOrBackend))
    throw new Error(`train takes ${variant} on Node.js ${process.versions.node}`);
  return { versions: { kernel: describeVariant(variant) }, prepare };
}

function prepare(problem: Problem, lossName: LossName): Stepper {
  const { layers, rows, weights, x, y } = problem;
  const { batchSize } = TRAINING;
  const features = layers[0];
  const model = denseModel({ inputs: features, hidden: layers.slice(1, -1), activation: "tanh" });
  const inputs = tf.tensor2d(x, [rows, features]);
  const targets = tf.tensor2d(y, [rows, 1]);
  return {
    reset: () => {
      const tensors = model.trainableWeights.map((weight, i) => tf.tensor(weights[i], weight.shape as number[]));
      model.setWeights(tensors);
      tf.dispose(tensors);
      const adam = tf.train.adam(ADAM.learningRate, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
      if (how === "fit") model.compile({ optimizer: adam, loss: "meanSquaredError" });
    },
    run: async (epochs) => {
      if (how === "fit") {
        await model.fit(inputs, targets, { batchSize, epochs, verbose: 0, yieldEvery: "never" });
        return;
      }
      const loss = lossName === "lai" ? laiLoss({ lambda: LAMBDA }) : plainLoss();
      await train(model, { x, y, rows, features }, { loss, batchSize, epochs, trackSlope: false });
    },
    loss: () => {
      const predictions = predict(model, x);
      return predictions.reduce((total, prediction, i) => total + (prediction - y[i]) ** 2, 0) / rows;
    },
    dispose: () => {
      model.dispose();
      tf.dispose([inputs, targets]);
    },
  };
}

void serve(load);
