import assert from "node:assert/strict";
import test from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../src/base/random";
import { ready } from "../../src/engine/backend";
import { createEngine } from "../../src/engine/create-engine";
import type { AdamOptions, EngineBatch } from "../../src/engine/engine";
import { ENGINE_NAMES } from "../../src/engine/engine";
import { laiLoss } from "../../src/loss/lai-loss";
import { plainLoss } from "../../src/loss/plain-loss";
import { denseModel } from "../../src/model/dense-model";
import { assertClose } from "../assert-close";

const ADAM: AdamOptions = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0.01,
  clipNorm: 10,
};
const FEATURES = 3;
const LAI = laiLoss({ lambda: 0.3 }).bind({ features: FEATURES });

function batchOf(rows: number, slopeLossRows = rows): EngineBatch {
  const random = new Random(7, "batch");
  const x = Float32Array.from({ length: rows * FEATURES }, () => random.normal());
  return { rows, slopeLossRows, x, y: Float32Array.from({ length: rows }, () => random.normal()) };
}

const model = (): tf.Sequential =>
  denseModel({ inputs: FEATURES, hidden: [6, 5], activation: ["tanh", "elu"], seed: 4 });

for (const backend of ["wasm", "cpu"] as const) {
  for (const name of ENGINE_NAMES) {
    test(`engine ${name} on ${backend} keeps no tensor in 50 steps and none after dispose`, async () => {
      await ready({ backend });
      const given = model();
      const before = tf.memory().numTensors;
      const engine = createEngine(given, { engine: name });
      const batch = batchOf(16, 9);
      engine.trainStep(batch, LAI, true, ADAM);
      const first = tf.memory().numTensors;
      for (let step = 0; step < 50; step++) engine.trainStep(batch, LAI, true, ADAM);
      engine.predict(batch.x, 16);
      engine.inputGradients(batch.x, 16);
      engine.writeBack();
      assert.equal(tf.memory().numTensors, first);
      engine.dispose();
      assert.equal(tf.memory().numTensors, before);
    });
  }
}

test("all engines train alike and the loss falls", async () => {
  await ready({ backend: "cpu" });
  const losses = ENGINE_NAMES.map((name) => {
    const engine = createEngine(model(), { engine: name });
    const batch = batchOf(32, 20);
    const result = Array.from({ length: 40 }, () => engine.trainStep(batch, LAI, true, ADAM));
    engine.dispose();
    return result;
  });
  assertClose(losses[0], losses[1], 1e-4);
  assert.ok(losses[0][39] < 0.8 * losses[0][0]);
});

test("the model keeps its weights until writeBack", async () => {
  await ready({ backend: "cpu" });
  for (const name of ENGINE_NAMES) {
    const given = model();
    const weights = (): number[] => given.getWeights().flatMap((weight) => Array.from(weight.dataSync()));
    const before = weights();
    const engine = createEngine(given, { engine: name });
    const batch = batchOf(8);
    engine.trainStep(batch, LAI, true, ADAM);
    assert.deepEqual(weights(), before);
    const predictions = engine.predict(batch.x, 8);
    engine.writeBack();
    assert.notDeepEqual(weights(), before);
    assert.deepEqual(
      weights(),
      engine.getState().weights.flatMap((values) => Array.from(values)),
    );
    const output = given.predict(tf.tensor2d(batch.x, [8, FEATURES])) as tf.Tensor;
    assertClose(output.dataSync(), predictions, 1e-6);
    engine.dispose();
  }
});

test("training that goes on from a state gives the numbers of training that was not interrupted", async () => {
  await ready({ backend: "cpu" });
  const batch = batchOf(8);
  for (const name of ENGINE_NAMES) {
    const [one, other] = [createEngine(model(), { engine: name }), createEngine(model(), { engine: name })];
    for (let step = 0; step < 3; step++) one.trainStep(batch, LAI, true, ADAM);
    const state = one.getState();
    other.setState(structuredClone(state));
    one.trainStep(batch, LAI, true, ADAM);
    other.trainStep(batch, LAI, true, ADAM);
    assert.deepEqual(other.getState(), one.getState());
    assert.equal(state.steps, 3);
    assert.throws(() => other.setState({ ...state, weights: [] }), /^ArgumentError: state\.weights is \[\]: give /);
    one.dispose();
    other.dispose();
  }
});

test("an engine goes back to what it saved, also after a larger batch moved its arrays and another state was saved", async () => {
  await ready({ backend: "cpu" });
  for (const name of ENGINE_NAMES) {
    const engine = createEngine(model(), { engine: name });
    const batch = batchOf(8);
    engine.trainStep(batch, LAI, true, ADAM);
    const saved = engine.save();
    const state = engine.getState();
    engine.trainStep(batchOf(600), LAI, true, ADAM);
    const later = engine.save();
    const laterState = engine.getState();
    engine.restore(saved);
    assert.deepEqual(engine.getState(), state);
    engine.trainStep(batch, LAI, true, ADAM);
    engine.restore(later);
    assert.deepEqual(engine.getState(), laterState);
    assert.equal(engine.save(saved), saved);
    engine.trainStep(batch, LAI, true, ADAM);
    engine.restore(saved);
    assert.deepEqual(engine.getState(), laterState);
    engine.dispose();
  }
});

