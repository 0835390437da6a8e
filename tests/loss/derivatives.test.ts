import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/base/random";
import { constrainedSlopeLoss } from "../../src/loss/constrained-slope";
import { createLoss } from "../../src/loss/create-loss";
import type { GradientAwareLoss } from "../../src/loss/loss";
import { atState, evaluateLoss, FEATURES } from "./evaluate-loss";
import { allLosses, BASES } from "./every-loss";

/** Losses that keep a state, at a state where all of their terms act. */
function movedLosses(): GradientAwareLoss[] {
  const state = { multiplier: 0.9 };
  const options = { targetSlope: 0.8, delta: 0.7, tolerance: 0.005 };
  return BASES.flatMap((base) => [
    atState(constrainedSlopeLoss({ base, ...options }), state),
    atState(constrainedSlopeLoss({ base, ...options, features: [3, 1] }), state),
  ]);
}

const label = (loss: GradientAwareLoss): string => `${loss.name} ${JSON.stringify(loss.options)}`;

test("c and v of every loss equal central differences of its value over random inputs", () => {
  const random = new Random(1);
  for (const loss of [...allLosses(), ...movedLosses()]) {
    for (let repeat = 0; repeat < 3; repeat++) {
      const rows = 9;
      const predictions = Float64Array.from({ length: rows }, () => 2 * random.normal());
      const targets = predictions.map(() => (loss.isLogistic ? Number(random.uniform() < 0.5) : random.normal()));
      const gradients = Float64Array.from(
        { length: rows * FEATURES },
        () => random.normal() * Math.exp(random.normal()),
      );
      const slopeLossRows = repeat === 2 ? 5 : rows;
      const { c, v } = evaluateLoss(loss, predictions, targets, gradients, slopeLossRows);
      const valueAt = (): number => evaluateLoss(loss, predictions, targets, gradients, slopeLossRows).loss;
      compare(loss, c, predictions, valueAt, "c");
      if (loss.needsInputGradient) compare(loss, v, gradients, valueAt, "v");
    }
  }
});

/** Central differences of 4th order; a sample beside a kink shows as a difference that halving the step does not mend, and is left out. */
function compare(
  loss: GradientAwareLoss,
  exact: Float64Array,
  at: Float64Array,
  value: () => number,
  what: string,
): void {
  let compared = 0;
  for (let i = 0; i < at.length; i++) {
    const [coarse, fine] = [2e-4, 1e-4].map((h) => centralDifference(at, i, value, h));
    if (Math.abs(coarse - fine) > 1e-7) continue;
    compared++;
    const difference = Math.abs(exact[i] - fine);
    assert.ok(
      difference <= 1e-6 * (1 + Math.abs(fine)),
      `${label(loss)}: ${what}[${i}] is ${exact[i]}, differences give ${fine}`,
    );
  }
  assert.ok(
    compared >= 0.9 * at.length,
    `${label(loss)}: only ${compared} of ${at.length} entries of ${what} are away from kinks`,
  );
}

function centralDifference(at: Float64Array, i: number, value: () => number, h: number): number {
  const kept = at[i];
  const shifted = (steps: number): number => {
    at[i] = kept + steps * h;
    return value();
  };
  const result = (8 * (shifted(1) - shifted(-1)) - (shifted(2) - shifted(-2))) / (12 * h);
  at[i] = kept;
  return result;
}

test("at slope 0, at error 0 and at the kinks c and v are finite and between the one-sided differences", () => {
  const slopes = [0, 0.05, 0.7, 0.8, 1.2, Math.sqrt(0.5), 0.5, 1, Math.SQRT2, 2, 10, Math.sqrt(10)];
  for (const loss of [...allLosses(), ...movedLosses()]) {
    for (const error of [0, 0.7, -0.7, 1.5]) {
      for (const slope of slopes) {
        const prediction = Float64Array.of(error);
        const target = Float64Array.of(0);
        const gradient = Float64Array.of(slope, 0, 0, 0);
        const { c, v } = evaluateLoss(loss, prediction, target, gradient);
        const value = (): number => evaluateLoss(loss, prediction, target, gradient).loss;
        between(loss, c[0], oneSided(prediction, 0, value), `c at error ${error}, slope ${slope}`);
        if (loss.needsInputGradient)
          between(loss, v[0], oneSided(gradient, 0, value), `v at error ${error}, slope ${slope}`);
        if (slope === 0)
          assert.ok(
            v.every((x) => x === 0),
            `${label(loss)}: v is not 0 at slope 0`,
          );
      }
    }
  }
});

function oneSided(at: Float64Array, i: number, value: () => number): [number, number] {
  const h = 1e-6;
  const kept = at[i];
  const here = value();
  at[i] = kept - h;
  const left = (here - value()) / h;
  at[i] = kept + h;
  const right = (value() - here) / h;
  at[i] = kept;
  return [left, right];
}

function between(loss: GradientAwareLoss, value: number, [left, right]: [number, number], where: string): void {
  const slack = 1e-4 * (1 + Math.abs(left) + Math.abs(right));
  const inside = value >= Math.min(left, right) - slack && value <= Math.max(left, right) + slack;
  assert.ok(
    Number.isFinite(value) && inside,
    `${label(loss)}: ${where} is ${value}, one-sided differences ${left} and ${right}`,
  );
}

test("a loss made again from its name and JSON options gives the same numbers", () => {
  const random = new Random(2);
  const predictions = Float64Array.from({ length: 20 }, () => random.normal());
  const targets = predictions.map(() => Number(random.uniform() < 0.5));
  const gradients = Float64Array.from({ length: 20 * FEATURES }, () => random.normal());
  for (const loss of allLosses()) {
    const copy = createLoss(loss.name, JSON.parse(JSON.stringify(loss.options)));
    assert.deepEqual(copy.options, loss.options);
    assert.deepEqual(
      evaluateLoss(copy, predictions, targets, gradients, 13),
      evaluateLoss(loss, predictions, targets, gradients, 13),
    );
  }
});
