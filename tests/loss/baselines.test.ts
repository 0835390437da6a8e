import assert from "node:assert/strict";
import { test } from "node:test";
import { createLoss } from "../../src/loss/create-loss";
import { assertClose } from "../assert-close";
import { atState, evaluateLoss } from "./evaluate-loss";

/** Prediction - target is 1.5 and the slope sqrt(9 + 16) = 5; over features 0 and 1 alone it is 3. */
const PREDICTION = [2];
const TARGET = [0.5];
const GRADIENT = [3, 0, 4, 0];

const VALUES: [name: string, options: Record<string, unknown>, value: number][] = [
  ["plain", {}, 2.25],
  ["plain", { base: "mae" }, 1.5],
  ["plain", { base: "huber", delta: 0.5 }, 0.5 * (1.5 - 0.25)],
  ["plain", { base: "huber", delta: 2 }, 2.25 / 2],
  ["gradientPenalty", { weight: 0.1 }, 2.25 + 0.1 * 25],
  ["gradientPenalty", { weight: 0.1, base: "mae" }, 1.5 + 0.1 * 25],
  ["gradientPenalty", { weight: 0.1, base: "huber", delta: 0.5 }, 0.5 * 1.25 + 0.1 * 25],
  ["gradientPenalty", { weight: 0.1, features: [0, 1] }, 2.25 + 0.1 * 9],
  ["doubleBackprop", { weight: 0.1 }, 2.25 * (1 + 0.1 * 25)],
  ["linearHingeSlope", { targetSlope: 2 }, 2.25 + 3 * 3],
  ["linearHingeSlope", { targetSlope: 2, weight: 0.5, base: "mae" }, 1.5 + 0.5 * 3],
  ["linearHingeSlope", { targetSlope: 6 }, 2.25],
  ["squaredHingeSlope", { targetSlope: 2, weight: 0.5 }, 2.25 + 0.5 * 9],
  ["squaredHingeSlope", { targetSlope: 6 }, 2.25],
  ["targetSlope", { targetSlope: 2, weight: 0.5 }, 2.25 + 0.5 * 9],
  ["targetSlope", { targetSlope: 7, weight: 0.5 }, 2.25 + 0.5 * 4],
  ["monotone", { rising: [0], falling: [2], weight: 0.5 }, 2.25 + 0.5 * 16],
  ["linearisedAdversarial", { epsilon: 0.1 }, (1.5 + 0.1 * 5) ** 2],
  ["cosOnly", {}, 2.25 / 26],
  ["sinOnly", {}, (2.25 * 25) / 26],
];

for (const [name, options, value] of VALUES) {
  test(`${name} ${JSON.stringify(options)} has the value of its formula`, () => {
    assertClose(evaluateLoss(createLoss(name, options), PREDICTION, TARGET, GRADIENT).loss, value, 1e-14);
  });
}

test("constrainedSlope adds the multiplier times the relative excess", () => {
  const loss = atState(createLoss("constrainedSlope", { targetSlope: 2, base: "mae" }), { multiplier: 0.4 });
  assertClose(evaluateLoss(loss, PREDICTION, TARGET, GRADIENT).loss, 1.5 + 0.4 * 1.5, 1e-14);
});

test("the linearised adversarial loss is the worst squared error of a linear model over the ball", () => {
  const { loss } = evaluateLoss(createLoss("linearisedAdversarial", { epsilon: 0.3 }), PREDICTION, TARGET, GRADIENT);
  let worst = 0;
  for (let angle = 0; angle < 2 * Math.PI; angle += 1e-3) {
    const shift = 0.3 * (3 * Math.cos(angle) + 4 * Math.sin(angle));
    worst = Math.max(worst, (PREDICTION[0] + shift - TARGET[0]) ** 2);
  }
  assertClose(worst, loss, 1e-4);
  assert.ok(worst <= loss);
});
