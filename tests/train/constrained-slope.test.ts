import assert from "node:assert/strict";
import { before, test } from "node:test";
import type * as tf from "@tensorflow/tfjs";
import { ready } from "../../src/engine/backend";
import { inputGradients } from "../../src/engine/predict";
import { constrainedSlopeLoss } from "../../src/loss/constrained-slope";
import { denseModel } from "../../src/model/dense-model";
import type { TrainOptions } from "../../src/train/options";
import { train } from "../../src/train/train";
import { assertClose } from "../assert-close";
import { noisySamples } from "./samples";

const data = noisySamples(320, 1);
const model = (seed = 0): tf.Sequential => denseModel({ inputs: 3, hidden: [12, 8], activation: "tanh", seed });
const weightsOf = (m: tf.LayersModel): number[][] => m.trainableWeights.map((w) => Array.from(w.read().dataSync()));
const LOSS = constrainedSlopeLoss({ targetSlope: 0.3 });

before(() => ready());

/** Mean of max(0, k / k0 - 1) over the training rows. */
function excessOf(m: tf.LayersModel, targetSlope: number): number {
  const gradients = inputGradients(m, data.x);
  let total = 0;
  for (let i = 0; i < data.rows; i++) {
    total += Math.max(0, Math.hypot(...gradients.subarray(3 * i, 3 * i + 3)) / targetSlope - 1);
  }
  return total / data.rows;
}

test("training under a constraint ends at the wanted slope, plain training does not", async () => {
  const options: TrainOptions = { epochs: 200, learningRate: 0.01, validation: noisySamples(150, 2) };
  const plain = model();
  const { history: unconstrained } = await train(plain, data, options);
  for (const targetSlope of [0.3, 0.6]) {
    const m = model();
    const loss = constrainedSlopeLoss({ targetSlope, tolerance: 0.005 });
    const { history } = await train(m, data, { ...options, loss });
    const last = history.epochs.at(-1)!;
    const told = `target ${targetSlope}: excess ${excessOf(m, targetSlope)}, plain ${excessOf(plain, targetSlope)}, ${JSON.stringify(last)}`;
    assert.ok(excessOf(plain, targetSlope) > 0.1, told);
    assert.ok(excessOf(m, targetSlope) < 0.02, told);
    assert.ok(last.meanSlope! < targetSlope && last.meanSlope! > 0.8 * targetSlope, told);
    assert.ok(last.lossState!.multiplier > 0.01, told);
    assert.ok(last.validationRmse! < 1.2 * unconstrained.epochs.at(-1)!.validationRmse!, told);
  }
});

test("a constraint that the data meet by themselves costs nothing", async () => {
  const [free, plain] = [model(), model()];
  const options: TrainOptions = { epochs: 10 };
  const { history } = await train(free, data, { ...options, loss: constrainedSlopeLoss({ targetSlope: 50 }) });
  await train(plain, data, options);
  assert.equal(history.epochs.at(-1)!.lossState!.multiplier, 0);
  for (const [i, weights] of weightsOf(plain).entries()) assertClose(weightsOf(free)[i], weights, 1e-5);
});

for (const engine of ["dense", "tape"] as const) {
  test(`a resumed training ends bit by bit as an undisturbed one, its multiplier too, on the ${engine} engine`, async () => {
    const options: TrainOptions = {
      ...{ loss: LOSS, epochs: 6, warmUpEpochs: 1, slopeLossFraction: 0.5, learningRate: 0.01 },
      ...{ inputNoise: 0.05, seed: 9, engine },
    };
    const whole = model();
    const undisturbed = await train(whole, data, options);
    const broken = model();
    const controller = new AbortController();
    const part = await train(broken, data, {
      ...options,
      signal: controller.signal,
      onEpoch: ({ epoch }) => {
        if (epoch === 3) controller.abort();
      },
    });
    assert.equal(part.history.epochs.length, 3);
    assert.ok(part.checkpoint.lossState!.multiplier > 0);
    const rest = await train(broken, data, { ...options, resume: structuredClone(part.checkpoint) });
    assert.deepEqual(weightsOf(broken), weightsOf(whole));
    assert.deepEqual(rest.checkpoint.lossState, undisturbed.checkpoint.lossState);
    const withoutTimes = (r: typeof rest): unknown => r.history.epochs.map(({ seconds: _, ...record }) => record);
    assert.deepEqual(withoutTimes(rest), withoutTimes(undisturbed));
    assert.deepEqual(JSON.parse(JSON.stringify(rest.history)), rest.history);
    const forgetful = { ...part.checkpoint, lossState: { multiplier: 0 } };
    const other = await train(broken, data, { ...options, resume: forgetful });
    assert.notDeepEqual(other.checkpoint.lossState, undisturbed.checkpoint.lossState);
    await assert.rejects(
      train(broken, data, { ...options, resume: { ...part.checkpoint, lossState: null } }),
      /lossState is null: the state of constrainedSlope has multiplier/,
    );
  });
}

test("the multiplier waits for the end of the warm-up", async () => {
  const { history } = await train(model(), data, { loss: LOSS, epochs: 5, warmUpEpochs: 3 });
  const multipliers = history.epochs.map((record) => record.lossState!.multiplier);
  assert.deepEqual(multipliers.slice(0, 3), [0, 0, 0]);
  assert.ok(multipliers[3] > 0 && multipliers[4] > multipliers[3], `${multipliers}`);
});

test("trainings with the same loss object do not share its state, also side by side", async () => {
  const alone = model();
  await train(alone, data, { loss: LOSS, epochs: 4 });
  const both = [model(), model()];
  await Promise.all(
    both.map((m) => train(m, data, { loss: LOSS, epochs: 4, onEpoch: () => new Promise(setImmediate) })),
  );
  for (const m of both) assert.deepEqual(weightsOf(m), weightsOf(alone));
});
