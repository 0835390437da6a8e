import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Samples } from "../../src/base/samples";
import { datasetFrom } from "../../src/data/own-data";
import { prepareDataset } from "../../src/data/prepare";
import { ready } from "../../src/engine/backend";
import { denseModel } from "../../src/model/dense-model";
import { BatchSource } from "../../src/train/batches";
import type { TrainOptions } from "../../src/train/options";
import { train } from "../../src/train/train";

before(() => ready());

const count = Array.from({ length: 90 }, (_, i) => i);
const table = {
  size: count.map((i) => Math.sin(i)),
  colour: count.map((i) => ["red", "green", "blue"][(i * 5) % 3]),
  garden: count.map((i) => ((i * i) % 5 === 1 ? 1 : 0)),
  price: count.map((i) => Math.cos(i)),
};

async function rowsOf(...features: string[]): Promise<Samples> {
  const dataset = datasetFrom(table, {
    target: "price",
    features: ["size", { name: "colour", kind: "categorical" }, "garden"],
  });
  return (await prepareDataset(dataset, { seed: 1, features })).train;
}

const withoutColumns = ({ x, y, rows, features }: Samples): Samples => ({ x, y, rows, features });
const SETTINGS = { batchSize: 16, dropLastBatch: false, inputNoise: 0.2, seed: 4 };

function batchesOf(samples: Samples, perturbedColumns: "numeric" | "all", inputNoise = 0.2): Float32Array[] {
  const source = new BatchSource(samples, { ...SETTINGS, inputNoise, perturbedColumns });
  return Array.from(source.epoch(0), ({ x, rows }) => x.slice(0, rows * samples.features));
}

test("input noise goes to columns of numbers; to all of them by name, and where nothing is known of them", async () => {
  const samples = await rowsOf("size", "colour", "garden");
  const clean = batchesOf(samples, "numeric", 0);
  const noisy = batchesOf(samples, "numeric");
  const width = samples.features;
  for (const [b, x] of noisy.entries()) {
    for (const [k, value] of x.entries()) {
      const isSize = samples.featureNames![k % width] === "size";
      assert.equal(value !== clean[b][k], isSize, `${samples.featureNames![k % width]}`);
    }
  }
  const all = batchesOf(samples, "all");
  assert.ok(all[0].every((value, k) => value !== clean[0][k]));
  assert.deepEqual(batchesOf(withoutColumns(samples), "numeric"), all);
});

test("a checkpoint does not go on with noise in other columns; without a number there is no noise", async () => {
  const samples = await rowsOf("size", "colour", "garden");
  const model = () => denseModel({ inputs: samples.features, hidden: [4], seed: 1 });
  const options: TrainOptions = { epochs: 2, batchSize: 16, inputNoise: 0.1 };
  const { checkpoint } = await train(model(), samples, options);
  const further = { ...options, epochs: 3, resume: checkpoint };
  assert.equal((await train(model(), samples, further)).history.epochs.length, 3);
  await assert.rejects(train(model(), samples, { ...further, perturbedColumns: "all" }), /resume|checkpoint/);
  const colours = await rowsOf("colour", "garden");
  const small = denseModel({ inputs: colours.features, hidden: [4], seed: 1 });
  await assert.rejects(train(small, colours, options), /inputNoise is 0.1: no feature holds numbers/);
  await train(small, colours, { ...options, perturbedColumns: "all" });
  const bad = { ...options, perturbedColumns: "none" as "all" };
  await assert.rejects(train(small, colours, bad), /perturbedColumns is "none"/);
});
