import assert from "node:assert/strict";
import test from "node:test";
import { ready } from "../../src/engine/backend";
import { laiLoss } from "../../src/loss/lai-loss";
import { denseModel } from "../../src/model/dense-model";
import { type TrainingResult, train } from "../../src/train/train";
import { noisySamples } from "../train/samples";
import { NO_TENSORFLOW, runsHere } from "./backends";

async function trainOnTape(): Promise<TrainingResult> {
  const data = noisySamples(256, 4);
  const model = denseModel({ inputs: data.features, hidden: [16, 8], activation: "tanh", seed: 1 });
  return train(model, data, { loss: laiLoss({ lambda: 0.3 }), epochs: 20, batchSize: 64, engine: "tape", seed: 2 });
}

test("a training through the tape engine ends on tfjs-node where it ends on WebAssembly", async (t) => {
  if (!(await runsHere("tensorflow"))) return t.skip(NO_TENSORFLOW);
  const tensorflow = await trainOnTape();
  await ready({ backend: "wasm" });
  const wasm = await trainOnTape();
  assert.equal(tensorflow.history.engine, "tape");
  const [first, last] = [tensorflow.history.epochs[0].loss, tensorflow.history.epochs.at(-1)!.loss];
  assert.ok(last < first, `the loss went from ${first} to ${last}`);
  tensorflow.lastWeights.forEach((weights, i) => {
    weights.forEach((value, j) => {
      const difference = Math.abs(value - wasm.lastWeights[i][j]);
      assert.ok(difference < 1e-3, `weight ${j} of array ${i} differs by ${difference}`);
    });
  });
});
