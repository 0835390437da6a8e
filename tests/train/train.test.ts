import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { toTensors } from "../../src/base/sample-rows";
import { ready } from "../../src/engine/backend";
import { wasmVariants } from "../../src/engine/dense/kernel/instance";
import type { SampleRows } from "../../src/engine/inputs";
import { laiLoss } from "../../src/loss/lai-loss";
import type { LossEvaluator } from "../../src/loss/loss";
import { plainLoss } from "../../src/loss/plain-loss";
import { denseModel } from "../../src/model/dense-model";
import { TrainingDivergedError } from "../../src/train/diverged";
import type { TrainOptions } from "../../src/train/options";
import { train } from "../../src/train/train";
import { assertClose } from "../assert-close";
import { noisySamples } from "./samples";

const data = noisySamples(320, 1);
const validation = noisySamples(150, 2);
const model = (seed = 0): tf.Sequential => denseModel({ inputs: 3, hidden: [12, 8], activation: "tanh", seed });
const weightsOf = (m: tf.LayersModel): number[][] => m.trainableWeights.map((w) => Array.from(w.read().dataSync()));

before(() => ready());

test("plain training lowers the loss and the history says how", async () => {
  const { history } = await train(model(), data, { epochs: 30, learningRate: 0.01, validation });
  assert.equal(history.epochs.length, 30);
  assert.equal(history.stopped, "completed");
  const [first, last] = [history.epochs[0], history.epochs[29]];
  assert.ok(last.loss < 0.8 * first.loss, `${first.loss} to ${last.loss}`);
  assertClose(last.validationRmse! ** 2, last.validationLoss!, 1e-9);
  assert.deepEqual(JSON.parse(JSON.stringify(history)), history);
});

test("Lai loss brings the mean slope towards sqrt(lambda) on noisy data", async () => {
  const slopes: number[] = [];
  for (const lambda of [0.09, 0.3, 3]) {
    const { history } = await train(model(), data, { loss: laiLoss({ lambda }), epochs: 80, learningRate: 0.01 });
    slopes.push(history.epochs.at(-1)!.meanSlope!);
  }
  assertClose(slopes[0], 0.3, 0.06);
  assertClose(slopes[1], Math.sqrt(0.3), 0.1);
  assert.ok(slopes[2] > 1, `${slopes[2]}`);
});

test("the same seed gives the same weights to the last bit, another seed others", async () => {
  const run = async (seed: number): Promise<number[][]> => {
    const m = model();
    await train(m, data, { loss: laiLoss({ lambda: 0.3 }), epochs: 3, inputNoise: 0.1, slopeLossFraction: 0.5, seed });
    return weightsOf(m);
  };
  const first = await run(4);
  assert.deepEqual(await run(4), first);
  assert.notDeepEqual(await run(5), first);
});

test("an aborted training goes on from its checkpoint to the weights of an undisturbed one", async () => {
  const options: TrainOptions = {
    ...{ loss: laiLoss({ lambda: 0.3 }), epochs: 6, warmUpEpochs: 1, slopeLossFraction: 0.5 },
    ...{ inputNoise: 0.05, validation, seed: 9 },
  };
  const whole = model();
  const undisturbed = await train(whole, data, options);
  const broken = model();
  const controller = new AbortController();
  const part = await train(broken, data, {
    ...options,
    signal: controller.signal,
    onEpoch: ({ epoch }) => {
      if (epoch === 2) controller.abort();
    },
  });
  assert.equal(part.history.stopped, "aborted");
  assert.equal(part.history.epochs.length, 2);
  const rest = await train(broken, data, { ...options, resume: structuredClone(part.checkpoint) });
  assert.deepEqual(weightsOf(broken), weightsOf(whole));
  const withoutTimes = (r: typeof rest): unknown => r.history.epochs.map(({ seconds: _, ...record }) => record);
  assert.deepEqual(withoutTimes(rest), withoutTimes(undisturbed));
  assert.deepEqual(rest.bestWeights, undisturbed.bestWeights);
  await assert.rejects(
    train(broken, data, { ...options, seed: 8, resume: part.checkpoint }),
    /resume is .*same data and options/,
  );
  await assert.rejects(
    train(broken, data, { ...options, validation: noisySamples(validation.rows, 77), resume: part.checkpoint }),
    /resume is .*same data and options/,
  );
});

