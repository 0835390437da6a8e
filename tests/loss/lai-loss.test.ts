import assert from "node:assert/strict";
import { test } from "node:test";
import { createLoss } from "../../src/loss/create-loss";
import { laiLoss } from "../../src/loss/lai-loss";
import type { LossBatch } from "../../src/loss/loss";
import { laiMultiplier, targetSlopeOf } from "../../src/loss/multiplier";
import { plainLoss } from "../../src/loss/plain-loss";
import { gradientPenaltyLoss, hingeSlopeLoss, targetSlopeLoss } from "../../src/loss/slope-penalties";
import { linearisedAdversarialLoss } from "../../src/loss/slope-projections";
import { assertClose } from "../assert-close";
import { evaluateLoss } from "./evaluate-loss";

test("the multiplier has the values of the paper's two branches, computed by hand", () => {
  // lambda < 1: k <= lambda divides nothing but the cosine, sqrt(1 + k^2); above, k / (lambda sqrt(1 + k^2))
  assertClose(laiMultiplier(0, { lambda: 0.5, multiplier: "mae" }), 1, 1e-15);
  assertClose(laiMultiplier(0.75, { lambda: 0.5, multiplier: "mae" }), 0.75 / (0.5 * 1.25), 1e-15);
  // lambda > 1: at k <= lambda, lambda / sqrt(1 + k^2); above, k / sqrt(1 + k^2)
  assertClose(laiMultiplier(0.75, { lambda: 2, multiplier: "mae" }), 2 / 1.25, 1e-15);
  assertClose(laiMultiplier(4 / 3, { lambda: 1, multiplier: "mae" }), 4 / 5, 1e-15);
  // p = 2: the squares
  assertClose(laiMultiplier(0.75, { lambda: 0.25, multiplier: "mse" }), 0.5625 / (0.25 * 1.5625), 1e-15);
  assertClose(laiMultiplier(0.75, { lambda: 4 }), 4 / 1.5625, 1e-15);
});

test("the multiplier is continuous at the kink and lowest there", () => {
  for (const multiplier of ["mae", "mse"] as const) {
    for (const lambda of [0.05, 0.3, 1, 3, 10]) {
      const target = targetSlopeOf(multiplier, lambda);
      const at = (k: number): number => laiMultiplier(k, { lambda, multiplier });
      assertClose(at(target * (1 + 1e-9)), at(target), 1e-7);
      for (const factor of [0, 0.5, 0.99, 1.01, 2, 100]) assert.ok(at(target * factor) > at(target));
    }
  }
});

test("the one-sided multiplier is 1 up to the target slope and rises above it", () => {
  const at = (k: number): number => laiMultiplier(k, { lambda: 0.25, oneSided: true });
  assert.equal(at(0), 1);
  assert.equal(at(0.5), 1);
  assertClose(at(1), (1 * 1.25) / (0.25 * 2), 1e-15);
});

test("Lai loss of one sample is the base loss times the multiplier at the norm over the chosen features", () => {
  const gradient = [3, 100, 4, -100];
  const { loss } = evaluateLoss(laiLoss({ lambda: 1, base: "mae", features: [0, 2] }), [1.5], [1], gradient);
  assertClose(loss, (0.5 * 5) / Math.sqrt(26), 1e-15);
});

test("with a lambda for each chosen feature the multipliers are averaged", () => {
  const loss = laiLoss({ base: "mse", lambda: [1, 4], features: [1, 0] });
  const expected = (4 * (laiMultiplier(2, { lambda: 1 }) + laiMultiplier(0.5, { lambda: 4 }))) / 2;
  assertClose(evaluateLoss(loss, [3], [1], [0.5, -2, 9, 9]).loss, expected, 1e-14);
});

test("rows after the Lai rows take the base loss and no tangent", () => {
  const { loss, c, v } = evaluateLoss(laiLoss({ lambda: 4 }), [1, 1], [0, 0], [1, 0, 0, 0, 1, 0, 0, 0], 1);
  assertClose(loss, (2 + 1) / 2, 1e-15);
  assertClose(c, [2, 1], 1e-15);
  assertClose(v.subarray(4), [0, 0, 0, 0], 0);
});

