import assert from "node:assert/strict";
import test from "node:test";
import * as tf from "@tensorflow/tfjs";
import { ready } from "../../src/engine/backend";
import { lossAndGradients } from "../../src/engine/loss-and-gradients";
import { inputGradients, predict } from "../../src/engine/predict";
import { constrainedSlopeLoss } from "../../src/loss/constrained-slope";
import { laiLoss } from "../../src/loss/lai-loss";
import { plainLoss } from "../../src/loss/plain-loss";
import { denseModel } from "../../src/model/dense-model";
import { assertClose, largest } from "../assert-close";
import { REFERENCE_CASES, referenceLoss, referenceModel, referenceWeightGradients } from "./reference-cases";

for (const backend of ["wasm", "cpu"] as const) {
  for (const engine of ["tape", "dense"] as const) {
    test(`all 40 reference cases agree by lossAndGradients, engine ${engine} on ${backend}`, async () => {
      await ready({ backend });
      assert.equal(REFERENCE_CASES.length, 40);
      const before = tf.memory().numTensors;
      for (const given of REFERENCE_CASES) {
        const model = referenceModel(given);
        const x = tf.tensor2d(given.x);
        const options = { engine, ...(given.mask && { slopeLossRows: given.mask }) };
        const result = lossAndGradients(model, x, given.y, referenceLoss(given), options);
        const slopes = given.out.input_grad.flat();
        assertClose(result.loss, given.out.loss, 1e-5 * Math.abs(given.out.loss), `${given.name} loss`);
        assertClose(result.predictions, given.out.pred, 1e-5 * largest(given.out.pred), `${given.name} predictions`);
        assertClose(result.inputGradients, slopes, 1e-5 * largest(slopes), `${given.name} inputGradients`);
        assertClose(
          slopeOf(result.inputGradients, given.features),
          given.out.k.flat(),
          1e-5 * largest(given.out.k.flat()),
        );
        const expected = referenceWeightGradients(given);
        const scale = largest(expected.flat());
        expected.forEach((gradient, i) => {
          assertClose(result.weightGradients[i], gradient, 1e-4 * scale, `${given.name} weightGradients[${i}]`);
        });
        x.dispose();
        model.dispose();

        function slopeOf(gradients: Float32Array, features: number[] | null): number[] {
          const rows = Array.from({ length: 7 }, (_, i) =>
            (features ?? [0, 1, 2]).map((j) => Math.abs(gradients[3 * i + j])),
          );
          return given.mode === "norm" ? rows.map((row) => Math.hypot(...row)) : rows.flat();
        }
      }
      assert.equal(tf.memory().numTensors, before);
    });
  }
}

const model = denseModel({ inputs: 2, hidden: [3], activation: "tanh", seed: 2 });
const X = Float32Array.of(0.1, -0.4, 1.2, 0.7, -0.9, 0.3);
const Y = Float32Array.of(1, 0, -1);
const LOSS = laiLoss({ lambda: 0.5 });

test("rows come back in the order they were given, with a slope for each", () => {
  const whole = lossAndGradients(model, X, Y, LOSS);
  const mixed = lossAndGradients(model, X, Y, LOSS, { slopeLossRows: [0, 1, 0] });
  assertClose(mixed.predictions, whole.predictions, 1e-6);
  assertClose(mixed.inputGradients, whole.inputGradients, 1e-6);
  assert.equal(mixed.inputGradients.length, 6);
  assert.notEqual(mixed.loss, whole.loss);
  const none = lossAndGradients(model, X, Y, LOSS, { slopeLossRows: new Uint8Array(3) });
  const plain = lossAndGradients(model, X, Y, plainLoss({ base: "mse" }));
  assertClose(none.loss, plain.loss, 1e-6);
  assertClose(plain.inputGradients, whole.inputGradients, 1e-6);
});

test("targets are taken as a list, a Float32Array or a tensor", () => {
  const expected = lossAndGradients(model, X, Y, LOSS).loss;
  assert.equal(lossAndGradients(model, X, [1, 0, -1], LOSS).loss, expected);
  assert.equal(lossAndGradients(model, X, tf.tensor2d([[1], [0], [-1]]), LOSS).loss, expected);
  assert.equal(lossAndGradients(model, tf.tensor2d(X, [3, 2]), Y, LOSS).loss, expected);
});

test("predict and inputGradients give what lossAndGradients gives", () => {
  const { predictions, inputGradients: slopes } = lossAndGradients(model, X, Y, LOSS);
  assertClose(predict(model, X), predictions, 1e-6);
  assertClose(inputGradients(model, X), slopes, 1e-6);
  assert.throws(() => predict(model, new Float32Array(3)), /x\.length is 3: the model has 2 inputs/);
});

