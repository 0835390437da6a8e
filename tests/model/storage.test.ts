import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Preprocessor } from "../../src/data/preprocess/preprocessor";
import { predict } from "../../src/engine/predict";
import { denseModel } from "../../src/model/dense-model";
import { loadModel, type Preprocessing, saveModel } from "../../src/model/storage";
import { assertClose } from "../assert-close";
import { filesOf, OLD_MODEL, OLD_PREDICTIONS, OLD_ROWS } from "./saved-models";

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

test("a model of version 0.1 loads with its preprocessing, and saved again it is a new one", async () => {
  const old = await loadModel(OLD_MODEL);
  assertClose(predict(old.model, OLD_ROWS), OLD_PREDICTIONS, 1e-6);
  assert.equal(Preprocessor.fromJSON(old.preprocessing).target.name, "price");
  const path = join(folder, "renewed");
  cpSync(OLD_MODEL, path, { recursive: true });
  await saveModel(old.model, path, { preprocessing: old.preprocessing });
  assert.ok(!readdirSync(path).includes("preprocessing.json"));
  assert.deepEqual((await loadModel(path)).preprocessing, old.preprocessing);
});

test("the path of model.json is as good as its folder", async () => {
  const path = join(folder, "by file");
  await saveModel(denseModel({ inputs: 2, seed: 3 }), path, { preprocessing: { a: 1 } });
  const { model, preprocessing } = await loadModel(join(path, "model.json"));
  assert.deepEqual(preprocessing, { a: 1 });
  assert.equal(model.inputs[0].shape[1], 2);
  assert.deepEqual(
    (await loadModel(join(OLD_MODEL, "model.json"))).preprocessing,
    (await loadModel(OLD_MODEL)).preprocessing,
  );
});

test("a model whose first layer was called on an input is saved with its input shape, inside of another too", async () => {
  const calledOn = (features: number): tf.Sequential => {
    const first = tf.layers.dense({ units: 4, activation: "tanh" });
    first.apply(tf.input({ shape: [features] }));
    return tf.sequential({ layers: [first, tf.layers.dense({ units: 1 })] });
  };
  const input = tf.input({ shape: [3] });
  const output = calledOn(3).apply(input) as tf.SymbolicTensor;
  const x = tf.tensor2d([[0.1, -2, 3]]);
  for (const model of [
    calledOn(3),
    tf.sequential({ layers: [calledOn(3), tf.layers.dense({ units: 1 })] }),
    tf.model({ inputs: input, outputs: output }),
  ]) {
    const path = join(folder, "called");
    await saveModel(model, path);
    assert.deepEqual(outputs((await loadModel(path)).model, x), outputs(model, x));
  }
});

test("metadata of the user's own come back", async () => {
  const model = denseModel({ inputs: 2 });
  model.setUserDefinedMetadata({ trainedBy: "me" });
  await saveModel(model, join(folder, "metadata"));
  assert.deepEqual((await loadModel(join(folder, "metadata"))).model.getUserDefinedMetadata(), { trainedBy: "me" });
});

class Doubled extends tf.layers.Layer {
  static className = "Doubled";
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
  override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul(Array.isArray(x) ? x[0] : x, 2);
  }
}

test("what could not be loaded again is refused before anything is written, and the earlier model stays", async () => {
  const path = join(folder, "kept");
  const model = denseModel({ inputs: 2, hidden: [2] });
  await saveModel(model, path, { preprocessing: { scale: 2 } });
  const files = filesOf(path);
  const circular: Record<string, unknown> = { a: { b: [1] } };
  (circular.a as Record<string, unknown>).back = circular;
  const preprocessing: [value: unknown, message: RegExp][] = [
    [circular, /^preprocessing\.a\.back is "circular": it is a part of itself/],
    [{ target: { mean: Number.NaN } }, /^preprocessing\.target\.mean is NaN: JSON has finite numbers only/],
    [{ sd: [1, Number.NEGATIVE_INFINITY] }, /^preprocessing\.sd\[1\] is -Infinity/],
    [{ n: 5n }, /^preprocessing\.n is "5n": it is bigint, which JSON does not have/],
    [{ f: Math.sin }, /^preprocessing\.f is a function \(sin\)/],
    [{ x: Float32Array.of(1) }, /^preprocessing\.x is Float32Array\(1\): it is a Float32Array/],
    [{ when: new Date(0) }, /^preprocessing\.when is .*a Date/],
    [{ of: new Map([["a", 1]]) }, /^preprocessing\.of is .*a Map/],
    [{ list: [undefined] }, /^preprocessing\.list\[0\] is undefined/],
    ["text", /^preprocessing is "text": give an object/],
    [[1], /^preprocessing is \[1\]: give an object/],
  ];
  for (const [value, message] of preprocessing) {
    const options = { preprocessing: value as Preprocessing };
    await assert.rejects(saveModel(model, path, options), { name: "ArgumentError", message });
  }
  const typo = { preprocesing: {} } as { preprocessing?: Preprocessing };
  await assert.rejects(
    saveModel(model, path, typo),
    /preprocesing is \{\}: unknown option; the known ones are preproc/,
  );

  const infinite = denseModel({ inputs: 1, hidden: [] });
  infinite.setWeights([tf.tensor2d([[Number.NaN]]), tf.tensor1d([0])]);
  const stranger = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] }), new Doubled({})] });
  const models: [model: unknown, message: RegExp][] = [
    [infinite, /^model is .*could not be loaded again: the weights dense_\w+\/kernel are not finite; train again/],
    [stranger, /no layer of the class Doubled; register that class by tf\.serialization\.registerClass first/],
    [tf.sequential(), /^model is "not built"/],
    [{}, /^model is \{\}: give a tf\.LayersModel/],
  ];
  for (const [bad, message] of models) {
    await assert.rejects(saveModel(bad as tf.LayersModel, path), { name: "ArgumentError", message });
  }
  for (const where of [undefined, "", "http://localhost/m"]) {
    await assert.rejects(saveModel(model, where as string), /^ArgumentError: folder is .*give the path of a folder/);
  }
  assert.deepEqual(filesOf(path), files);

  tf.serialization.registerClass(Doubled);
  await saveModel(stranger, join(folder, "stranger"));
  const x = tf.tensor2d([[0.7]]);
  assert.deepEqual(outputs((await loadModel(join(folder, "stranger"))).model, x), outputs(stranger, x));
});

test("a preprocessor itself is saved as its JSON, and what is undefined is left out", async () => {
  const path = join(folder, "preprocessor");
  const preprocessor = Preprocessor.fromJSON((await loadModel(OLD_MODEL)).preprocessing);
  const model = denseModel({ inputs: 3 });
  await saveModel(model, path, { preprocessing: preprocessor as unknown as Preprocessing });
  assert.deepEqual((await loadModel(path)).preprocessing, preprocessor.toJSON());
  await saveModel(model, path, { preprocessing: { a: undefined, b: null } });
  assert.deepEqual((await loadModel(path)).preprocessing, { b: null });
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
