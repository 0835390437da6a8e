import assert from "node:assert/strict";
import test from "node:test";
import * as tf from "@tensorflow/tfjs";
import { denseModel } from "../../src/model/dense-model";
import { readDenseStack } from "../../src/model/dense-stack";

const dense = (units: number, more: object = {}): tf.layers.Layer => tf.layers.dense({ units, ...more });

function reason(...layers: tf.layers.Layer[]): string {
  const reading = readDenseStack(tf.sequential({ layers: [dense(4, { inputShape: [3] }), ...layers] }));
  return "reason" in reading ? reading.reason : "a stack";
}

test("a dense model is read layer by layer, with the activation layers taken in", () => {
  const reading = readDenseStack(denseModel({ inputs: 3, hidden: [4, 2], activation: ["leakyRelu", "mish"] }));
  assert.deepEqual(reading, {
    stack: {
      inputs: 3,
      layers: [
        { units: 4, activation: { name: "leakyRelu", alpha: 0.2 }, useBias: true },
        { units: 2, activation: { name: "mish", alpha: 1 }, useBias: true },
        { units: 1, activation: { name: "linear", alpha: 1 }, useBias: true },
      ],
    },
  });
});

test("a model of the functional interface is read as a sequential one is", () => {
  const input = tf.input({ shape: [3] });
  const hidden = dense(2, { activation: "tanh", useBias: false }).apply(input) as tf.SymbolicTensor;
  const output = dense(1).apply(hidden) as tf.SymbolicTensor;
  const reading = readDenseStack(tf.model({ inputs: input, outputs: output }));
  assert.ok("stack" in reading);
  assert.deepEqual(
    reading.stack.layers.map(({ units, useBias }) => [units, useBias]),
    [
      [2, false],
      [1, true],
    ],
  );
});

test("what the closed form does not cover is said", () => {
  assert.match(reason(tf.layers.layerNormalization(), dense(1)), /is a LayerNormalization$/);
  assert.match(reason(dense(2, { activation: "softmax" }), dense(1)), /has the activation "softmax"$/);
  assert.match(reason(tf.layers.reLU({ maxValue: 3 }), dense(1)), /is a ReLU$/);
  assert.match(reason(tf.layers.leakyReLU(), tf.layers.elu(), dense(1)), /second activation in a row$/);
  assert.match(reason(dense(1, { activation: "sigmoid" })), /^its output has the activation sigmoid$/);
  assert.match(reason(dense(2)), /^its output has 2 units$/);
  assert.match(reason(dense(2, { trainable: false }), dense(1)), /is frozen/);
  assert.match(reason(dense(2, { kernelRegularizer: "l1l2" }), dense(1)), /has a kernelRegularizer$/);
});

test("branches and shared layers are no stack", () => {
  const input = tf.input({ shape: [3] });
  const shared = dense(3);
  const twice = shared.apply(shared.apply(input)) as tf.SymbolicTensor;
  const output = dense(1).apply(twice) as tf.SymbolicTensor;
  const reading = readDenseStack(tf.model({ inputs: input, outputs: output }));
  assert.ok("reason" in reading && /is (shared|used twice)$/.test(reading.reason));
  const sum = tf.layers.add().apply([dense(2).apply(input), dense(2).apply(input)] as tf.SymbolicTensor[]);
  const branched = readDenseStack(
    tf.model({ inputs: input, outputs: dense(1).apply(sum as tf.SymbolicTensor) as tf.SymbolicTensor }),
  );
  assert.ok("reason" in branched && /has 2 inputs$/.test(branched.reason));
});
