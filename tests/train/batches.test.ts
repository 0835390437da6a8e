import assert from "node:assert/strict";
import { test } from "node:test";
import { mean } from "../../src/base/statistics";
import { plainLoss } from "../../src/loss/plain-loss";
import { type BatchOptions, BatchSource, type BatchState } from "../../src/train/batches";
import { train } from "../../src/train/train";
import { assertClose } from "../assert-close";
import { noisySamples } from "./samples";

const ROWS = 50;
// each row is known by its target
const samples = {
  x: Float32Array.from({ length: 2 * ROWS }, (_, i) => i),
  y: Float32Array.from({ length: ROWS }, (_, i) => i),
  rows: ROWS,
  features: 2,
};
const OPTIONS: BatchOptions = { batchSize: 16, dropLastBatch: false, inputNoise: 0, perturbedColumns: "all", seed: 3 };

/** The rows of each batch of an epoch, and how many of them take the slope loss. */
function epochOf(source: BatchSource, fraction = 0): { rows: number[]; slopeLossRows: number }[] {
  return Array.from(source.epoch(fraction), ({ rows, slopeLossRows, x, y }) => {
    const order = Array.from(y.subarray(0, rows));
    for (const [i, row] of order.entries()) assert.deepEqual([...x.subarray(2 * i, 2 * i + 2)], [2 * row, 2 * row + 1]);
    return { rows: order, slopeLossRows };
  });
}
const sizes = (epoch: ReturnType<typeof epochOf>): number[] => epoch.map(({ rows }) => rows.length);
const rowsOf = (epoch: ReturnType<typeof epochOf>): number[] => epoch.flatMap(({ rows }) => rows);

test("an epoch has every row once, in a new order each time; the last batch has what is left", () => {
  const source = new BatchSource(samples, OPTIONS);
  const [first, second] = [epochOf(source), epochOf(source)];
  assert.deepEqual(sizes(first), [16, 16, 16, 2]);
  const all = Array.from({ length: ROWS }, (_, i) => i);
  for (const epoch of [first, second])
    assert.deepEqual(
      rowsOf(epoch).sort((a, b) => a - b),
      all,
    );
  assert.notDeepEqual(rowsOf(second), rowsOf(first));
});

test("without its last batch an epoch has the whole ones alone, of the same rows; others are left out each time", () => {
  const [all, whole] = [true, false].map((keep) => new BatchSource(samples, { ...OPTIONS, dropLastBatch: !keep }));
  const left = [0, 1].map(() => {
    const [every, some] = [rowsOf(epochOf(all)), epochOf(whole)];
    assert.deepEqual(sizes(some), [16, 16, 16]);
    assert.deepEqual(rowsOf(some), every.slice(0, 48));
    return every.slice(48);
  });
  assert.notDeepEqual(left[0], left[1]);
});

test("a last batch that is whole is kept, and so is the only batch, however small", () => {
  const of = (batchSize: number): number[] =>
    sizes(epochOf(new BatchSource(samples, { ...OPTIONS, batchSize, dropLastBatch: true })));
  assert.deepEqual(of(25), [25, 25]);
  assert.deepEqual(of(50), [50]);
  assert.deepEqual(of(64), [50]);
});

test("a fraction of each batch, rounded but at least one row, takes the slope loss", () => {
  const rows = (fraction: number): number[] =>
    epochOf(new BatchSource(samples, OPTIONS), fraction).map(({ slopeLossRows }) => slopeLossRows);
  assert.deepEqual(rows(0), [0, 0, 0, 0]);
  assert.deepEqual(rows(1), [16, 16, 16, 2]);
  assert.deepEqual(rows(0.3), [5, 5, 5, 1]);
  assert.deepEqual(rows(0.01), [1, 1, 1, 1]);
});

test("batches that go on from a state are those that would have come", () => {
  const noisy: BatchOptions = { ...OPTIONS, inputNoise: 0.5 };
  const source = new BatchSource(samples, noisy);
  for (const _batch of source.epoch(0));
  const state: BatchState = JSON.parse(JSON.stringify(source.getState()));
  const next = (from: BatchSource): number[][] => Array.from(from.epoch(0), ({ x }) => [...x]);
  const expected = next(source);
  const other = new BatchSource(samples, { ...noisy, seed: 3 });
  other.setState(state);
  assert.deepEqual(next(other), expected);
});

test("a training with dropLastBatch takes one step a whole batch, and its loss is the mean of theirs", async () => {
  const data = noisySamples(ROWS, 1);
  const [kernel, bias] = [[[0.5], [0.2], [-0.1]], [0.1]];
  const predict = (x: ArrayLike<number>): number => kernel.reduce((sum, [w], j) => sum + w * x[j], bias[0]);
  for (const [dropLastBatch, steps] of [
    [false, 8],
    [true, 6],
  ] as const) {
    // so slow that the weights stay what they are
    const settings = { loss: plainLoss(), epochs: 2, batchSize: 16, seed: 3, dropLastBatch, learningRate: 1e-12 };
    const { checkpoint, history } = await train({ layers: [{ kernel, bias }] }, data, settings);
    assert.equal(checkpoint.engineState.steps, steps);
    const batches = new BatchSource(data, { ...OPTIONS, dropLastBatch });
    for (const { loss } of history.epochs) {
      const means = Array.from(batches.epoch(0), ({ rows, x, y }) =>
        mean(Array.from({ length: rows }, (_, i) => (predict(x.subarray(3 * i)) - y[i]) ** 2)),
      );
      assert.equal(means.length, steps / 2);
      assertClose(loss, mean(means), 1e-6);
    }
  }
});
