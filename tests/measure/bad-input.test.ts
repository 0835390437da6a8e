import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError } from "../../src/base/check";
import type { Samples } from "../../src/base/samples";
import { accumulatedLocalEffects } from "../../src/measure/accumulated-local-effects";
import { accuracy } from "../../src/measure/accuracy";
import { attack } from "../../src/measure/attack/attack";
import { minimalPerturbation } from "../../src/measure/attack/minimal-perturbation";
import { binaryAccuracy } from "../../src/measure/binary";
import { evaluate } from "../../src/measure/evaluate";
import { gradientNorms, inputGradientNorms } from "../../src/measure/gradient-norm";
import { localLipschitzBound } from "../../src/measure/lipschitz/local-bound";
import { missingCurve, noiseCurve } from "../../src/measure/noise";
import { partialDependence } from "../../src/measure/partial-dependence";
import type { Predictor } from "../../src/measure/predictor";
import { principalDirections } from "../../src/measure/principal-directions";
import { sensitivity } from "../../src/measure/sensitivity";
import { smoothness } from "../../src/measure/smoothness";
import { partialDependenceSurface } from "../../src/measure/surface";
import { linearPredictor, normalSamples, rowPredictor } from "./predictors";

const MEASURES: Record<string, (predictor: Predictor, samples: Samples) => unknown> = {
  accuracy,
  binaryAccuracy,
  sensitivity,
  gradientNorms,
  inputGradientNorms,
  noiseCurve,
  missingCurve,
  attack,
  minimalPerturbation,
  localLipschitzBound,
  smoothness,
  evaluate,
  partialDependence: (predictor, samples) => partialDependence(predictor, samples, 0),
  accumulatedLocalEffects: (predictor, samples) => accumulatedLocalEffects(predictor, samples, 0),
  partialDependenceSurface: (predictor, samples) => partialDependenceSurface(predictor, samples, [0, 1]),
  principalDirections: (_predictor, samples) => principalDirections(samples),
};

const predictor = linearPredictor([1, -1]);
const good = normalSamples(predictor, 6, 0.1);

for (const [name, measure] of Object.entries(MEASURES)) {
  test(`${name} refuses a NaN or infinite input by row, column and value`, () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const x = good.x.slice();
      x[7] = bad;
      assert.throws(
        () => measure(predictor, { ...good, x, featureNames: ["age", "weight"] }),
        (error: Error) => {
          assert.ok(error instanceof ArgumentError);
          assert.match(error.message, new RegExp(`samples.x\\[row 3, column 1 \\(weight\\)\\] is ${bad}: give finite`));
          return true;
        },
      );
    }
  });
}

test("targets that are not finite are refused by the measures that need them, and no others", () => {
  const samples = { ...good, y: good.y.map((y, i) => (i === 2 ? Number.NaN : y)) };
  for (const measure of [accuracy, binaryAccuracy, noiseCurve, missingCurve, attack, evaluate]) {
    assert.throws(() => measure(predictor, samples), /samples.y\[2\] is NaN/);
  }
  for (const measure of [sensitivity, gradientNorms, minimalPerturbation, localLipschitzBound, smoothness]) {
    measure(predictor, samples);
  }
});

test("training rows that are not finite are refused as what they are", () => {
  const reference = { ...good, x: good.x.map((value, k) => (k === 3 ? Number.NaN : value)) };
  assert.throws(() => evaluate(predictor, good, { reference }), /reference.x\[row 1, column 1\] is NaN/);
  assert.ok(evaluate(predictor, good, { reference: { ...good, y: good.y.map(() => Number.NaN) } }));
});

test("a model that predicts NaN is measured without an exception: its errors are NaN, and null in a file", () => {
  const lost = rowPredictor(
    2,
    () => Number.NaN,
    () => [Number.NaN, Number.NaN],
  );
  const { measures } = evaluate(lost, good, { preset: "full" });
  assert.ok(Number.isNaN(measures.accuracy?.rmse) && Number.isNaN(measures.noise?.points[0].rmse));
  assert.ok(Number.isNaN(measures.attack?.points[0].pgd));
  assert.deepEqual([measures.sensitivity?.norms.nan, measures.sensitivity?.norms.mean], [6, null]);
  assert.deepEqual([measures.localLipschitz?.notFinite, measures.localLipschitz?.max], [6, null]);
  assert.equal(measures.minimalPerturbation?.unreached, 6);
  assert.equal(JSON.parse(JSON.stringify(measures)).accuracy.rmse, null);
});

test("a model that predicts NaN only where an attack leads is not robust: the error is NaN", () => {
  const brittle = rowPredictor(
    1,
    (x) => (x[0] > 1 ? Number.NaN : x[0]),
    () => [1],
  );
  const samples = { x: Float32Array.of(0.9), y: Float32Array.of(0.5), rows: 1, features: 1 };
  const { points } = attack(brittle, samples, { epsilons: [0.05, 0.5] });
  assert.ok(Math.abs(points[0].pgd - 0.45) < 1e-6);
  assert.ok(Number.isNaN(points[1].pgd) && Number.isNaN(points[1].fgsm));
});
