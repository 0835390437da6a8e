import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../src/base/files";
import { checkLoss } from "../../src/loss/check-loss";
import type { GradientAwareLoss, LossBatch } from "../../src/loss/loss";
import { plainLoss } from "../../src/loss/plain-loss";
import { type SlopePoint, slopeLoss } from "../../src/loss/slope-loss";
import { denseModel } from "../../src/model/dense-model";
import { train } from "../../src/train/train";
import { noisySamples } from "../train/samples";
import { allLosses } from "./every-loss";

test("every loss of the package has the derivatives of its value, whatever the seed", () => {
  for (const loss of allLosses()) {
    for (const seed of [0, 1, 2]) {
      const features = JSON.stringify(loss.options.features) === "[0,3]" ? 4 : undefined;
      const { compared, passedOver } = checkLoss(loss, { seed, ...(features && { features }) });
      assert.ok(compared >= 9 * passedOver && compared > 10, `${loss.name}: ${compared} compared, ${passedOver} not`);
    }
  }
});

/** b (1 + s) + a hinge at slope 1, right but for what `change` does. */
const mine = (change: (point: SlopePoint) => void = () => {}): GradientAwareLoss =>
  slopeLoss({
    name: "mine",
    term: (point) => {
      const slope = Math.sqrt(point.slopeSquared);
      point.loss = point.base * (1 + point.slopeSquared) + Math.max(0, slope - 1);
      point.byPrediction = point.baseDerivative * (1 + point.slopeSquared);
      point.bySlopeSquared = point.base + (slope > 1 ? 1 / (2 * slope) : 0);
      change(point);
    },
  });

const WRONG: Record<string, [what: RegExp, change: (point: SlopePoint) => void]> = {
  "a factor of c": [
    /^mine: c of row \d is/,
    (p) => {
      p.byPrediction /= 2;
    },
  ],
  "the sign of c": [
    /^mine: c of row \d is/,
    (p) => {
      p.byPrediction *= -1;
    },
  ],
  "a part of c": [
    /^mine: c of row \d is/,
    (p) => {
      p.byPrediction = p.baseDerivative;
    },
  ],
  "one percent of c": [
    /^mine: c of row \d is/,
    (p) => {
      p.byPrediction *= 1.01;
    },
  ],
  "c that is NaN": [
    /^mine: c of row \d is NaN/,
    (p) => {
      p.byPrediction = Number.NaN;
    },
  ],
  "a factor of v": [
    /^mine: v of row \d and feature \d is/,
    (p) => {
      p.bySlopeSquared *= 2;
    },
  ],
  "the sign of v": [
    /^mine: v of row \d and feature \d is/,
    (p) => {
      p.bySlopeSquared *= -1;
    },
  ],
  "a part of v": [
    /^mine: v of row \d and feature \d is/,
    (p) => {
      p.bySlopeSquared = p.base;
    },
  ],
  "the derivative by the slope in place of its square": [
    /^mine: v of row \d and feature \d is/,
    (p) => {
      p.bySlopeSquared *= 2 * Math.sqrt(p.slopeSquared);
    },
  ],
  "a loss that is NaN": [
    /^mine: loss is NaN/,
    (p) => {
      p.loss = Number.NaN;
    },
  ],
};

for (const [what, [message, change]] of Object.entries(WRONG)) {
  test(`a wrong derivative is caught, by checkLoss and before a training: ${what}`, async () => {
    const loss = mine(change);
    for (const seed of [0, 1, 2]) assert.throws(() => checkLoss(loss, { seed }), { name: "ArgumentError", message });
    const model = denseModel({ inputs: 3, hidden: [4], seed: 0 });
    const before = model.getWeights().map((weight) => Array.from(weight.dataSync()));
    await assert.rejects(train(model, noisySamples(40, 1), { loss, epochs: 1 }), (error: Error) => {
      return message.test(error.message) && error.message.endsWith("train with checkLoss: false.");
    });
    assert.deepEqual(
      model.getWeights().map((weight) => Array.from(weight.dataSync())),
      before,
    );
  });
}

test("the message says the expected value; checkLoss: false trains all the same; a right loss is trained", async () => {
  const half = mine((point) => {
    point.byPrediction /= 2;
  });
  assert.throws(
    () => checkLoss(half),
    (error: Error) => {
      const [, value, expected] = /is (\S+): finite differences of the loss give (\S+);/.exec(error.message)!;
      return Math.abs(Number(expected) / Number(value) - 2) < 1e-3;
    },
  );
  const model = denseModel({ inputs: 3, hidden: [4], seed: 0 });
  await train(model, noisySamples(40, 1), { loss: half, epochs: 1, checkLoss: false });
  await train(model, noisySamples(40, 1), { loss: mine(), epochs: 1 });
});

test("a state is moved, a list of features is met, and what is left unfilled or cannot be checked is named", () => {
  const watchful = (factor: number): GradientAwareLoss =>
    slopeLoss({
      name: "watchful",
      features: ["b"],
      state: { initial: { weight: 0 }, next: ({ weight }, observed) => ({ weight: weight + observed }) },
      term: (point, { weight }) => {
        point.observed = point.slopeSquared;
        point.loss = point.base + weight * point.slopeSquared;
        point.byPrediction = point.baseDerivative;
        point.bySlopeSquared = factor * weight;
      },
    });
  checkLoss(watchful(1));
  assert.throws(() => checkLoss(watchful(0.5)), /^ArgumentError: watchful: v of row \d and feature b is/);
  checkLoss(watchful(1), { featureNames: ["a", "b"] });
  assert.throws(() => checkLoss(watchful(1), { featureNames: ["a", "c"] }), /features is "b": unknown feature/);
  const plain = plainLoss();
  const unfilled: GradientAwareLoss = {
    ...plain,
    name: "unfilled",
    bind: (input) => (batch: LossBatch) => {
      const value = plain.bind(input)(batch);
      batch.predictionDerivatives[1] = Number.NaN;
      return value;
    },
  };
  assert.throws(() => checkLoss(unfilled), /unfilled: c of row 1 is NaN: finite differences/);
  assert.throws(() => checkLoss({} as GradientAwareLoss), /loss is \{\}: give a loss/);
});

test("the example of the documentation runs", () => {
  const source = readFileSync(join(packageRoot(), "src", "loss", "check-loss.ts"), "utf8");
  const example = source.split("\n").filter((line) => line.startsWith(" *     "));
  assert.ok(example.length > 5);
  const code = example.map((line) => line.slice(7)).join("\n");
  new Function("slopeLoss", "checkLoss", code)(slopeLoss, checkLoss);
  const wrong = code.replace("bySlopeSquared = 0.1", "bySlopeSquared = 0.2");
  assert.throws(
    () => new Function("slopeLoss", "checkLoss", wrong)(slopeLoss, checkLoss),
    /^ArgumentError: mine: v of/,
  );
});
