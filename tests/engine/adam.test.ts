import assert from "node:assert/strict";
import test from "node:test";
import { adamStep, clipScale } from "../../src/engine/adam";
import type { AdamOptions } from "../../src/engine/engine";
import { assertClose } from "../assert-close";

const OPTIONS: AdamOptions = {
  learningRate: 0.1,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0,
  clipNorm: Number.POSITIVE_INFINITY,
};

const variables = (value: number, decays = true) => ({
  weights: [Float32Array.of(value)],
  firstMoments: [new Float32Array(1)],
  secondMoments: [new Float32Array(1)],
  decays: [decays],
});

test("the first step moves by the learning rate against the sign of the gradient", () => {
  const given = variables(2);
  adamStep(given, [Float32Array.of(-3)], OPTIONS, 1);
  assertClose(given.weights[0], [2.1], 1e-6);
  assertClose(given.firstMoments[0], [-0.3], 1e-6);
  assertClose(given.secondMoments[0], [0.09], 1e-6);
});

test("the second step corrects both moments for their start at zero", () => {
  const given = variables(0);
  adamStep(given, [Float32Array.of(1)], OPTIONS, 1);
  adamStep(given, [Float32Array.of(3)], OPTIONS, 2);
  // m = .9 * .1 + .1 * 3 = .39, over 1 - .81 = .19; v = .99 * .01 + .01 * 9 = .0999, over 1 - .9801 = .0199
  assertClose(given.weights[0], [-0.1 - (0.1 * (0.39 / 0.19)) / Math.sqrt(0.0999 / 0.0199)], 1e-6);
});

test("weight decay shrinks kernels by learning rate times decay and leaves biases", () => {
  const kernel = variables(10);
  adamStep(kernel, [Float32Array.of(0)], { ...OPTIONS, weightDecay: 0.5 }, 1);
  assertClose(kernel.weights[0], [9.5], 1e-6);
  const bias = variables(10, false);
  adamStep(bias, [Float32Array.of(0)], { ...OPTIONS, weightDecay: 0.5 }, 1);
  assertClose(bias.weights[0], [10], 0);
});

test("clipping scales the gradients to a norm over all weights", () => {
  assert.equal(clipScale([Float32Array.of(3), Float32Array.of(0, 4)], 2), 0.4);
  assert.equal(clipScale([Float32Array.of(3), Float32Array.of(0, 4)], 5), 1);
  assert.equal(clipScale([Float32Array.of(3e30)], Number.POSITIVE_INFINITY), 1);
  const given = variables(0);
  adamStep(given, [Float32Array.of(8)], { ...OPTIONS, clipNorm: 2 }, 1);
  assertClose(given.firstMoments[0], [0.2], 1e-6);
});
