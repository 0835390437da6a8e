import assert from "node:assert/strict";
import test from "node:test";
import { checkSamples } from "../../src/base/samples";
import { loadDataset } from "../../src/data/load";
import { prepareDataset } from "../../src/data/prepare";
import { Preprocessor } from "../../src/data/preprocess/preprocessor";
import { assertClose } from "../assert-close";

test("diamonds come without the 20 rows of zero dimension, with ordinals in their order", async () => {
  const { dataset, train, validation, test: held, preprocessor } = await prepareDataset("diamonds", { seed: 0 });
  assert.equal(dataset.table.height, 53920);
  assert.deepEqual(dataset.notes, ["20 of 53940 rows left out: no diamond has a dimension of 0 mm."]);
  assert.deepEqual([train.rows, validation.rows, held.rows], [32352, 10784, 10784]);
  assert.deepEqual(preprocessor.featureNames, ["carat", "cut", "color", "clarity", "depth", "table", "x", "y", "z"]);
  for (const samples of [train, validation, held]) checkSamples(samples);
  // row 0 of the file: 0.23, Ideal, E, SI2, 61.5, 55, 326, ...
  const first = preprocessor.transform(dataset.table, [0]);
  assertClose(preprocessor.inverse(first.y), [326], 1e-3);
  const raw = preprocessor.columns.map((c, j) => first.x[j] * c.sd + c.mean);
  assertClose(raw, [0.23, 4, 5, 1, 61.5, 55, 3.95, 3.98, 2.43], 1e-4);
});

test("training columns have mean 0 and standard deviation 1, and the target too", async () => {
  const { train } = await prepareDataset("concrete", { seed: 1 });
  const columns = Array.from({ length: train.features }, (_, j) => train.x.filter((_v, i) => i % train.features === j));
  for (const column of [...columns, train.y]) {
    const mean = column.reduce((sum, v) => sum + v, 0) / column.length;
    const variance = column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / column.length;
    assertClose([mean, variance], [0, 1], 1e-5);
  }
});

test("concrete is split by mix: no mix stands on two sides", async () => {
  const { dataset, split } = await prepareDataset("concrete", { seed: 2 });
  const mixes = dataset.table
    .select(...dataset.groupBy)
    .toRecords()
    .map((mix) => JSON.stringify(mix));
  const sides = new Map<string, Set<string>>();
  for (const side of ["train", "validation", "test"] as const) {
    const rows = split[side];
    for (const row of rows) sides.set(mixes[row], (sides.get(mixes[row]) ?? new Set()).add(side));
  }
  assert.equal(sides.size, 427);
  assert.ok([...sides.values()].every((set) => set.size === 1));
});

test("exact duplicates never stand on two sides of a random split", async () => {
  const dataset = await loadDataset("wine-red");
  const { split } = await prepareDataset(dataset, { seed: 0 });
  const rows = dataset.table.toRecords().map((record) => JSON.stringify(record));
  assert.equal(rows.length - new Set(rows).size, 240);
  const train = new Set(Array.from(split.train, (row) => rows[row]));
  const validation = new Set(Array.from(split.validation, (row) => rows[row]));
  assert.ok(Array.from(split.validation).every((row) => !train.has(rows[row])));
  assert.ok(Array.from(split.test).every((row) => !train.has(rows[row]) && !validation.has(rows[row])));
});

test("a preprocessor that went through JSON prepares the same samples", async () => {
  const { dataset, test: held, split, preprocessor } = await prepareDataset("auto-mpg");
  const again = Preprocessor.fromJSON(JSON.stringify(preprocessor));
  assert.deepEqual(again.transform(dataset.table, split.test), held);
  assert.throws(() => Preprocessor.fromJSON("{}"), /json is .*it is not a preprocessor/);
});

test("transform takes one row as an object, and names a column that is missing", async () => {
  const { preprocessor } = await prepareDataset("auto-mpg");
  const car = { cylinders: 4, displacement: 100, horsepower: 70, weight: 2200, acceleration: 16, "model year": 79 };
  const samples = preprocessor.transform([{ ...car, origin: 7 }]);
  assert.deepEqual(Array.from(samples.x.slice(6)), [0, 0, 0]);
  assert.ok(Number.isNaN(samples.y[0]));
  assert.deepEqual(samples.notes, [
    "origin: 1 values that the training rows do not have; all its columns are 0 there.",
    "the table has no column mpg: y is NaN.",
  ]);
  assert.throws(() => preprocessor.transform([car]), /feature is "origin": the table lacks this column/);
});

test("unknown features, options and ids are refused by name", async () => {
  await assert.rejects(prepareDataset("diamond"), /id is "diamond": give one of diamonds, concrete/);
  await assert.rejects(prepareDataset("auto-mpg", { features: ["hp"] }), /feature is "hp": give one of "cylinders"/);
  await assert.rejects(prepareDataset("auto-mpg", { seeds: 1 } as object), /options.seeds is 1: unknown option/);
  await assert.rejects(prepareDataset("diamonds", { split: "group" }), /diamonds has no group columns/);
});