test("a loss with a state moves by what is handed from call to call, and by nothing else", () => {
  const loss = constrainedSlopeLoss({ targetSlope: 0.2, tolerance: 0.005, dualStepSize: 0.5 });
  const first = lossAndGradients(model, X, Y, loss);
  let excess = 0;
  for (let i = 0; i < 3; i++) {
    excess += Math.max(0, Math.hypot(first.inputGradients[2 * i], first.inputGradients[2 * i + 1]) / 0.2 - 1) / 3;
  }
  assert.ok(excess > 0.1);
  assertClose(first.lossState!.multiplier, 0.5 * (excess - 0.005), 1e-6);
  assertClose(first.loss, lossAndGradients(model, X, Y, plainLoss()).loss, 1e-6); // the multiplier begins at 0
  assert.deepEqual(lossAndGradients(model, X, Y, loss), first);
  const second = lossAndGradients(model, X, Y, loss, { lossState: first.lossState });
  assertClose(second.loss, first.loss + first.lossState!.multiplier * excess, 1e-6);
  assertClose(second.lossState!.multiplier, 2 * first.lossState!.multiplier, 1e-6);
  const warm = lossAndGradients(model, X, Y, loss, { lossState: first.lossState, slopeLossRows: [0, 0, 0] });
  assert.deepEqual(warm.lossState, first.lossState);
  assert.equal(lossAndGradients(model, X, Y, LOSS).lossState, undefined);
});

test("bad input is refused with the argument, the value and the remedy", () => {
  const call =
    (x: unknown, y: unknown, options?: object, loss: unknown = LOSS) =>
    () =>
      lossAndGradients(model, x as Float32Array, y as Float32Array, loss as typeof LOSS, options);
  assert.throws(call(new Float32Array(5), Y), /x\.length is 5: .* a multiple of 2/);
  assert.throws(call(tf.ones([3, 4]), Y), /x\.shape is \[3,4\]: the model has 2 inputs/);
  assert.throws(call(new Float32Array(0), Y), /x is \[\]: it has no rows/);
  assert.throws(call([1, 2], Y), /x is \[1,2\]: give a Float32Array/);
  assert.throws(call(X, [1, 2]), /y\.length is 2: x has 3 rows/);
  assert.throws(
    call(X, tf.zeros([1, 3])),
    /y\.shape is \[1,3\]: give one target a row: a tensor \[rows\] or \[rows, 1\]/,
  );
  assert.throws(call(X, tf.tensor1d(["1", "2", "3"])), /y\.dtype is "string": give a tensor of real numbers/);
  assert.throws(call(X, [1, "2", 3]), /y\[1\] is "2": give numbers/);
  assert.throws(call(X, "123"), /y is "123": give a Float32Array/);
  assert.throws(call(Float32Array.of(0, 0, 0, Number.NaN, 0, 0), Y), /x\[row 1, column 1\] is NaN/);
  assert.throws(call(X, [0, Number.POSITIVE_INFINITY, 0]), /y\[1\] is Infinity/);
  assert.throws(call(X, Y, { laiRows: [1, 0, 1] } as object), /laiRows is .*: its name is slopeLossRows now/);
  assert.throws(
    call(X, Y, { slopeLossRows: [1, 0] }),
    /slopeLossRows is "2 values": give one 0 or 1 for each of the 3 rows/,
  );
  assert.throws(
    call(X, Y, { slopeLossRows: [1, 0, 2] }),
    /slopeLossRows\[2\] is 2: give a whole number of at least 0 and of at most 1/,
  );
  assert.throws(call(X, Y, { laiRow: [1, 0, 1] }), /options\.laiRow is \[1,0,1\]: unknown option/);
  assert.throws(call(X, Y, { lossState: { multiplier: 1 } }), /lossState is .*: lai keeps no state; leave it out/);
  const constrained = constrainedSlopeLoss({ targetSlope: 1 });
  assert.throws(call(X, Y, { lossState: { mu: 1 } }, constrained), /lossState is .*constrainedSlope has multiplier/);
  assert.throws(call(X, Y, {}, "mse"), /loss is "mse": give a loss/);
  assert.throws(call(X, Y, {}, laiLoss({ base: "logistic", lambda: 0.5 })), /y\[2\] is -1: .* from 0 to 1/);
  assert.throws(call(X, Y, {}, laiLoss({ lambda: 0.5, features: [2] })), /features/);
});

test("data that are not standardised are warned of once and not altered", (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  const x = Float32Array.from({ length: 80 }, (_, i) => 100 + (i % 7));
  const y = Float32Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : -1));
  const kept = x.slice();
  lossAndGradients(model, x, y, LOSS);
  assert.equal(warn.mock.callCount(), 1);
  assert.match(
    String(warn.mock.calls[0].arguments[0]),
    /^not standardised: x\[0\] \(mean 103, standard deviation 2\.02\)/,
  );
  assert.deepEqual(x, kept);
  lossAndGradients(model, X, Y, LOSS);
  assert.equal(warn.mock.callCount(), 1);
});
