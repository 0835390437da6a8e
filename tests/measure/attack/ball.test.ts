import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../../../src/base/random";
import { attack } from "../../../src/measure/attack/attack";
import { Ball } from "../../../src/measure/attack/ball";
import { minimalPerturbation } from "../../../src/measure/attack/minimal-perturbation";
import { localLipschitzBound } from "../../../src/measure/lipschitz/local-bound";
import type { Predictor } from "../../../src/measure/predictor";
import { assertClose } from "../../assert-close";
import { densePredictor, randomStack } from "../dense-predictor";
import { normalSamples, rowPredictor, samplesOf } from "../predictors";

test("projection by hand: (3, 4) comes back to (.6, .8) in the L2 ball of size 1, and to (1, 1) in Linf", () => {
  const columns = Uint32Array.of(0, 1);
  for (const [norm, expected] of [
    ["l2", [0.6, 0.8]],
    ["linf", [1, 1]],
  ] as const) {
    const ball = new Ball(norm, columns, 2);
    const x = Float32Array.of(3, 4);
    ball.project(x, Float32Array.of(0, 0), 0, 1);
    assertClose(x, expected, 1e-7, norm);
    ball.project(x, Float32Array.of(0, 0), 0, 2);
    assertClose(x, expected, 1e-7, `${norm}: what lies inside stays`);
  }
});

test("steps by hand: along (3, -4) by .5 it is (.3, -.4) in L2 and (.5, -.5) in Linf; along 0 it is none", () => {
  for (const [norm, expected] of [
    ["l2", [0.3, -0.4]],
    ["linf", [0.5, -0.5]],
  ] as const) {
    const ball = new Ball(norm, Uint32Array.of(0, 1), 2);
    const x = new Float32Array(2);
    ball.step(x, Float32Array.of(3, -4), 0, 0.5);
    assertClose(x, expected, 1e-7, norm);
    ball.step(x, Float32Array.of(0, 0), 0, 0.5);
    ball.step(x, Float32Array.of(Number.NaN, 1), 0, 0.5);
    assertClose(x, expected, 1e-7, norm);
  }
});

test("draws inside are uniform: half of a ball in 3 features lies within radius .794; on the surface all have norm 1", () => {
  const random = new Random(1, "test");
  const l2 = new Ball("l2", Uint32Array.of(0, 1, 2), 3);
  const norms = (draws: Float32Array): number[] =>
    Array.from({ length: draws.length / 3 }, (_, i) => Math.hypot(...draws.subarray(3 * i, 3 * i + 3)));
  const inside = norms(l2.drawInside(random, 4000));
  assert.ok(Math.max(...inside) <= 1 + 1e-6);
  assertClose(inside.filter((norm) => norm ** 3 < 0.5).length / 4000, 0.5, 4 * 0.5 * Math.sqrt(1 / 4000));
  for (const norm of norms(l2.drawSurface(random, 50))) assertClose(norm, 1, 1e-6);
  const linf = new Ball("linf", Uint32Array.of(0, 1, 2), 3);
  assert.ok(linf.drawInside(random, 50).every((value) => Math.abs(value) <= 1));
  assert.ok(linf.drawSurface(random, 50).every((value) => Math.abs(value) === 1));
});

/** A predictor that hands every row it is asked about to `look`, with the clean row that it stems from. */
function watched(predictor: Predictor, clean: Float32Array, look: (x: Float32Array, clean: Float32Array) => void) {
  const d = predictor.features;
  const see = (x: Float32Array, rows: number): void => {
    for (let i = 0; i < rows * d; i += d) look(x.subarray(i, i + d), clean.subarray(i, i + d));
  };
  return {
    features: d,
    predict(x: Float32Array, rows: number) {
      see(x, rows);
      return predictor.predict(x, rows);
    },
    inputGradients(x: Float32Array, rows: number) {
      see(x, rows);
      return predictor.inputGradients(x, rows);
    },
  };
}

