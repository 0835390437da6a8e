import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { createEngine } from "../../src/engine/create-engine";
import type { Engine, EngineName } from "../../src/engine/engine";
import { evaluate, type MeasureName } from "../../src/measure/evaluate";
import type { Predictor } from "../../src/measure/predictor";
import { EVALUATION_PRESETS } from "../../src/measure/presets";
import { sampleRows } from "../../src/measure/sample-rows";
import { denseModel } from "../../src/model/dense-model";
import { referenceModel } from "./dense-predictor";
import { linearPredictor, normalSamples, reorderFeatures } from "./predictors";

const { weights, predictor, samples } = referenceModel();

before(async () => {
  await tf.setBackend("cpu");
});
after(() => tf.disposeVariables());

test("quick and full give plain JSON with every measure of the preset and its time", () => {
  const few = sampleRows(samples, 12, 0);
  for (const preset of ["quick", "full"] as const) {
    const options = { preset, weights, features: ["a"], targetScale: { mean: 3, standardDeviation: 2 } };
    const result = evaluate(predictor, few, options);
    const expected = EVALUATION_PRESETS[preset].measures.filter((name) => name !== "binary");
    assert.deepEqual(Object.keys(result.measures), expected);
    assert.deepEqual(Object.keys(result.milliseconds), [...expected, "total"]);
    assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
    assert.deepEqual(evaluate(predictor, few, options).measures, result.measures, "the same seed, the same numbers");
  }
});

test("a linear model's evaluation is consistent with itself", () => {
  const linear = linearPredictor([0.6, -0.8]);
  const { measures } = evaluate(linear, normalSamples(linear, 100, 0.2), {
    which: ["accuracy", "sensitivity", "attack", "minimalPerturbation", "localLipschitz", "surface"],
  });
  assert.equal(measures.sensitivity?.norms.max, measures.sensitivity?.norms.p50);
  assert.ok(Math.abs((measures.localLipschitz?.max as number) - 1) < 1e-5);
  assert.ok(Math.abs((measures.minimalPerturbation?.p50 as number) - 1) < 1e-3);
  assert.ok((measures.surface?.meanSquaredSecondDifference as number) < 1e-6);
});

test("binary targets: sensitivity on the logit, noise on the probability, attacks on the log loss", () => {
  const linear = linearPredictor([1, 1]);
  const normal = normalSamples(linear, 60, 0.5);
  const labels = { ...normal, y: normal.y.map((y) => (y > 0 ? 1 : 0)) };
  const { measures } = evaluate(linear, labels, {
    targets: "binary",
    which: ["accuracy", "binary", "sensitivity", "noise", "attack", "minimalPerturbation"],
  });
  assert.ok(Math.abs((measures.accuracy?.rmse as number) ** 2 - (measures.binary?.brier as number)) < 1e-7);
  assert.ok(Math.abs((measures.sensitivity?.norms.mean as number) - Math.SQRT2) < 1e-6);
  assert.equal(measures.attack?.error, "logLoss");
  assert.equal(measures.minimalPerturbation?.tolerance, null);
  assert.ok((measures.noise?.cleanRmse as number) < 1);
});

test("both engines on the cpu backend give what plain arithmetic gives, in any order of the features", () => {
  const model = denseModel({ inputs: 3, hidden: [8, 6], activation: "tanh", seed: 0 });
  model.setWeights(
    weights.layers.flatMap(({ kernel, bias, units }) => [
      tf.tensor(kernel, [kernel.length / units, units]),
      tf.tensor(bias),
    ]),
  );
  const which: MeasureName[] = ["accuracy", "sensitivity", "attack", "localLipschitz", "globalLipschitz"];
  const numbers = (of: Predictor, on = samples): number[] => {
    const { measures } = evaluate(of, on, { which, weights });
    return [
      measures.accuracy?.rmse,
      measures.sensitivity?.norms.mean,
      measures.sensitivity?.norms.p99,
      measures.sensitivity?.directions[2].gradientShare,
      measures.attack?.points[1].fgsm,
      measures.globalLipschitz?.upper,
    ] as number[];
  };
  const expected = numbers(predictor);
  const agrees = (actual: number[], label: string): void => {
    for (const [k, value] of expected.entries()) {
      assert.ok(Math.abs(actual[k] - value) < 1e-5 * (1 + value), `${label} ${k}: ${actual[k]}, expected ${value}`);
    }
  };
  for (const name of ["dense", "tape"] as const) {
    const engine = createEngine(model, { engine: name as EngineName });
    agrees(numbers(enginePredictor(engine, 3)), name);
    engine.dispose();
  }
  const other = reorderFeatures(predictor, samples, [2, 0, 1]);
  agrees(numbers(other.predictor, other.samples), "reordered");
  model.dispose();
});

test("unknown measures, presets and options are refused by name", () => {
  assert.throws(() => evaluate(predictor, samples, { which: ["acuracy" as "accuracy"] }), /which\[0\] is "acuracy"/);
  assert.throws(() => evaluate(predictor, samples, { preset: "slow" as "full" }), /preset is "slow"/);
  assert.throws(() => evaluate(predictor, samples, { sigmas: [1] } as object), /unknown option/);
  const reference = normalSamples(linearPredictor([1]), 5, 0);
  assert.throws(() => evaluate(predictor, samples, { reference }), /reference.features is 1/);
});

function enginePredictor(engine: Engine, features: number): Predictor {
  return {
    features,
    predict: (x, rows) => engine.predict(x, rows),
    inputGradients: (x, rows) => engine.inputGradients(x, rows),
  };
}
