import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Random } from "../../../src/base/random";
import { ACTIVATION_NAMES } from "../../../src/model/activation";
import { assertClose, largest } from "../../assert-close";
import { repeats } from "../../long";
import { type NetworkShape, networkShape, randomNetwork, rowsOf } from "./random-network";
import { KINK_MARGIN, ReferenceNetwork } from "./reference";
import { activationAt, kinksOf } from "./reference-activation";

const CASES = repeats({ short: 150, long: 1000 });

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
  assertClose(at("gelu_new", 1), 0.8411919906082768, 1e-14); // (1 + tanh(0.8335...)) / 2
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

test(`the float64 closed form agrees with central differences on ${CASES} random networks`, (context) => {
  let worst = 0;
  let compared = 0;
  fc.assert(
    fc.property(networkShape, fc.nat(1e6), (drawn, seed) => {
      const shape = { ...drawn, rows: Math.min(drawn.rows, 3) };
      const slopeLossRows = Math.min(drawn.slopeLossRows, shape.rows);
      const error = differenceError(shape, slopeLossRows, seed);
      if (error === null) return;
      compared += 1;
      worst = Math.max(worst, error);
      assert.ok(error < 1e-6, `the derivative along a direction is off by ${error} of its scale`);
    }),
    { numRuns: 1.1 * CASES, seed: 6 },
  );
  assert.ok(compared >= CASES, `${compared} compared`);
  context.diagnostic(`${compared} networks, worst error relative to the scale: ${worst}`);
});

/**
 * The derivative of sum_i c_i prediction_i + v_i . g_i along a random direction of all weights, against central differences
 * of order 4; relative to the sum of the sizes of its terms. Rows near a kink take no part; null where none is left.
 */
function differenceError(shape: NetworkShape, slopeLossRows: number, seed: number): number | null {
  const { stack, weights, x } = randomNetwork(shape, seed);
  const random = new Random(seed, "differences");
  const precise = weights.map((array) => Float64Array.from(array));
  const reference = new ReferenceNetwork(stack, precise);
  const inputs = rowsOf(x, shape.rows, shape.inputs);
  const rows = inputs.map((row) => reference.row(row));
  const clear = rows.map((row) => row.nearestKink > KINK_MARGIN);
  if (!clear.includes(true)) return null;
  const c = clear.map((isClear) => (isClear ? random.normal() : 0));
  const v = clear.slice(0, slopeLossRows).map((isClear) => inputs[0].map(() => (isClear ? random.normal() : 0)));
  const gradients = reference.weightGradients(rows, c, v);
  const direction = precise.map((array) => {
    const size = largest(array);
    return Float64Array.from(array, () => random.normal() * size);
  });
  const objective = (step: number): number => {
    const moved = precise.map((array, k) => array.map((weight, i) => weight + step * direction[k][i]));
    const network = new ReferenceNetwork(stack, moved);
    return inputs.reduce((sum, input, i) => {
      if (!clear[i]) return sum;
      const { prediction, inputGradient } = network.row(input);
      const slope = i < slopeLossRows ? inputGradient.reduce((total, g, j) => total + g * v[i][j], 0) : 0;
      return sum + c[i] * prediction + slope;
    }, 0);
  };
  const step = 3e-7;
  const difference =
    (8 * (objective(step) - objective(-step)) - (objective(2 * step) - objective(-2 * step))) / (12 * step);
  const terms = gradients.flatMap((array, k) => Array.from(array, (g, i) => g * direction[k][i]));
  const scale = terms.reduce((sum, term) => sum + Math.abs(term), 0);
  const derivative = terms.reduce((sum, term) => sum + term, 0);
  return scale === 0 ? Math.abs(difference) : Math.abs(difference - derivative) / scale;
}
