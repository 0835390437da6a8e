import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleRows } from "../../src/base/sample-rows";
import { evaluate } from "../../src/measure/evaluate";
import { EVALUATION_PRESETS } from "../../src/measure/presets";
import { referenceModel } from "./dense-predictor";
import { linearPredictor, normalSamples } from "./predictors";

const { weights, predictor, samples } = referenceModel();

test("quick and full give plain JSON with every measure of the preset and its time", () => {
  const few = sampleRows(samples, 12, 0);
  for (const preset of ["quick", "full"] as const) {
    const options = { preset, weights, features: ["a"] };
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

test("unknown measures, presets and options are refused by name", () => {
  assert.throws(() => evaluate(predictor, samples, { which: ["acuracy" as "accuracy"] }), /which\[0\] is "acuracy"/);
  assert.throws(() => evaluate(predictor, samples, { preset: "slow" as "full" }), /preset is "slow"/);
  assert.throws(() => evaluate(predictor, samples, { sigmas: [1] } as object), /unknown option/);
  const reference = normalSamples(linearPredictor([1]), 5, 0);
  assert.throws(() => evaluate(predictor, samples, { reference }), /reference.features is 1/);
});
