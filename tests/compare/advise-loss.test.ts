import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError } from "../../src/base/check";
import type { Samples } from "../../src/base/samples";
import { adviseLoss } from "../../src/compare/advise-loss";
import type { Evidence } from "../../src/compare/evidence";
import { QUESTIONS } from "../../src/compare/evidence";
import { laiMultiplier } from "../../src/loss/multiplier";
import { makeEvidence } from "../../studies/src/verdict/make-evidence";
import { syntheticResults } from "../../studies/tests/verdict/synthetic-results";
import { assertClose } from "../assert-close";
import { rowPredictor } from "../measure/predictors";

/** f(x) = 2 x0, so that every slope is 2. */
const model = rowPredictor(
  2,
  (x) => 2 * x[0],
  () => [2, 0],
);
const samples: Samples = {
  ...{ x: Float32Array.of(0, 0, 1, 0, 0, 1, 1, 1), y: Float32Array.of(0, 1, 2, 5), rows: 4, features: 2 },
  featureNames: ["a", "b"],
};

test("without evidence each question has its default, and lambda is the square of the wanted slope", () => {
  const advice = adviseLoss(model, samples, { question: "slope bound", slope: 0.5, evidence: null });
  assert.equal(advice.best.name, "linear hinge, targetSlope 0.5");
  assert.deepEqual([advice.lai.lambda, advice.lai.name], [0.25, "Lai-MSE, one-sided, lambda 0.25"]);
  assert.equal(advice.plain.meanSlope, 2);
  // errors 0, 1, -2 and -3: RMSE sqrt(3.5), over slope 2
  assertClose(advice.lai.hold!, Math.sqrt(3.5) / 2, 1e-6);
  assert.match(advice.why[1], /No stored results/);
  const smoother = adviseLoss(model, samples, { question: "smoother", evidence: null });
  assertClose(smoother.lai.targetSlope, 1.4, 1e-9);
  assert.match(smoother.why[2], /error enough/);
  const exact = { ...samples, y: samples.x.filter((_, i) => i % 2 === 0).map((x) => 2 * x + 0.01) };
  const calm = adviseLoss(model, exact, { question: "smoother", evidence: null });
  assertClose(calm.lai.hold!, 0.005, 1e-6);
  assert.match(calm.why[2], /too little error/);
});

test("with evidence the method with the best median is taken, with its usual value, and said why", () => {
  const results = syntheticResults(({ method, value }) => {
    const gain = value === null ? 1 : method === "inputNoise" ? 0.8 : 0.9;
    return { rmse: 0.5, noise: gain, slope: gain, above: method === "linearHingeSlope" ? 0.01 : 0.5 };
  });
  const evidence = makeEvidence([results]);
  const advice = adviseLoss(model, samples, { question: "noisy inputs", evidence });
  assert.equal(advice.best.name, "input noise, inputNoise 0.1");
  assert.equal(advice.best.training.inputNoise, 0.1);
  assert.match(advice.why[1], /over 1 data sets and splits input noise changed the RMSE under noise by -20.0 %/);
  const bound = adviseLoss(model, samples, { question: "slope bound", slope: 1, evidence });
  assert.equal(bound.best.name, "linear hinge, targetSlope 1");
  assert.deepEqual(evidence["noisy labels"], []);
});

test("the slope is taken over the features that are named, and the loss acts on them", () => {
  const advice = adviseLoss(model, samples, { question: "worst case", features: ["a"], evidence: null });
  assert.deepEqual(advice.best.loss.options.features, ["a"]);
  assert.deepEqual(advice.lai.loss.options.features, ["a"]);
});

test("on the base logistic the losses are logistic, the RMSE is of the probability, and stored results are not asked", () => {
  const y = Float32Array.of(1, 0, 1, 1); // logits 0, 2, 0, 2
  const probability = 1 / (1 + Math.exp(-2));
  const evidence = makeEvidence([syntheticResults(() => ({ rmse: 0.5, noise: 0.8, slope: 0.8, above: 0.5 }))]);
  const advice = adviseLoss(model, { ...samples, y }, { question: "worst case", base: "logistic", slope: 5, evidence });
  const squares = 0.25 + probability ** 2 + 0.25 + (1 - probability) ** 2;
  assertClose(advice.plain.rmse, Math.sqrt(squares / 4), 1e-6);
  assert.equal(advice.plain.meanSlope, 2);
  assert.equal(advice.best.name, "gradient penalty, weight 0.01");
  assert.equal(advice.lai.name, "Lai-logistic, one-sided, lambda 25");
  assert.deepEqual(advice.lai.loss.options, { base: "logistic", multiplier: "mse", lambda: 25, oneSided: true });
  assert.equal(advice.lai.hold, null);
  assert.match(advice.why[1], /No stored results answer "worst case" for a target of two values/);
  assert.match(advice.why[2], /raises the loss of a steeper row by at most 4 %/);
  for (const question of QUESTIONS) {
    const { best, lai } = adviseLoss(model, { ...samples, y }, { question, base: "logistic" });
    assert.ok(best.loss.isLogistic && lai.loss.isLogistic, question);
  }
});

test("the multiplier rises above the asked slope by as much as is said", () => {
  for (const oneSided of [true, false]) {
    const m = (slope: number) => laiMultiplier(slope, { lambda: 25, oneSided });
    assertClose(m(1e6) / m(5), 1.04, 1e-6);
  }
});

test("a method of the MAE variant gets the slope itself as lambda, one of the MSE variant its square", () => {
  const entry = { method: "lai", label: "", count: 1, median: -0.1, better: 1, value: 0.3 };
  for (const [base, lambda] of [
    ["mae", 0.5],
    ["mse", 0.25],
  ] as const) {
    const recipe = { loss: "lai", options: { base }, tuned: "lambda", needsFeatures: false };
    const evidence = { "noisy labels": [{ ...entry, recipe }] } as unknown as Evidence;
    const { best } = adviseLoss(model, samples, { question: "noisy labels", slope: 0.5, evidence });
    assert.equal(best.loss.options.lambda, lambda);
  }
});

test("what cannot be answered is refused with the remedy", () => {
  const cases: [object, RegExp][] = [
    [{ question: "faster" }, /question is "faster": give one of "smoother"/],
    [{ question: "smoother", slope: 0 }, /slope is 0: .*above 0/],
    [{ question: "smoother", features: ["c"] }, /"c"/],
    [{ question: "smoother", features: ["b"] }, /flat in these features/],
    [{ question: "smoother", base: "mae" }, /base is "mae": give one of "mse", "logistic"/],
    [{ question: "smoother", base: "logistic" }, /samples.y\[2\] is 2: the logistic base needs targets from 0 to 1/],
    [{ question: "smoother", lambda: 1 }, /unknown option/],
    [{}, /question is undefined/],
  ];
  for (const [options, message] of cases) {
    assert.throws(
      () => adviseLoss(model, samples, options as never),
      (error) => error instanceof ArgumentError && message.test(error.message),
      JSON.stringify(options),
    );
  }
});
