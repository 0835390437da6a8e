import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { ready } from "../../src/engine/backend";
import { laiLoss } from "../../src/loss/lai-loss";
import { denseModel } from "../../src/model/dense-model";
import { train } from "../../src/train/train";
import { noisySamples } from "./samples";

const data = noisySamples(64, 1);
const OPTIONS = { loss: laiLoss({ lambda: 0.3 }), epochs: 2 };

const normalised = (): tf.Sequential =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [3], activation: "softplus" }),
      tf.layers.layerNormalization({ name: "norm" }),
      tf.layers.dense({ units: 1 }),
    ],
  });

before(() => ready());

test("a model that falls to the tape says why, once a training, and its history too", async (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  const { history } = await train(normalised(), data, OPTIONS);
  const reason =
    'the closed form covers stacks of Dense layers alone, and of this model layer "norm" is a LayerNormalization';
  assert.deepEqual(
    warn.mock.calls.map((call) => call.arguments),
    [[`Trained by tape, tfjs ${tf.getBackend()}, slower than the dense kernel: ${reason}.`]],
  );
  assert.equal(history.engine, "tape");
  assert.equal(history.description, `tape, tfjs ${tf.getBackend()} (${reason})`);
});

test("there is no such line where the tape was asked for, nor where the kernel computes", async (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  const asked = await train(normalised(), data, { ...OPTIONS, engine: "tape" });
  assert.equal(asked.history.description, `tape, tfjs ${tf.getBackend()}`);
  await train(denseModel({ inputs: 3, hidden: [4] }), data, OPTIONS);
  assert.equal(warn.mock.callCount(), 0);
});

test("a training on the tape goes on from a checkpoint of a model whose layers have other names", async () => {
  const named = (name: string): tf.Sequential =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [3], activation: "softplus", kernelInitializer: "zeros" }),
        tf.layers.layerNormalization({ name }),
        tf.layers.dense({ units: 1, kernelInitializer: "zeros" }),
      ],
    });
  const { checkpoint } = await train(named("first"), data, OPTIONS);
  const { history } = await train(named("second"), data, { ...OPTIONS, epochs: 3, resume: checkpoint });
  assert.equal(history.epochs.length, 3);
});

test("a model with dropout is refused by layer and remedy before anything is trained", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [3] }),
      tf.layers.dropout({ rate: 0.5, name: "drop" }),
      tf.layers.dense({ units: 1 }),
    ],
  });
  const refusal =
    /model layer "drop" is "Dropout": it draws noise without the seed .* inputNoise or weightDecay of train/;
  await assert.rejects(train(model, data, OPTIONS), refusal);
  await assert.rejects(train(model, data, { ...OPTIONS, engine: "tape" }), refusal);
});
