import assert from "node:assert/strict";
import test from "node:test";
import { ACTIVATION_NAMES } from "../../../src/model/activation";
import { assertClose, largest } from "../../assert-close";
import { randomNetwork, rowsOf } from "./random-network";
import { ReferenceNetwork } from "./reference";
import { activationAt, kinksOf } from "./reference-activation";

/** The derivative of f at x by central differences of order 4. */
function centralDifference(f: (x: number) => number, x: number, step: number): number {
  return (8 * (f(x + step) - f(x - step)) - (f(x + 2 * step) - f(x - 2 * step))) / (12 * step);
}

/** A copy of a list with one element changed. */
function withElement<T extends { slice(): T; [index: number]: unknown }>(list: T, index: number, value: T[number]): T {
  const copy = list.slice();
  copy[index] = value;
  return copy;
}

test("the reference's f' and f'' are the derivatives of f and f' at every activation", () => {
  for (const name of ACTIVATION_NAMES) {
    const activation = { name, alpha: 0.3 };
    for (let z = -7.03; z < 8; z += 0.11) {
      if (kinksOf(activation).some((kink) => Math.abs(kink - z) < 0.01)) continue;
      const [, slope, curvature] = activationAt(activation, z);
      const byDifference = (order: 0 | 1): number =>
        centralDifference((at) => activationAt(activation, at)[order], z, 1e-3);
      assertClose(byDifference(0), slope, 1e-10, `${name}' at ${z}`);
      assertClose(byDifference(1), curvature, 1e-10, `${name}'' at ${z}`);
    }
  }
});

test("the reference's activations have the values that a textbook gives", () => {
  const at = (name: (typeof ACTIVATION_NAMES)[number], z: number): number => activationAt({ name, alpha: 0.3 }, z)[0];
  assertClose(at("gelu", 1), 0.8413447460685429, 1e-14); // 1 N(1)
  assertClose(at("gelu", -3), -3 * 0.0013498980316300946, 1e-14);
  assertClose(at("softplus", 0), Math.LN2, 1e-15);
  assertClose(at("mish", 0), 0, 0);
  assertClose(at("mish", 1), Math.tanh(Math.log(1 + Math.E)), 1e-15);
  assertClose(at("swish", 2), 2 / (1 + Math.exp(-2)), 1e-15);
  assertClose(at("elu", -1), 0.3 * (Math.exp(-1) - 1), 1e-15);
  assertClose(at("selu", -1), 1.7580993408473766 * (Math.exp(-1) - 1), 1e-15);
  assertClose([at("leakyRelu", -2), at("hardSigmoid", 1), at("relu6", 7)], [-0.6, 0.7, 6], 1e-15);
});

test("the reference's input gradient and weight gradient agree with central differences", () => {
  for (const [index, name] of ACTIVATION_NAMES.entries()) {
    const other = (index + 5) % ACTIVATION_NAMES.length;
    const shape = {
      inputs: 3,
      hidden: [4, 5],
      activations: [index, other],
      useBias: [true, index % 2 === 0, true],
      rows: 2,
    };
    const { stack, weights, x } = randomNetwork(shape, 40 + index);
    const precise = weights.map((array) => Float64Array.from(array));
    const inputs = rowsOf(x, 2, 3);
    const rows = inputs.map((input) => new ReferenceNetwork(stack, precise).row(input));
    assert.ok(Math.min(...rows.map((row) => row.nearestKink)) > 0.003, `${name}: draw another seed, a kink is near`);

    for (const [i, row] of rows.entries()) {
      const numeric = inputs[i].map((at, j) =>
        centralDifference(
          (value) => new ReferenceNetwork(stack, precise).row(withElement(inputs[i], j, value)).prediction,
          at,
          1e-4,
        ),
      );
      assertClose(row.inputGradient, numeric, 1e-9, `${name} input gradient`);
    }

    const c = [0.7, -1.3];
    const v = [[0.4, -0.9, 1.1]]; // the second row has none
    const objective = (changed: Float64Array[]): number => {
      const network = new ReferenceNetwork(stack, changed);
      const [first, second] = inputs.map((input) => network.row(input));
      const slope = first.inputGradient.reduce((sum, g, j) => sum + g * v[0][j], 0);
      return c[0] * first.prediction + c[1] * second.prediction + slope;
    };
    const gradients = new ReferenceNetwork(stack, precise).weightGradients(rows, c, v);
    for (const [k, array] of precise.entries()) {
      const numeric = Array.from(array, (at, i) =>
        centralDifference((value) => objective(withElement(precise, k, withElement(array, i, value))), at, 1e-4),
      );
      assertClose(gradients[k], numeric, 1e-9 * Math.max(1, largest(numeric)), `${name} gradient of weight ${k}`);
    }
  }
});