test("a training that is aborted within an epoch is left as after the last whole one, on both engines", async (t) => {
  for (const engine of ["dense", "tape"] as const) {
    const shared: TrainOptions = { engine, validation, batchSize: 64, inputNoise: 0.05 };
    const whole = model();
    const expected = await train(whole, data, { ...shared, epochs: 2 });
    const controller = new AbortController();
    let steps = 0;
    const now = performance.now.bind(performance);
    let ahead = 0;
    const clock = t.mock.method(performance, "now", () => now() + ahead);
    const plain = plainLoss();
    const aborting = {
      ...plain,
      bind: (input: Parameters<typeof plain.bind>[0]): LossEvaluator => {
        const evaluate = plain.bind(input);
        return (batch) => {
          if (++steps === 13) {
            controller.abort();
            ahead = 40; // ms, after which the training looks at the signal
          }
          return evaluate(batch);
        };
      },
    };
    const broken = model();
    const options = { ...shared, epochs: 5, loss: aborting, signal: controller.signal };
    const { history, checkpoint, lastWeights } = await train(broken, data, options);
    clock.mock.restore();
    assert.equal(history.stopped, "aborted");
    assert.equal(steps, 13); // of five steps an epoch
    assert.equal(history.epochs.length, 2);
    assert.deepEqual(weightsOf(broken), weightsOf(whole));
    assert.deepEqual(lastWeights, expected.lastWeights);
    assert.deepEqual(checkpoint.engineState, expected.checkpoint.engineState);
    assert.deepEqual(checkpoint.noiseRandom, expected.checkpoint.noiseRandom);
  }
});

test("a signal that is aborted before the start trains nothing", async () => {
  const m = model();
  const untouched = weightsOf(m);
  const { history } = await train(m, data, { signal: AbortSignal.abort() });
  assert.equal(history.epochs.length, 0);
  assert.equal(history.stopped, "aborted");
  assert.deepEqual(weightsOf(m), untouched);
});

test("during the warm-up the Lai loss does not act", async () => {
  const plain = model();
  const warm = model();
  const shared = { epochs: 4, keep: "last" } as const;
  await train(plain, data, { ...shared, epochs: 3 });
  const { checkpoint } = await train(warm, data, { ...shared, warmUpEpochs: 3, loss: laiLoss({ lambda: 0.05 }) });
  assert.equal(checkpoint.epochs.length, 4);
  const plainLosses = (await train(model(), data, { ...shared, loss: plainLoss() })).history.epochs.map((e) => e.loss);
  assertClose(
    checkpoint.epochs.slice(0, 3).map((e) => e.loss),
    plainLosses.slice(0, 3),
    1e-6,
  );
  assert.ok(checkpoint.epochs[3].loss > plainLosses[3] + 0.05);
});

test("best weights are those of the lowest validation loss after the warm-up", async () => {
  const overfit = noisySamples(40, 3, 1);
  const m = model();
  const options: TrainOptions = {
    epochs: 60,
    warmUpEpochs: 10,
    learningRate: 0.02,
    validation,
    batchSize: 20,
    loss: laiLoss({ lambda: 1 }),
  };
  const { history, bestWeights, lastWeights } = await train(m, overfit, { ...options, keep: "best" });
  const counted = history.epochs.filter((e) => e.epoch > 10);
  const best = counted.reduce((a, b) => (b.validationLoss! < a.validationLoss! ? b : a));
  assert.equal(history.bestEpoch, best.epoch);
  assert.equal(history.kept, "best");
  assert.deepEqual(
    weightsOf(m),
    bestWeights!.map((w) => Array.from(w)),
  );
  assert.notDeepEqual(bestWeights, lastWeights);
  const last = model();
  assert.equal((await train(last, overfit, options)).history.kept, "last");
  assert.deepEqual(
    weightsOf(last),
    lastWeights.map((w) => Array.from(w)),
  );
});