test("no attack looks outside of its ball or touches another feature, and Lipschitz pairs keep to their radius", () => {
  const setting = fc.record({
    norm: fc.constantFrom("l2" as const, "linf" as const),
    epsilon: fc.constantFrom(0.01, 0.3, 2),
    features: fc.subarray([0, 1, 2], { minLength: 1 }),
    activation: fc.constantFrom("tanh", "relu", "swish"),
    seed: fc.integer({ min: 0, max: 1e6 }),
  });
  fc.assert(
    fc.property(setting, ({ norm, epsilon, features, activation, seed }) => {
      const network = densePredictor(randomStack(3, [6, 5], activation, seed));
      const samples = normalSamples(network, 7, 0.3, seed);
      const limit = (size: number, of: "l2" | "linf") =>
        watched(network, samples.x, (x, clean) => {
          const moved = Array.from(x, (value, j) => Math.abs(value - clean[j]));
          for (const j of [0, 1, 2]) if (!features.includes(j)) assert.equal(moved[j], 0);
          const norm = of === "l2" ? Math.hypot(...moved) : Math.max(...moved);
          assert.ok(norm <= size * (1 + 1e-5) + 1e-6, `${norm} > ${size}`);
        });
      attack(limit(epsilon, norm), samples, { norm, epsilons: [epsilon], features, restarts: 3, seed });
      localLipschitzBound(limit(epsilon, "l2"), samples, { radius: epsilon, features, seed });
      // a tenth further than the radius at most: where a turned perturbation is tried before it is cut back
      minimalPerturbation(limit(1.1 * epsilon, norm), samples, { norm, maxRadius: epsilon, features });
    }),
    { seed: 8, numRuns: 60 },
  );
});

test("PGD comes within 2 % of the worst point of a fine grid, and never beyond it", () => {
  const network = densePredictor(randomStack(2, [8, 6], "tanh", 5));
  const samples = normalSamples(network, 25, 0.5, 3);
  const epsilon = 0.7;
  const side = 81;
  for (const norm of ["l2", "linf"] as const) {
    let squares = 0;
    for (let i = 0; i < samples.rows; i++) {
      const grid: number[] = [];
      for (let k = 0; k < side * side; k++) {
        const moves = [k % side, Math.floor(k / side)].map((step) => epsilon * ((2 * step) / (side - 1) - 1));
        // a point outside of the disc is drawn to its edge
        const factor = norm === "l2" ? Math.min(1, epsilon / Math.hypot(...moves)) : 1;
        grid.push(...moves.map((move, j) => samples.x[2 * i + j] + factor * move));
      }
      const errors = network.predict(Float32Array.from(grid), side * side).map((p) => Math.abs(p - samples.y[i]));
      squares += errors.reduce((most, error) => Math.max(most, error), 0) ** 2;
    }
    const worst = Math.sqrt(squares / samples.rows);
    const { points, clean } = attack(network, samples, { norm, epsilons: [epsilon], restarts: 3, steps: 20 });
    assert.ok(worst > 1.3 * clean, "the attack has something to find");
    assert.ok(points[0].pgd <= worst * 1.002 && points[0].pgd >= 0.98 * worst, `${norm}: ${points[0].pgd} of ${worst}`);
  }
});

test("more steps and restarts than the full preset's find less than 1 % more", () => {
  const network = densePredictor(randomStack(6, [24, 16], "tanh", 9));
  const samples = normalSamples(network, 30, 0.5, 2);
  for (const norm of ["l2", "linf"] as const) {
    const preset = attack(network, samples, { norm, epsilons: [0.1, 0.5], steps: 10, restarts: 2 }).points;
    const long = attack(network, samples, { norm, epsilons: [0.1, 0.5], steps: 60, restarts: 10 }).points;
    for (const [e, point] of preset.entries()) {
      assert.ok(point.pgd >= 0.99 * long[e].pgd, `${norm} ${point.epsilon}: ${point.pgd} of ${long[e].pgd}`);
    }
  }
});

test("a saturated network has no gradients in float32 and jumps all the same: random search shows it", () => {
  const step = rowPredictor(
    2,
    (x) => Math.tanh(500 * x[0]),
    (x) => [Math.fround(500 * (1 - Math.fround(Math.tanh(500 * x[0])) ** 2)), 0],
  );
  const samples = samplesOf(
    [
      [0.2, 0],
      [-0.3, 1],
      [0.4, -1],
    ],
    [1, -1, 1],
  );
  const { points, gradientsMasked, clean } = attack(step, samples, { epsilons: [0.5], restarts: 1 });
  assert.equal(clean, 0);
  assert.equal(points[0].pgd, 0);
  assert.ok(points[0].randomSearch > 1.9);
  assert.equal(gradientsMasked, true);
});
