import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { denseModel } from "../../src/model/dense-model";
import { loadModel, saveModel } from "../../src/model/storage";
import { assertClose } from "../assert-close";

const folder = mkdtempSync(join(tmpdir(), "lai-storage-"));
after(() => rmSync(folder, { recursive: true }));

function outputs(model: tf.LayersModel, x: tf.Tensor2D): Float32Array {
  return tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync() as Float32Array);
}

test("a model comes back with the same predictions, its preprocessing beside it", async () => {
  const model = denseModel({ inputs: 3, hidden: [5, 4], activation: "leakyRelu", seed: 1 });
  const x = tf.tensor2d([[0.1, -2, 3]]);
  const path = join(folder, "model");
  await saveModel(model, path, { preprocessing: { target: { mean: 1.5 } } });
  const loaded = await loadModel(path);
  assert.deepEqual(outputs(loaded.model, x), outputs(model, x));
  assert.deepEqual(loaded.preprocessing, { target: { mean: 1.5 } });
});

test("the files are the standard layout of TensorFlow.js", async () => {
  const path = join(folder, "layout");
  await saveModel(denseModel({ inputs: 1, hidden: [] }), path);
  const manifest = JSON.parse(readFileSync(join(path, "model.json"), "utf8"));
  assert.equal(manifest.format, "layers-model");
  assert.deepEqual(manifest.weightsManifest[0].weights[0].shape, [1, 1]);
  assert.equal(readFileSync(join(path, manifest.weightsManifest[0].paths[0])).length, 8);
  assert.equal((await loadModel(path)).preprocessing, null);
});

test("saving again leaves one weights file and no preprocessing of the earlier model", async () => {
  const path = join(folder, "twice");
  await saveModel(denseModel({ inputs: 2, seed: 1 }), path, { preprocessing: {} });
  await saveModel(denseModel({ inputs: 2, seed: 2 }), path);
  assert.equal(readdirSync(path).length, 2);
});

test("a folder without a model, a cut weights file and broken JSON are named", async () => {
  await assert.rejects(loadModel(folder), /folder is .*: there is no model.json in it/);
  const path = join(folder, "broken");
  await saveModel(denseModel({ inputs: 2, hidden: [] }), path);
  const weights = readdirSync(path).find((name) => name.startsWith("weights"))!;
  truncateSync(join(path, weights), 8);
  await assert.rejects(loadModel(path), /its weights have 8 bytes, model.json says 12/);
  rmSync(join(path, weights));
  await assert.rejects(loadModel(path), /is missing; save the model again/);
  writeFileSync(join(path, "model.json"), "{");
  await assert.rejects(loadModel(path), /it is not JSON/);
});

test("saving and loading keep no tensors beyond the model's own", async () => {
  const model = denseModel({ inputs: 2 });
  const path = join(folder, "tensors");
  const before = tf.memory().numTensors;
  await saveModel(model, path);
  const loaded = await loadModel(path);
  loaded.model.dispose();
  assertClose(tf.memory().numTensors, before, 0);
});
