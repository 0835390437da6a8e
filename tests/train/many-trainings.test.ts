import assert from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import * as tf from "@tensorflow/tfjs";
import { noisySamples } from "./samples";
import { type TrainingOrder, trainOnce } from "./train-worker";

const PROGRAM = join(__dirname, "train-worker.js");

test("trainings on several worker threads at once end with the bits of the main thread", async () => {
  const data = noisySamples(200, 1);
  const seeds = [1, 2, 3, 1];
  const workers = seeds.map((seed) => new Worker(PROGRAM, { workerData: { data, seed } satisfies TrainingOrder }));
  const received = workers.map((worker) => once(worker, "message"));
  const expected: Float32Array[][] = [];
  for (const seed of seeds) expected.push(await trainOnce({ data, seed })); // while the workers train
  for (const [i, message] of (await Promise.all(received)).entries()) {
    assert.deepEqual(message[0], expected[i], `worker ${i}`);
  }
  assert.notDeepEqual(expected[0], expected[1]);
});

test("memory does not grow over 1,000 trainings, models and all", async () => {
  const data = noisySamples(40, 1);
  for (let i = 0; i < 100; i++) await trainOnce({ data, seed: i });
  const before = process.memoryUsage().rss;
  const tensors = tf.memory().numTensors;
  for (let i = 0; i < 1000; i++) await trainOnce({ data, seed: i });
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  assert.equal(tf.memory().numTensors, tensors);
  assert.ok(grown < 50, `${grown.toFixed(1)} MB more after 1,000 trainings`);
});