test("early stopping ends a training whose validation loss no longer falls", async () => {
  const { history } = await train(model(), noisySamples(40, 3, 1), {
    ...{ epochs: 400, learningRate: 0.02, validation, batchSize: 20, earlyStopping: { patience: 8 } },
  });
  assert.equal(history.stopped, "early");
  assert.equal(history.epochs.length, history.bestEpoch! + 8);
});

test("a training that ended early is resumed without another epoch; with more patience it goes on as an undisturbed one", async () => {
  const few = noisySamples(40, 3, 1);
  const options: TrainOptions = { epochs: 400, learningRate: 0.02, validation, batchSize: 20 };
  const ended = model();
  const first = await train(ended, few, { ...options, earlyStopping: { patience: 8 } });
  const weights = weightsOf(ended);
  const { checkpoint } = first;
  const again = await train(ended, few, { ...options, earlyStopping: { patience: 8 }, resume: checkpoint });
  assert.deepEqual([again.history.stopped, again.history.epochs], ["early", first.history.epochs]);
  assert.deepEqual(weightsOf(ended), weights);
  assert.deepEqual(again.bestWeights, first.bestWeights);
  const patient = model();
  const whole = await train(patient, few, { ...options, earlyStopping: { patience: 11 } });
  const more = await train(ended, few, { ...options, earlyStopping: { patience: 11 }, resume: again.checkpoint });
  assert.equal(more.history.epochs.length, whole.history.epochs.length);
  assert.deepEqual(weightsOf(ended), weightsOf(patient));
});

test("a training that is aborted while its patience runs out ends at the same epoch when resumed", async () => {
  const few = noisySamples(40, 3, 1);
  const options: TrainOptions = {
    ...{ epochs: 400, learningRate: 0.02, validation, batchSize: 20, earlyStopping: { patience: 8 } },
  };
  const undisturbed = model();
  const { history } = await train(undisturbed, few, options);
  const broken = model();
  const controller = new AbortController();
  const onEpoch = ({ epoch }: { epoch: number }): void => {
    if (epoch === history.bestEpoch! + 3) controller.abort();
  };
  const part = await train(broken, few, { ...options, signal: controller.signal, onEpoch });
  assert.equal(part.history.stopped, "aborted");
  const rest = await train(broken, few, { ...options, resume: part.checkpoint });
  assert.deepEqual([rest.history.stopped, rest.history.epochs.length], ["early", history.epochs.length]);
  assert.deepEqual(weightsOf(broken), weightsOf(undisturbed));
});

test("weight decay shrinks weights that no gradient holds, and no biases", async () => {
  const m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] });
  m.setWeights([tf.tensor2d([[1], [1], [1]]), tf.tensor1d([1])]);
  const zeros = { x: new Float32Array(32 * 3), y: new Float32Array(32).fill(1), rows: 32, features: 3 };
  await train(m, zeros, { epochs: 10, batchSize: 32, learningRate: 0.1, weightDecay: 0.5 });
  const [kernel, bias] = weightsOf(m);
  assertClose(kernel, new Array(3).fill(0.95 ** 10), 1e-5);
  assertClose(bias, [1], 1e-6);
});

test("a training that diverges stops with epoch, step and likely cause, the model as after the last whole epoch", async () => {
  const m = model();
  let last = 0;
  await assert.rejects(train(m, data, { epochs: 50, learningRate: 1e20 }), (error: unknown) => {
    assert.ok(error instanceof TrainingDivergedError);
    last = error.epoch - 1;
    assert.match(
      error.message,
      /Training diverged in epoch \d+, step \d+: the loss is .*, the largest weight .*learningRate 100000000000000000000 is high/,
    );
    return true;
  });
  const same = model();
  if (last > 0) await train(same, data, { epochs: last, learningRate: 1e20 });
  assert.deepEqual(weightsOf(m), weightsOf(same));
});

