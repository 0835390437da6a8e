import assert from "node:assert/strict";
import { test } from "node:test";
import { attack } from "../../../src/measure/attack/attack";
import { assertClose } from "../../assert-close";
import { linearPredictor, normalSamples, reorderFeatures, rowPredictor, samplesOf } from "../predictors";

test("against a linear model FGSM and PGD reach the exact worst case |e| + epsilon |w|", () => {
  const predictor = linearPredictor([0.6, -0.8], 0.1);
  const samples = normalSamples(predictor, 50, 0.5);
  const errors = Array.from(predictor.predict(samples.x, 50), (p, i) => Math.abs(p - samples.y[i]));
  for (const [norm, dual] of [
    ["l2", 1],
    ["linf", 1.4],
  ] as const) {
    const { points, clean, gradientsMasked } = attack(predictor, samples, { norm, epsilons: [0.1, 0.5] });
    assertClose(clean, Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / 50), 1e-6);
    for (const { epsilon, fgsm, pgd, randomSearch } of points) {
      const exact = Math.sqrt(errors.reduce((sum, e) => sum + (e + epsilon * dual) ** 2, 0) / 50);
      assertClose([fgsm, pgd], [exact, exact], 1e-5);
      assert.ok(randomSearch <= exact + 1e-6 && randomSearch > clean);
    }
    assert.equal(gradientsMasked, false);
  }
});

test("by hand: x^2 at 1 with target 0 and epsilon .5 goes from error 1 to 2.25", () => {
  const square = rowPredictor(
    1,
    (x) => x[0] ** 2,
    (x) => [2 * x[0]],
  );
  const { points } = attack(square, samplesOf([[1]], [0]), { epsilons: [0.5] });
  assertClose([points[0].fgsm, points[0].pgd, points[0].randomSearch], [2.25, 2.25, 2.25], 1e-6);
});

test("only chosen features are perturbed", () => {
  const predictor = linearPredictor([5, 0.5]);
  const samples = { ...normalSamples(predictor, 20, 0), featureNames: ["a", "b"] };
  const { points, features } = attack(predictor, samples, { epsilons: [1], features: ["b"] });
  assert.deepEqual(features, ["b"]);
  assertClose(points[0].pgd, 0.5, 1e-5);
});

test("a staircase on a slope has gradients that mislead, and random search says so", () => {
  // the derivative that the model reports is 0 everywhere, as of a model with quantised inputs
  const staircase = rowPredictor(
    2,
    (x) => Math.round(4 * x[0]) / 4 + x[1] * 0,
    () => [0, 0],
  );
  const result = attack(staircase, normalSamples(staircase, 30, 0.05), { epsilons: [0.5] });
  assert.equal(result.gradientsMasked, true);
});

test("worst-case curves never fall, and batch size and feature order do not change them", () => {
  const predictor = rowPredictor(
    2,
    (x) => Math.sin(3 * x[0]) + x[1] ** 2,
    (x) => [3 * Math.cos(3 * x[0]), 2 * x[1]],
  );
  const samples = normalSamples(predictor, 23, 0.1);
  const options = { epsilons: [0.1, 0.5, 1, 2], seed: 3, restarts: 3 };
  const a = attack(predictor, samples, options);
  for (let k = 1; k < 4; k++) {
    assert.ok(a.points[k].pgd >= a.points[k - 1].pgd);
    assert.ok(a.points[k].randomSearch >= a.points[k - 1].randomSearch);
  }
  const small = attack(predictor, samples, { ...options, batchSize: 5 });
  for (const key of ["fgsm", "pgd", "randomSearch"] as const) {
    assertClose(
      small.points.map((point) => point[key]),
      a.points.map((point) => point[key]),
      1e-9,
    );
  }
  const other = reorderFeatures(predictor, samples, [1, 0]);
  const one = { ...options, restarts: 1 };
  assertClose(
    attack(other.predictor, other.samples, one).points.map((point) => point.pgd),
    attack(predictor, samples, one).points.map((point) => point.pgd),
    1e-6,
  );
});

test("the logistic objective pushes logits away from their class: log(1 + exp(-(1 - epsilon))) by hand", () => {
  const predictor = linearPredictor([1]);
  const { points, error, clean } = attack(predictor, samplesOf([[1], [-1]], [1, 0]), {
    objective: "logistic",
    epsilons: [0.5],
  });
  assert.equal(error, "logLoss");
  assertClose(clean, Math.log1p(Math.exp(-1)), 1e-7);
  assertClose([points[0].fgsm, points[0].pgd], [Math.log1p(Math.exp(-0.5)), Math.log1p(Math.exp(-0.5))], 1e-7);
});

test("a logit whose probability rounds to 1 is attacked all the same: 100 x at 1 with epsilon 2 has log loss 100", () => {
  const predictor = linearPredictor([100]);
  for (const [x, y] of [
    [1, 1],
    [-1, 0],
  ]) {
    const { points, clean } = attack(predictor, samplesOf([[x]], [y]), {
      objective: "logistic",
      epsilons: [2],
      restarts: 1,
    });
    assert.ok(clean < 1e-40);
    assertClose([points[0].fgsm, points[0].pgd], [100, 100], 1e-3);
  }
});

test("attack options are checked", () => {
  const predictor = linearPredictor([1]);
  const samples = samplesOf([[1]], [2]);
  assert.throws(() => attack(predictor, samples, { norm: "l1" as "l2" }), /norm is "l1"/);
  assert.throws(() => attack(predictor, samples, { steps: 0 }), /steps is 0/);
  assert.throws(() => attack(predictor, samples, { epsilons: [] }), /epsilons/);
  assert.throws(() => attack(predictor, samples, { objective: "logistic" }), /samples.y\[0\] is 2/);
});
