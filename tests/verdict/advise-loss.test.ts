import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError } from "../../src/base/check";
import type { Samples } from "../../src/data/samples";
import { adviseLoss } from "../../src/verdict/advice/advise-loss";
import { makeEvidence } from "../../src/verdict/advice/evidence";
import { assertClose } from "../assert-close";
import { rowPredictor } from "../measure/predictors";
import { syntheticResults } from "./synthetic-results";

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
  assertClose(advice.lai.hold, Math.sqrt(3.5) / 2, 1e-6);
  assert.match(advice.why[1], /No stored results/);
  const smoother = adviseLoss(model, samples, { question: "smoother", evidence: null });
  assertClose(smoother.lai.targetSlope, 1.4, 1e-9);
  assert.match(smoother.why[2], /error enough/);
  const exact = { ...samples, y: samples.x.filter((_, i) => i % 2 === 0).map((x) => 2 * x + 0.01) };
  const calm = adviseLoss(model, exact, { question: "smoother", evidence: null });
  assertClose(calm.lai.hold, 0.005, 1e-6);
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
  assert.match(advice.why[1], /over 1 data sets input noise changed the RMSE under noise by -20.0 %/);
  const bound = adviseLoss(model, samples, { question: "slope bound", slope: 1, evidence });
  assert.equal(bound.best.name, "linear hinge, targetSlope 1");
  assert.deepEqual(evidence["noisy labels"], []);
});

test("the slope is taken over the features that are named, and the loss acts on them", () => {
  const advice = adviseLoss(model, samples, { question: "worst case", features: ["a"], evidence: null });
  assert.deepEqual(advice.best.loss.options.features, ["a"]);
  assert.deepEqual(advice.lai.loss.options.features, ["a"]);
});

test("what cannot be answered is refused with the remedy", () => {
  const cases: [object, RegExp][] = [
    [{ question: "faster" }, /question is "faster": give one of "smoother"/],
    [{ question: "smoother", slope: 0 }, /slope is 0: .*above 0/],
    [{ question: "smoother", features: ["c"] }, /"c"/],
    [{ question: "smoother", features: ["b"] }, /flat in these features/],
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
