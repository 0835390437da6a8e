import assert from "node:assert/strict";
import { test } from "node:test";
import workerThreads from "node:worker_threads";
import * as tf from "@tensorflow/tfjs";
import { laiLoss } from "../../src/loss/lai-loss";
import { plainLoss } from "../../src/loss/plain-loss";
import { denseModel } from "../../src/model/dense-model";
import { TrainingDivergedError } from "../../src/train/diverged";
import type { TrainOptions } from "../../src/train/options";
import { train } from "../../src/train/train";
import { assertClose, largest } from "../assert-close";
import { noisySamples } from "./samples";

const data = noisySamples(320, 1);
const model = (): tf.Sequential => denseModel({ inputs: 3, hidden: [12, 8], activation: "tanh", seed: 0 });
const weightsOf = (m: tf.LayersModel): number[][] => m.trainableWeights.map((w) => Array.from(w.read().dataSync()));
const OPTIONS: TrainOptions = { loss: laiLoss({ lambda: 0.3 }), epochs: 4, slopeLossFraction: 0.5, batchSize: 100 };

test("two threads end where one ends, up to rounding, with the same bits at each run, and the history says so", async () => {
  const one = model();
  const single = await train(one, data, OPTIONS);
  const runs: number[][][] = [];
  for (let run = 0; run < 2; run++) {
    const m = model();
    const { history } = await train(m, data, { ...OPTIONS, threads: 2 });
    assert.match(history.description, /^(WebAssembly .*SIMD|native \S+), 2 threads$/);
    runs.push(weightsOf(m));
  }
  assert.match(single.history.description, /^(WebAssembly .*SIMD|native \S+)$/);
  assert.deepEqual(runs[1], runs[0]);
  for (const [i, weights] of weightsOf(one).entries()) assertClose(runs[0][i], weights, 1e-4 * largest(weights));
});

test("a checkpoint goes on with the same number of threads alone; auto is one thread on small batches", async () => {
  const { checkpoint } = await train(model(), data, OPTIONS);
  const resume = (threads: TrainOptions["threads"]): Promise<unknown> =>
    train(model(), data, { ...OPTIONS, epochs: 5, resume: checkpoint, threads });
  await assert.rejects(resume(2), /resume is .*same data and options/);
  await resume(1);
  await resume("auto");
});

test("a number of threads that cannot be is refused before anything is trained", async () => {
  const m = model();
  const untouched = weightsOf(m);
  for (const threads of [0, 65, 1.5, "all"]) {
    await assert.rejects(
      train(m, data, { threads: threads as number }),
      /threads is .*: give a whole number from 1 to 64, or "auto"/,
    );
  }
  await assert.rejects(
    train(m, data, { engine: "tape", threads: 2 }),
    /threads is 2: only the dense kernel takes several, and the tape engine has one; leave threads out/,
  );
  const normalised = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [3] }),
      tf.layers.layerNormalization({ name: "norm" }),
      tf.layers.dense({ units: 1 }),
    ],
  });
  await assert.rejects(train(normalised, data, { threads: 2 }), /threads is 2: .*layer "norm" is a LayerNormalization/);
  assert.deepEqual(weightsOf(m), untouched);
});

test("threads are ended when a training completes, is aborted, diverges or meets a loss that throws", async () => {
  const exits: Promise<void>[] = [];
  const Original = workerThreads.Worker;
  workerThreads.Worker = class extends Original {
    constructor(...given: ConstructorParameters<typeof Original>) {
      super(...given);
      exits.push(new Promise((resolve) => this.once("exit", () => resolve())));
    }
  };
  const failing = plainLoss();
  const thrower = {
    ...failing,
    bind: () => (): number => {
      throw new Error("of the loss");
    },
  };
  const controller = new AbortController();
  try {
    const threads = 2;
    await train(model(), data, { ...OPTIONS, threads });
    const { history } = await train(model(), data, {
      ...{ ...OPTIONS, threads, signal: controller.signal },
      onEpoch: () => controller.abort(),
    });
    assert.equal(history.stopped, "aborted");
    await assert.rejects(train(model(), data, { ...OPTIONS, threads, learningRate: 1e20 }), TrainingDivergedError);
    await assert.rejects(train(model(), data, { ...OPTIONS, threads, loss: thrower }), /of the loss/);
    assert.equal(exits.length, 4);
    await Promise.all(exits);
  } finally {
    workerThreads.Worker = Original;
  }
});