test("features are chosen by name where the data have names", () => {
  const loss = laiLoss({ lambda: 1, features: ["carat", 0] });
  // the slope of carat, the second column, alone: only it has a derivative, and its slope of 1 costs nothing
  const slopesOf = (features: "all" | (number | string)[], names?: string[]): { value: number; v: number[] } => {
    const v = new Float32Array(2);
    const batch = {
      ...{ rows: 1, features: 2, slopeLossRows: 1, predictions: [2], targets: [0], inputGradients: [3, 4] },
      ...{ predictionDerivatives: new Float32Array(1), inputGradientDerivatives: v },
    };
    const bound = laiLoss({ lambda: 1, ...(features !== "all" && { features }) }).bind({
      features: 2,
      featureNames: names,
    });
    return { value: bound(batch as unknown as LossBatch), v: [...v] };
  };
  const byName = slopesOf(["carat"], ["depth", "carat"]);
  assert.deepEqual(byName, slopesOf([1]));
  assert.ok(byName.v[0] === 0 && byName.v[1] > 0, `${byName.v}`);
  assert.deepEqual(slopesOf(["carat", 0], ["depth", "carat"]), slopesOf("all"));
  assert.notDeepEqual(slopesOf("all"), byName);
  assert.throws(
    () => loss.bind({ features: 2, featureNames: ["depth", "table"] }),
    /features is "carat": unknown feature; the data have depth, table/,
  );
  assert.throws(() => loss.bind({ features: 3 }), /3 features without names, 0 to 2/);
  assert.throws(() => laiLoss({ lambda: 1, features: [7] }).bind({ features: 3 }), /features is 7: unknown feature/);
  assert.throws(
    () => laiLoss({ lambda: 1, features: [1, "carat"] }).bind({ features: 2, featureNames: ["depth", "carat"] }),
    /each feature once/,
  );
});

test("a hinge made by its name has the power of the name", () => {
  assert.equal(createLoss("linearHingeSlope", { targetSlope: 1 }).options.power, 1);
  assert.equal(createLoss("squaredHingeSlope", { targetSlope: 1 }).options.power, 2);
});

test("bad options are refused by name, value and remedy", () => {
  assert.throws(() => laiLoss({ lambda: 0 }), /lambda is 0: give a finite number above 0/);
  assert.throws(() => laiLoss({ lambda: -1 }), /lambda is -1/);
  assert.throws(() => laiLoss({ lambda: Number.NaN }), /lambda is NaN/);
  assert.throws(() => laiLoss({ lambda: Number.POSITIVE_INFINITY }), /lambda is Infinity/);
  assert.throws(() => laiLoss({ lambda: "1" as unknown as number }), /lambda is "1"/);
  assert.throws(() => laiLoss({} as { lambda: number }), /lambda is undefined/);
  assert.throws(() => laiLoss({ lambda: [1, -2] }), /lambda\[1\] is -2/);
  assert.throws(() => laiLoss({ lambda: [] }), /one for each chosen feature/);
  assert.throws(() => laiLoss({ lambda: [1, 2], features: [0] }), /one number for each of the 1 chosen features/);
  assert.throws(
    () => laiLoss({ lambda: [1, 2] }).bind({ features: 3 }),
    /one number for each of the 3 chosen features/,
  );
  assert.throws(() => laiLoss({ lambda: 1, features: [] }), /features is \[\]/);
  assert.throws(() => laiLoss({ lambda: 1, features: [-1] }), /features\[0\] is -1/);
  assert.throws(() => laiLoss({ lambda: 1, features: [0.5] }), /features\[0\] is 0.5/);
  assert.throws(() => laiLoss({ lambda: 1, features: [1, 1] }), /name each feature once/);
  assert.throws(() => laiLoss({ lambda: 1, base: "rmse" as "mse" }), /base is "rmse": give one of "mse", "mae"/);
  assert.throws(() => laiLoss({ lambda: 1, multiplier: "huber" as "mse" }), /multiplier is "huber"/);
  assert.throws(() => laiLoss({ lambda: 1, base: "huber", delta: 0 }), /delta is 0: give a finite number above 0/);
  assert.throws(() => laiLoss({ lambda: 1, lamda: 2 } as { lambda: number }), /laiLoss.lamda is 2: unknown option/);
  assert.throws(() => plainLoss({ base: "l1" as "mae" }), /base is "l1"/);
  assert.throws(() => gradientPenaltyLoss({ weight: -1 }), /weight is -1: give a finite number of at least 0/);
  assert.throws(
    () => targetSlopeLoss({ weight: 1 } as { weight: number; targetSlope: number }),
    /targetSlope is undefined/,
  );
  assert.throws(() => hingeSlopeLoss({ targetSlope: 1, power: 3 as 1 }), /power is 3/);
  assert.throws(() => linearisedAdversarialLoss({ epsilon: Number.NaN }), /epsilon is NaN/);
  assert.throws(() => createLoss("squaredHingeSlope", { targetSlope: 1, power: 1 }), /power is 1: .*at least 2/);
  assert.throws(() => createLoss("ridge"), /loss is "ridge": give one of "plain", "lai"/);
});