test("training leaves no tensors behind, on both engines", async () => {
  for (const engine of ["dense", "tape"] as const) {
    const m = model();
    const { numTensors } = tf.memory();
    await train(m, data, { epochs: 2, loss: laiLoss({ lambda: 0.3 }), validation, engine });
    assert.equal(tf.memory().numTensors, numTensors, engine);
  }
});

test("both engines end a training at the same place", async () => {
  const results: number[][][] = [];
  for (const engine of ["dense", "tape"] as const) {
    const m = model();
    await train(m, data, { epochs: 10, loss: laiLoss({ lambda: 0.3 }), slopeLossFraction: 0.7, engine });
    results.push(weightsOf(m));
  }
  for (const [i, weights] of results[0].entries()) assertClose(weights, results[1][i], 1e-3);
});

test("bad options and data are refused before anything is trained", async () => {
  const m = model();
  const untouched = weightsOf(m);
  const refused = (options: TrainOptions, pattern: RegExp): Promise<void> =>
    assert.rejects(train(m, data, options), pattern);
  await refused({ epochs: 0 }, /epochs is 0: give a whole number of at least 1/);
  await refused({ batchSize: 321 }, /batchSize is 321: the data have 320 rows/);
  await refused({ learningRate: -1 }, /learningRate is -1/);
  await refused({ slopeLossFraction: 0 }, /slopeLossFraction is 0/);
  await refused({ laiFraction: 0.5 } as TrainOptions, /train\.laiFraction is 0\.5: its name is slopeLossFraction now/);
  await refused({ warmUpEpochs: 100 }, /warmUpEpochs is 100: give fewer than the 100 epochs/);
  await refused({ keep: "best" }, /keep is "best": give validation rows/);
  await refused({ earlyStopping: { patience: 3 } }, /earlyStopping is .*give validation rows to watch/);
  await refused({ lambda: 3 } as TrainOptions, /train.lambda is 3: unknown option/);
  await refused({ loss: "mse" as never }, /loss is "mse": give a loss such as/);
  await refused({ loss: plainLoss({ base: "logistic" }) }, /data.y\[\d+\] is .*targets from 0 to 1/);
  await refused({ validation: noisySamples(10, 1, 0.7, 2) }, /validation.features is 2: the training data have 3/);
  await refused({ loss: laiLoss({ lambda: 1, features: [3] }) }, /features is 3: unknown feature/);
  const holed = { ...data, x: data.x.slice() };
  holed.x[7] = Number.NaN;
  await assert.rejects(train(m, holed, {}), /row 2.*column 1|x\[2\]\[1\]/);
  await assert.rejects(train(m, { ...data, features: 2 }, {}), /x/);
  await assert.rejects(train(denseModel({ inputs: 4 }), data, {}), /4/);
  assert.deepEqual(weightsOf(m), untouched);
});

test("tensors are trained on as the arrays that they hold, validation rows too, and stay the caller's", async () => {
  const options: TrainOptions = { epochs: 3, loss: laiLoss({ lambda: 0.3 }), seed: 2 };
  const arrays = model();
  const expected = await train(arrays, data, { ...options, validation });
  const [train3, validation3] = [toTensors(data), toTensors(validation)];
  const column = { x: train3.x, y: tf.tensor1d(data.y), featureNames: ["a", "b", "c"] };
  for (const rows of [
    train3,
    column,
    { ...data, y: train3.y },
    { ...data, x: train3.x },
    { ...data, y: [...data.y] },
  ]) {
    const tensors = model();
    const { history } = await train(tensors, rows, { ...options, validation: validation3 });
    assert.deepEqual(weightsOf(tensors), weightsOf(arrays));
    assert.equal(history.epochs.at(-1)!.validationLoss, expected.history.epochs.at(-1)!.validationLoss);
  }
  assert.equal(train3.x.isDisposed || train3.y.isDisposed || validation3.x.isDisposed, false);
});

