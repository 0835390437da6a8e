import assert from "node:assert/strict";
import { test } from "node:test";
import { minimalPerturbation } from "../../../src/measure/attack/minimal-perturbation";
import { assertClose } from "../../assert-close";
import { linearPredictor, normalSamples, reorderFeatures, rowPredictor, samplesOf } from "../predictors";

test("a linear model's minimal perturbation is tolerance / |w|", () => {
  const predictor = linearPredictor([0.6, -0.8]);
  const samples = normalSamples(predictor, 20, 0);
  const l2 = minimalPerturbation(predictor, samples, { tolerance: 0.5 });
  assertClose([l2.p5, l2.p50, l2.p95] as number[], [0.5, 0.5, 0.5], 1e-3);
  const linf = minimalPerturbation(predictor, samples, { tolerance: 0.5, norm: "linf" });
  assertClose(linf.p50 as number, 0.5 / 1.4, 1e-3);
});

test("the nearer of both directions counts: x^2 at 1 falls by .75 at .5 and rises by it at 1.323", () => {
  const square = rowPredictor(
    1,
    (x) => x[0] ** 2,
    (x) => [2 * x[0]],
  );
  const { p50 } = minimalPerturbation(square, samplesOf([[1]], [0]), { tolerance: 0.75 });
  assertClose(p50 as number, Math.sqrt(1.75) - 1, 1e-3);
});

test("a change of decision is the distance to the line f = 0", () => {
  const predictor = linearPredictor([3, 4], 5);
  const { p50, tolerance } = minimalPerturbation(predictor, samplesOf([[1, 1]], [1]), { tolerance: "decision" });
  assertClose(p50 as number, 12 / 5, 1e-2);
  assert.equal(tolerance, null);
});

test("a constant model is never moved: null, and counted", () => {
  const predictor = linearPredictor([0]);
  const result = minimalPerturbation(predictor, samplesOf([[1], [2]], [0, 0]));
  assert.deepEqual([result.p5, result.p95, result.unreached], [null, null, 2]);
});

test("what lies beyond maxRadius is not found", () => {
  const predictor = linearPredictor([0.1]);
  assert.equal(minimalPerturbation(predictor, samplesOf([[0]], [0]), { maxRadius: 5 }).unreached, 1);
  assert.equal(minimalPerturbation(predictor, samplesOf([[0]], [0]), { maxRadius: 20, iterations: 20 }).unreached, 0);
});

test("neither batch size nor feature order changes a distance", () => {
  const predictor = rowPredictor(
    2,
    (x) => Math.sin(x[0]) + 0.5 * x[1] ** 2,
    (x) => [Math.cos(x[0]), x[1]],
  );
  const samples = normalSamples(predictor, 25, 0);
  const other = reorderFeatures(predictor, samples, [1, 0]);
  for (const norm of ["l2", "linf"] as const) {
    const a = minimalPerturbation(predictor, samples, { norm, tolerance: 0.4 });
    const b = minimalPerturbation(other.predictor, other.samples, { norm, tolerance: 0.4, batchSize: 4 });
    assertClose([b.p5, b.p50, b.p95] as number[], [a.p5, a.p50, a.p95] as number[], 1e-4);
    assert.equal(b.unreached, a.unreached);
  }
});
