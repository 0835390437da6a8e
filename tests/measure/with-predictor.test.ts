import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { ready } from "../../src/engine/backend";
import { inputGradients, modelPredictor, predict } from "../../src/engine/predict";
import { evaluate } from "../../src/measure/evaluate";
import { globalLipschitzBound } from "../../src/measure/lipschitz/global-bound";
import { withPredictor } from "../../src/measure/predictor";
import { denseModel } from "../../src/model/dense-model";
import { normalSamples } from "./predictors";

before(() => ready());

test("a model is evaluated as its predictor is, with the bound of its own weights, and leaves no tensor behind", () => {
  const model = denseModel({ inputs: 3, hidden: [8, 6], activation: "tanh", seed: 2 });
  const samples = normalSamples(modelPredictor(model), 40, 0.2);
  const tensors = tf.memory().numTensors;
  const ofModel = evaluate(model, samples, { preset: "full", features: [1] }).measures;
  assert.equal(tf.memory().numTensors, tensors);
  const { globalLipschitz, ...rest } = ofModel;
  assert.deepEqual(rest, evaluate(modelPredictor(model), samples, { preset: "full", features: [1] }).measures);
  const weights = withPredictor(model, (predictor) => predictor.weights);
  assert.ok(weights && globalLipschitz);
  assert.deepEqual(globalLipschitz, globalLipschitzBound(weights));
  const held = withPredictor(model, (predictor) => evaluate(predictor, samples, { preset: "full", features: [1] }));
  assert.deepEqual(held.measures, ofModel);
  assert.ok((ofModel.localLipschitz?.max as number) <= globalLipschitz.upper * (1 + 1e-5));
  model.dispose();
});

test("a model that is no stack of Dense layers is measured without a global bound", () => {
  const input = tf.input({ shape: [2] });
  const sum = tf.layers
    .add()
    .apply([tf.layers.dense({ units: 2, activation: "tanh" }).apply(input), input] as tf.SymbolicTensor[]);
  const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 1 }).apply(sum) as tf.SymbolicTensor });
  const { measures } = evaluate(model, normalSamples(modelPredictor(model), 12, 0.2), { preset: "full" });
  assert.equal(measures.globalLipschitz, undefined);
  const { localLipschitz, sensitivity } = measures; // the rows themselves are looked at, too
  assert.ok(localLipschitz!.max! >= sensitivity!.norms.max! * (1 - 1e-5), `${localLipschitz!.max}`);
  model.dispose();
});

test("what the engines refuse is refused by name, and so are promises", () => {
  const batched = tf.sequential({
    layers: [tf.layers.batchNormalization({ inputShape: [2] }), tf.layers.dense({ units: 1 })],
  });
  const samples = { x: new Float32Array(4), y: new Float32Array(2), rows: 2, features: 2 };
  assert.throws(() => evaluate(batched, samples), /BatchNormalization|batch_normalization/);
  assert.throws(() => evaluate(undefined as unknown as tf.LayersModel, samples), /model is undefined/);
  const model = denseModel({ inputs: 2, hidden: [3], seed: 1 });
  assert.throws(() => withPredictor(model, async () => 1), /it returned a promise/);
  model.dispose();
});

test("a predictor takes every model that predict takes: frozen, with noise layers, with penalties and constraints", () => {
  const frozen = denseModel({ inputs: 3, hidden: [4], activation: "tanh", seed: 1 });
  for (const layer of frozen.layers) layer.trainable = false;
  const around = (...layers: tf.layers.Layer[]): tf.Sequential =>
    tf.sequential({
      layers: [tf.layers.dense({ units: 4, inputShape: [3] }), ...layers, tf.layers.dense({ units: 1 })],
    });
  const penalised = tf.layers.dense({ units: 2, kernelRegularizer: "l1l2", biasConstraint: "nonNeg" });
  const noisy = around(tf.layers.dropout({ rate: 0.5 }), tf.layers.gaussianNoise({ stddev: 1 }));
  for (const model of [frozen, noisy, around(penalised)]) {
    const predictor = modelPredictor(model);
    const samples = normalSamples(predictor, 12, 0.2);
    assert.deepEqual(predictor.predict(samples.x, 12), predict(model, samples.x));
    assert.deepEqual(predictor.inputGradients(samples.x, 12).inputGradients, inputGradients(model, samples.x));
    assert.ok(evaluate(predictor, samples, { preset: "quick" }).measures.accuracy);
    model.dispose();
  }
  assert.throws(() => modelPredictor(around(tf.layers.batchNormalization())), /BatchNormalization/);
});