test("tensors of another shape are refused by name before anything is trained", async () => {
  const m = model();
  const untouched = weightsOf(m);
  const x = tf.zeros([40, 3]) as tf.Tensor2D;
  const y = tf.zeros([40, 1]);
  const cases: [rows: unknown, options: unknown, message: RegExp][] = [
    [{ x: tf.zeros([40]), y }, {}, /^data\.x\.shape is \[40\]: give a tensor \[rows, features\]/],
    [{ x: tf.zeros([40, 3, 1]), y }, {}, /^data\.x\.shape is \[40,3,1\]/],
    [{ x, y, rows: 39 }, {}, /^data\.x\.shape is \[40,3\]: give a tensor \[39, features\]/],
    [{ x, y, features: 2 }, {}, /^data\.x\.shape is \[40,3\]: give a tensor \[rows, 2\]/],
    [{ x, y: tf.zeros([1, 40]) }, {}, /^data\.y\.shape is \[1,40\]: .*\[rows\] or \[rows, 1\]/],
    [{ x, y: tf.zeros([40, 2]) }, {}, /^data\.y\.shape is \[40,2\]/],
    [{ x, y: tf.scalar(1) }, {}, /^data\.y\.shape is \[\]/],
    [{ x, y: tf.zeros([39, 1]) }, {}, /^data\.y\.length is 39: 40 rows need as many/],
    [{ x, y: tf.tensor1d(Array(40).fill("a")) }, {}, /^data\.y\.dtype is "string"/],
    [{ x, y: ["1"] }, {}, /^data\.y\[0\] is "1": give numbers/],
    [{ x: tf.fill([40, 3], Number.NaN), y }, {}, /^data\.x\[row 0, column 0\] is NaN/],
    [{ x: tf.zeros([40, 2]), y }, {}, /^data\.features is 2: the model takes 3/],
    [{ x, y }, { validation: { x, y: tf.zeros([1, 40]) } }, /^validation\.y\.shape is \[1,40\]/],
    [{ x, y }, { validation: { x: tf.zeros([9, 2]), y: tf.zeros([9]) } }, /^validation\.features is 2/],
    [undefined, {}, /^data is undefined: give samples/],
  ];
  for (const [rows, options, message] of cases) {
    await assert.rejects(train(m, rows as SampleRows, options as TrainOptions), { name: "ArgumentError", message });
  }
  assert.deepEqual(weightsOf(m), untouched);
});

test("a checkpoint of version 0.1 fits the same training under the new names", async (t) => {
  const [variant] = wasmVariants();
  if (variant === undefined) return t.skip("there is no SIMD here, and fingerprints name the engine");
  process.env.LAI_KERNEL = "wasm"; // the checkpoint named its kernel
  t.after(() => delete process.env.LAI_KERNEL);
  const x = Float32Array.from({ length: 20 }, (_, i) => Math.sin(i));
  const y = Float32Array.from({ length: 10 }, (_, i) => Math.cos(i));
  const options: TrainOptions = { loss: laiLoss({ lambda: 0.3 }), slopeLossFraction: 0.4, warmUpEpochs: 1, seed: 5 };
  const small = denseModel({ inputs: 2, hidden: [3], activation: "tanh", seed: 1 });
  const { checkpoint } = await train(small, { x, y, rows: 10, features: 2 }, { ...options, epochs: 2, batchSize: 5 });
  // the engine's description is in it: each kernel variant has its own
  const known = { simd: "f3584e093554d3cd", "relaxed-simd": "61f57b787763ecaf" };
  assert.equal(checkpoint.fingerprint, known[variant]);
});
