import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { ACTIVATION_NAMES } from "../../src/model/activation";
import { denseModel } from "../../src/model/dense-model";
import { readDenseStack } from "../../src/model/dense-stack";

function weightsOf(model: tf.LayersModel): number[][] {
  return model.getWeights().map((w) => Array.from(w.dataSync()));
}

test("the same seed gives the same weights, another seed others", () => {
  const build = (seed: number): number[][] => weightsOf(denseModel({ inputs: 4, hidden: [8, 3], seed }));
  assert.deepEqual(build(5), build(5));
  assert.notDeepEqual(build(5), build(6));
});

test("weights are Glorot uniform and biases zero", () => {
  const [kernel, bias] = weightsOf(denseModel({ inputs: 100, hidden: [200], seed: 1 }));
  const limit = Math.sqrt(6 / 300);
  assert.ok(kernel.every((w) => Math.abs(w) <= limit));
  const variance = kernel.reduce((s, w) => s + w * w, 0) / kernel.length;
  assert.ok(Math.abs(variance / (limit ** 2 / 3) - 1) < 0.02, `variance ${variance}`);
  assert.ok(bias.every((b) => b === 0));
});

test("every activation is built and read back as the stack it is", () => {
  for (const activation of ACTIVATION_NAMES) {
    const reading = readDenseStack(denseModel({ inputs: 3, hidden: [4, 2], activation }));
    assert.ok("stack" in reading, JSON.stringify(reading));
    assert.deepEqual(
      reading.stack.layers.map((l) => [l.units, l.activation.name]),
      [
        [4, activation],
        [2, activation],
        [1, "linear"],
      ],
    );
    assert.equal(reading.stack.inputs, 3);
  }
});

test("what the closed form does not cover is named", () => {
  const reason = (layers: tf.layers.Layer[]): string => {
    const reading = readDenseStack(tf.sequential({ layers }));
    return "reason" in reading ? reading.reason : "";
  };
  const input = { units: 3, inputShape: [2] };
  const out = tf.layers.dense({ units: 1 });
  assert.match(reason([tf.layers.dense({ ...input, activation: "softmax" }), out]), /has the activation "softmax"/);
  assert.match(
    reason([tf.layers.dense(input), tf.layers.dropout({ rate: 0.5 }), tf.layers.dense({ units: 1 })]),
    /is a Dropout/,
  );
  assert.match(reason([tf.layers.dense(input)]), /its output has 3 units/);
  assert.match(
    reason([tf.layers.dense({ units: 1, inputShape: [2], activation: "tanh" })]),
    /output has the activation tanh/,
  );
  assert.match(
    reason([tf.layers.dense({ ...input, kernelRegularizer: "l1l2" }), tf.layers.dense({ units: 1 })]),
    /has a kernelRegularizer/,
  );
  assert.match(reason([tf.layers.dense({ ...input, trainable: false }), tf.layers.dense({ units: 1 })]), /is frozen/);
});

test("a model with a skip connection is no stack", () => {
  const input = tf.input({ shape: [2] });
  const hidden = tf.layers.dense({ units: 2 }).apply(input) as tf.SymbolicTensor;
  const sum = tf.layers.add().apply([input, hidden]) as tf.SymbolicTensor;
  const output = tf.layers.dense({ units: 1 }).apply(sum) as tf.SymbolicTensor;
  const reading = readDenseStack(tf.model({ inputs: input, outputs: output }));
  assert.ok("reason" in reading && /has 2 inputs/.test(reading.reason));
});

test("bad options are refused by name, value and remedy", () => {
  assert.throws(() => denseModel({ inputs: 0 }), /inputs is 0: give a whole number of at least 1/);
  assert.throws(() => denseModel({ inputs: 2, hidden: [4, 0.5] }), /hidden\[1\] is 0.5/);
  assert.throws(
    () => denseModel({ inputs: 2, activation: "softmax" as "relu" }),
    /activation is "softmax": give one of/,
  );
  assert.throws(() => denseModel({ inputs: 2, activation: ["tanh"] }), /one for each of the 2 hidden layers/);
  assert.throws(() => denseModel({ inputs: 2, seed: 0.1 }), /seed is 0.1/);
  assert.throws(
    () => denseModel({ inputs: 2, layers: 3 } as { inputs: number }),
    /denseModel.layers is 3: unknown option/,
  );
});
