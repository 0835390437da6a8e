import assert from "node:assert/strict";
import { test } from "node:test";
import { USUAL_RECIPES } from "lai-internal";
import { buildMethod, methodCandidates, methodInfo, methodLabel, methodNames, recipeOf } from "../src/methods/build";
import type { MethodSpec } from "../src/methods/method";

/** What specs must give where their method needs it. */
const NEEDED = { features: ["a", "c"], inputSd: 0.3 };

const specOf = (method: string): MethodSpec => {
  const needed = Object.entries(NEEDED).filter(([option]) => methodInfo(method).required.includes(option));
  return { method, ...Object.fromEntries(needed) };
};

test("every candidate of every method is built, and its options are those of the spec", () => {
  for (const name of methodNames) {
    const info = methodInfo(name);
    const candidates = methodCandidates(specOf(name));
    assert.equal(candidates.length, info.tuned === null ? 1 : 7, name);
    for (const spec of candidates) {
      const built = buildMethod(JSON.parse(JSON.stringify(spec)));
      built.loss.bind({ features: 3, featureNames: ["a", "b", "c"] });
      const value = info.tuned ? spec[info.tuned] : undefined;
      if (value === "off") assert.equal(built.loss.name, "plain");
      else if (info.tuned) {
        const shown = { ...built.loss.options, ...built.training } as Record<string, unknown>;
        assert.deepEqual(shown[info.tuned], name === "laiPerFeature" ? [value, value] : value, name);
      }
      if (info.fixed.base !== undefined) assert.equal(built.loss.options.base, info.fixed.base, name);
    }
  }
});

test("grids begin with off and rise", () => {
  for (const name of methodNames) {
    const { tuned, grid } = methodInfo(name);
    if (tuned === null) assert.deepEqual(grid, []);
    else {
      const [off, ...values] = grid as [string, ...number[]];
      assert.equal(off, "off");
      assert.ok(
        values.every((value, i) => value > (values[i - 1] ?? 0)),
        name,
      );
    }
  }
});

test("off is the plain loss on the method's base, without the method's training options", () => {
  const off = (spec: MethodSpec): unknown => {
    const { loss, training } = buildMethod(spec);
    return [loss.name, loss.options, training];
  };
  assert.deepEqual(off({ method: "laiMaeSampled", lambda: "off" }), ["plain", { base: "mae" }, {}]);
  assert.deepEqual(off({ method: "weightDecay", weightDecay: "off" }), ["plain", { base: "mse" }, {}]);
  assert.deepEqual(off({ method: "huberGradientPenalty", weight: "off", delta: 0.5 }), [
    "plain",
    { base: "huber", delta: 0.5 },
    {},
  ]);
});

test("a spec changes defaults and adds training options, and nothing that makes the method what it is", () => {
  const { loss, training } = buildMethod({
    method: "laiMseSampled",
    lambda: 0.3,
    slopeLossFraction: 0.5,
    weightDecay: 0.01,
  });
  assert.deepEqual(loss.options, { base: "mse", multiplier: "mse", lambda: 0.3, oneSided: false });
  assert.deepEqual(training, { slopeLossFraction: 0.5, weightDecay: 0.01 });
  assert.throws(
    () => buildMethod({ method: "laiMse", lambda: 0.3, base: "mae" }),
    /laiMse\.base is "mae": it is mse in this method; choose another method/,
  );
  assert.throws(
    () => buildMethod({ method: "laiMse", lambda: 0.3, slopeLossFraction: 0.25 }),
    /laiMse\.slopeLossFraction is 0\.25: it is 1 in this method/,
  );
});

test("bad specs are refused by name, value and remedy", () => {
  assert.throws(() => buildMethod({ method: "ridge" }), /method is "ridge": give one of "plainMse", "plainMae"/);
  assert.throws(() => buildMethod({ method: "laiMse" }), /laiMse\.lambda is undefined: this method needs it/);
  assert.throws(() => buildMethod({ method: "laiMse", lambda: "on" }), /lambda is "on"/);
  assert.throws(() => buildMethod({ method: "laiMse", lambda: -1 }), /lambda is -1/);
  assert.throws(() => buildMethod({ method: "laiMse", lambda: 1, lamda: 2 }), /laiMse\.lamda is 2: unknown option/);
  assert.throws(() => buildMethod({ method: "laiPerFeature", lambda: 1 }), /laiPerFeature\.features is undefined/);
  assert.throws(
    () => buildMethod({ method: "laiPerFeature", lambda: 1, features: "carat" }),
    /laiPerFeature\.features is "carat": give a list/,
  );
  assert.throws(() => buildMethod({ method: "inputNoise", inputNoise: -1 }), /inputNoise\.inputNoise is -1/);
  assert.throws(() => buildMethod({ method: "weightDecay", weightDecay: true }), /weightDecay\.weightDecay is true/);
  assert.throws(
    () => buildMethod({ method: "linearHingeSlope", targetSlope: "off", weight: -1 }),
    /weight is -1: give a finite number of at least 0/,
  );
});

test("labels name the method and what is tuned", () => {
  assert.equal(methodLabel({ method: "laiMse", lambda: 0.3 }), "Lai-MSE, lambda 0.3");
  assert.equal(methodLabel({ method: "laiMse", lambda: "off" }), "Lai-MSE, off");
  assert.equal(methodLabel({ method: "laiMse", lambda: 0.55 ** 2 }), "Lai-MSE, lambda 0.3025");
  assert.equal(methodLabel({ method: "laiMse" }), "Lai-MSE");
  assert.equal(methodLabel({ method: "plainMae" }), "MAE");
  assert.equal(new Set(methodNames.map((name) => methodInfo(name).label)).size, methodNames.length);
});

test("a given tuned value is the only candidate, and a grid of one's own takes the place of the method's", () => {
  assert.deepEqual(methodCandidates({ method: "laiMse", lambda: 2 }), [{ method: "laiMse", lambda: 2 }]);
  assert.deepEqual(methodCandidates({ method: "laiMse" }, ["off", 7]), [
    { method: "laiMse", lambda: "off" },
    { method: "laiMse", lambda: 7 },
  ]);
});

test("the losses that adviseLoss knows by itself are those of the catalogue", () => {
  for (const [label, recipe] of Object.entries(USUAL_RECIPES)) {
    const name = methodNames.find((method) => methodInfo(method).label === label);
    assert.deepEqual(recipeOf(name!), recipe, label);
  }
});
