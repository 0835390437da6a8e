import assert from "node:assert/strict";
import test from "node:test";
import * as tf from "@tensorflow/tfjs";
import { checkModel } from "../../src/model/accept";
import { denseModel } from "../../src/model/dense-model";

const dense = (units: number, inputs?: number): tf.layers.Layer =>
  tf.layers.dense({ units, ...(inputs !== undefined && { inputShape: [inputs] }) });

/** Dense 6, the layers, Flatten where it is needed, Dense 1. */
function sequence(...layers: tf.layers.Layer[]): tf.Sequential {
  const model = tf.sequential({ layers: [dense(6, 4), ...layers] });
  if ((model.outputs[0].shape as number[]).length > 2) model.add(tf.layers.flatten());
  model.add(dense(1));
  return model;
}

function refusal(model: tf.LayersModel): string {
  try {
    checkModel(model);
  } catch (error) {
    assert.equal((error as Error).name, "ArgumentError");
    return (error as Error).message;
  }
  return "accepted";
}

test("a dense model is accepted", () => {
  assert.equal(refusal(denseModel({ inputs: 3, hidden: [4] })), "accepted");
});

test("layers that cannot be right are refused by layer, kind and remedy", () => {
  const square = (): tf.layers.Layer => tf.layers.reshape({ targetShape: [3, 2, 1] });
  const row = (): tf.layers.Layer => tf.layers.reshape({ targetShape: [6, 1] });
  const cases: [layer: tf.layers.Layer, before: tf.layers.Layer | null, kind: string, remedy: RegExp][] = [
    [tf.layers.batchNormalization(), null, "BatchNormalization", /other samples .* LayerNormalization/],
    [tf.layers.maxPooling2d({ poolSize: [1, 2] }), square(), "MaxPooling2D", /strides/],
    [tf.layers.maxPooling1d({ poolSize: 2 }), row(), "MaxPooling1D", /strides/],
    [tf.layers.averagePooling1d({ poolSize: 2 }), row(), "AveragePooling1D", /GlobalAveragePooling/],
    [tf.layers.globalMaxPooling1d(), row(), "GlobalMaxPooling1D", /GlobalAveragePooling/],
    [tf.layers.lstm({ units: 2 }), row(), "LSTM", /Conv1D/],
    [tf.layers.gru({ units: 2 }), row(), "GRU", /Conv1D/],
    [tf.layers.simpleRNN({ units: 2 }), row(), "SimpleRNN", /Conv1D/],
    [tf.layers.dropout({ rate: 0.5 }), null, "Dropout", /inputNoise or weightDecay/],
    [tf.layers.gaussianNoise({ stddev: 0.5 }), null, "GaussianNoise", /inputNoise or weightDecay/],
    [tf.layers.gaussianDropout({ rate: 0.5 }), null, "GaussianDropout", /inputNoise or weightDecay/],
    [tf.layers.alphaDropout({ rate: 0.5 }), null, "AlphaDropout", /inputNoise or weightDecay/],
    [tf.layers.embedding({ inputDim: 5, outputDim: 2 }), null, "Embedding", /0\/1 columns/],
  ];
  for (const [layer, before, kind, remedy] of cases) {
    const message = refusal(before ? sequence(before, layer) : sequence(layer));
    assert.ok(message.startsWith(`model layer "${layer.name}" is "${kind}": `), message);
    assert.match(message, remedy);
  }
});

test("a refused layer inside of a model inside of the model is found", () => {
  const inner = tf.sequential({ layers: [dense(3, 6), tf.layers.batchNormalization()] });
  assert.match(refusal(sequence(inner)), /BatchNormalization/);
});

test("regularizers and constraints are refused with weightDecay as the remedy", () => {
  const regularized = tf.layers.dense({ units: 3, kernelRegularizer: "l1l2", name: "penalised" });
  assert.match(refusal(sequence(regularized)), /^model layer "penalised"\.kernelRegularizer is .*weightDecay/);
  const constrained = tf.layers.dense({ units: 3, biasConstraint: "nonNeg", name: "bounded" });
  assert.match(refusal(sequence(constrained)), /^model layer "bounded"\.biasConstraint is .*remove it/);
});

test("a normalisation that tfjs cannot differentiate is refused", () => {
  assert.match(
    refusal(sequence(tf.layers.layerNormalization({ center: false, name: "norm" }))),
    /"norm"\.center is false/,
  );
  assert.match(
    refusal(sequence(tf.layers.layerNormalization({ scale: false, name: "norm" }))),
    /"norm"\.scale is false/,
  );
  assert.equal(refusal(sequence(tf.layers.layerNormalization())), "accepted");
});

test("models of several inputs or outputs are refused", () => {
  const [a, b] = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
  const both = tf.layers.add().apply([a, b]) as tf.SymbolicTensor;
  const output = dense(1).apply(both) as tf.SymbolicTensor;
  assert.match(refusal(tf.model({ inputs: [a, b], outputs: output })), /^model\.inputs is .*one input/);
  const second = dense(1).apply(a) as tf.SymbolicTensor;
  const first = dense(1).apply(a) as tf.SymbolicTensor;
  assert.match(refusal(tf.model({ inputs: a, outputs: [first, second] })), /^model\.outputs is .*one output/);
});

test("inputs and outputs of another shape are refused with the shape", () => {
  assert.match(refusal(tf.sequential({ layers: [dense(2, 3)] })), /^model\.outputs\[0\]\.shape is \[null,2\]/);
  const image = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [2, 2] }), dense(1)] });
  assert.match(refusal(image), /^model\.inputs\[0\]\.shape is \[null,2,2\]: .*Reshape/);
  const fixed = tf.sequential({ layers: [tf.layers.dense({ units: 1, batchInputShape: [5, 3] })] });
  assert.match(refusal(fixed), /^model\.inputs\[0\]\.shape is \[5,3\]/);
});

test("a model with nothing to train is refused for training and accepted for prediction", () => {
  const model = denseModel({ inputs: 2, hidden: [2] });
  for (const layer of model.layers) layer.trainable = false;
  assert.match(refusal(model), /^model\.trainableWeights is \[\]/);
  checkModel(model, "prediction");
});

test("layers that draw noise in training are accepted for prediction", () => {
  checkModel(sequence(tf.layers.dropout({ rate: 0.5 })), "prediction");
  assert.throws(() => checkModel(sequence(tf.layers.batchNormalization()), "prediction"), /BatchNormalization/);
});

test("softmax over one unit is refused as an activation and as a layer", () => {
  const activation = tf.sequential({ layers: [tf.layers.dense({ units: 1, activation: "softmax", inputShape: [2] })] });
  assert.match(refusal(activation), /softmax over one unit.*always 1/);
  const layer = tf.sequential({ layers: [dense(1, 2), tf.layers.softmax()] });
  assert.match(refusal(layer), /softmax over one unit.*always 1/);
});

test("what is not a built model is refused", () => {
  assert.match(refusal(null as unknown as tf.LayersModel), /^model is null: give a tf.LayersModel/);
  assert.match(refusal({} as unknown as tf.LayersModel), /^model is \{\}: give a tf.LayersModel/);
  assert.match(refusal(tf.sequential()), /^model is "not built": .*inputShape/);
});