test("a weight that is NaN or infinite is seen, and the largest finite ones are not taken for one", async () => {
  await ready({ backend: "cpu" });
  for (const name of ENGINE_NAMES) {
    const engine = createEngine(model(), { engine: name });
    const state = engine.getState();
    for (const [value, expected] of [
      [3.4e38, true],
      [Number.NaN, false],
      [Number.NEGATIVE_INFINITY, false],
    ] as const) {
      const weights = state.weights.map((array) => array.slice());
      for (const array of weights) array[array.length - 1] = value;
      engine.setState({ ...state, weights });
      assert.equal(engine.hasFiniteWeights(), expected, `${name}, ${value}`);
    }
    engine.dispose();
  }
});

test("without a slope in the loss the engines give the gradients of the plain loss and no input gradients", async () => {
  await ready({ backend: "cpu" });
  const loss = plainLoss({ base: "mse" });
  const results = ENGINE_NAMES.map((name) => {
    const engine = createEngine(model(), { engine: name });
    const result = engine.gradients(batchOf(8, 5), loss.bind({ features: FEATURES }), loss.needsInputGradient);
    engine.dispose();
    return result;
  });
  for (const result of results) assert.equal(result.inputGradients.length, 0);
  results[0].weightGradients.forEach((gradient, i) => {
    assertClose(gradient, results[1].weightGradients[i], 1e-5);
  });
});

test("rows of the base loss count as in a batch of their own", async () => {
  await ready({ backend: "cpu" });
  const batch = batchOf(8, 3);
  for (const name of ENGINE_NAMES) {
    const engine = createEngine(model(), { engine: name });
    const mixed = engine.gradients(batch, LAI, true);
    const lai = engine.gradients({ ...batch, rows: 3 }, LAI, true);
    const rest = { rows: 5, slopeLossRows: 0, x: batch.x.subarray(3 * FEATURES), y: batch.y.subarray(3) };
    const base = engine.gradients(rest, LAI, true);
    assert.equal(mixed.inputGradients.length, 3 * FEATURES);
    assertClose(mixed.loss, (3 * lai.loss + 5 * base.loss) / 8, 1e-6);
    mixed.weightGradients.forEach((gradient, i) => {
      const expected = gradient.map((_, j) => (3 * lai.weightGradients[i][j] + 5 * base.weightGradients[i][j]) / 8);
      assertClose(gradient, expected, 1e-5);
    });
    engine.dispose();
  }
});

test("many rows are predicted in chunks as they are alone", async () => {
  await ready({ backend: "cpu" });
  const engine = createEngine(denseModel({ inputs: FEATURES, hidden: [2], seed: 1 }));
  const { x, rows } = batchOf(8200);
  const all = engine.inputGradients(x, rows);
  const last = engine.inputGradients(x.subarray(8190 * FEATURES), 10);
  assertClose(all.predictions.subarray(8190), last.predictions, 1e-6);
  assertClose(all.inputGradients.subarray(8190 * FEATURES), last.inputGradients, 1e-6);
  assertClose(engine.predict(x, rows), all.predictions, 1e-6);
  engine.dispose();
});

test("layers without a bias, frozen layers and a linear model are right on both engines", async () => {
  await ready({ backend: "cpu" });
  const unbiased = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 4,
        inputShape: [FEATURES],
        activation: "tanh",
        useBias: false,
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
      }),
      tf.layers.dense({ units: 1, useBias: false, kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }),
    ],
  });
  for (const given of [unbiased, denseModel({ inputs: FEATURES, hidden: [], seed: 3 })]) {
    const [dense, tape] = ENGINE_NAMES.map((name) => {
      const engine = createEngine(given, { engine: name });
      const result = engine.gradients(batchOf(6), LAI, true);
      engine.dispose();
      return result;
    });
    assert.equal(dense.weightGradients.length, given.trainableWeights.length);
    for (const [i, gradient] of dense.weightGradients.entries()) assertClose(gradient, tape.weightGradients[i], 1e-5);
  }
  const frozen = model();
  const whole = createEngine(frozen, { engine: "tape" });
  const expected = whole.gradients(batchOf(6), LAI, true).weightGradients;
  whole.dispose();
  frozen.layers[0].trainable = false;
  const partly = createEngine(frozen);
  assert.equal(partly.name, "tape");
  partly.gradients(batchOf(6), LAI, true).weightGradients.forEach((gradient, i) => {
    assertClose(gradient, expected[i + 2], 1e-6);
  });
  partly.dispose();
});

test("the engine is chosen from the model, and one that cannot be is refused with the reason", () => {
  const stack = createEngine(model());
  assert.equal(stack.name, "dense");
  stack.dispose();
  const normalised = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [2] }),
      tf.layers.layerNormalization(),
      tf.layers.dense({ units: 1 }),
    ],
  });
  const other = createEngine(normalised);
  assert.equal(other.name, "tape");
  other.dispose();
  assert.throws(() => createEngine(normalised, { engine: "dense" }), /engine is "dense": .* is a LayerNormalization/);
  assert.throws(
    () => createEngine(model(), { engine: "fast" as "dense" }),
    /engine is "fast": give one of "dense", "tape"/,
  );
  assert.throws(() => createEngine(model(), { features: 4 }), /features is 4: the model has 3 inputs/);
});
