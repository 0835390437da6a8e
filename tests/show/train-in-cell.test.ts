import assert from "node:assert/strict";
import { before, beforeEach, mock, test } from "node:test";
import type * as tf from "@tensorflow/tfjs";
import { ready } from "../../src/engine/backend";
import { laiLoss } from "../../src/loss/lai-loss";
import { denseModel } from "../../src/model/dense-model";
import { trainInCell } from "../../src/show/train-in-cell";
import { train } from "../../src/train/train";
import { noisySamples } from "../train/samples";

const data = noisySamples(320, 1);
const validation = noisySamples(150, 2);
const makeModel = (): tf.Sequential => denseModel({ inputs: 3, hidden: [8], seed: 3 });
const shared = { loss: laiLoss({ lambda: 0.3 }), validation, epochs: 12, batchSize: 64, seed: 5 };
const weightsOf = (model: tf.LayersModel): number[][] =>
  model.trainableWeights.map((weight) => Array.from(weight.read().dataSync()));

/** The kernel's side: each cell has a stop signal of its own, which `stopAt` aborts after an epoch. */
let stop: AbortController;
const stopAt = (last: number) => ({
  onEpoch: ({ epoch }: { epoch: number }) => {
    if (epoch === last) stop.abort();
  },
});
const said = mock.method(console, "log", () => {});
const lines = (): string => said.mock.calls.map((call) => call.arguments.join(" ")).join("\n");

before(() => ready());
beforeEach(() => {
  said.mock.resetCalls();
  const signal = (): AbortSignal => {
    stop = new AbortController();
    return stop.signal;
  };
  Object.assign(globalThis, { [Symbol.for("tslab-kernel.stopSignal")]: signal });
});

test("a training that was stopped twice ends with the numbers of one that never was", async () => {
  const [undisturbed, stopped] = [makeModel(), makeModel()];
  const expected = await train(undisturbed, data, shared);
  assert.equal((await trainInCell(stopped, data, { ...shared, ...stopAt(4) })).history.stopped, "aborted");
  const second = await trainInCell(stopped, data, { ...shared, ...stopAt(7) });
  assert.deepEqual([second.history.epochs.length, second.history.stopped], [7, "aborted"]);
  const { history } = await trainInCell(stopped, data, shared);
  assert.equal(history.stopped, "completed");
  const losses = (epochs: typeof history.epochs): number[] => epochs.map(({ loss }) => loss);
  assert.deepEqual(losses(history.epochs), losses(expected.history.epochs));
  assert.deepEqual(weightsOf(stopped), weightsOf(undisturbed));
  assert.equal(lines(), "Run the cell again to go on after epoch 4.\nRun the cell again to go on after epoch 7.");
});

test("run again after its last epoch it changes nothing and gives the result; more epochs are trained on", async () => {
  const model = makeModel();
  await trainInCell(model, data, { ...shared, keep: "best" });
  const weights = weightsOf(model);
  const again = await trainInCell(model, data, { ...shared, keep: "best" });
  assert.equal(again.history.epochs.length, 12);
  assert.deepEqual(weightsOf(model), weights);
  assert.match(lines(), /All 12 epochs were trained before/);
  assert.equal((await trainInCell(model, data, { ...shared, epochs: 15 })).history.epochs.length, 15);
});

test("run again after it ended early it changes nothing; with more patience it goes on", async () => {
  const model = makeModel();
  // no loss falls by 10: the lowest stays that of epoch 1
  const few = { ...shared, earlyStopping: { patience: 2, minDelta: 10 } };
  assert.equal((await trainInCell(model, data, few)).history.epochs.length, 3);
  const weights = weightsOf(model);
  const again = await trainInCell(model, data, few);
  assert.deepEqual([again.history.epochs.length, again.history.stopped], [3, "early"]);
  assert.deepEqual(weightsOf(model), weights);
  assert.match(lines(), /It had ended early, after 3 epochs: give it more patience/);
  const more = { ...shared, earlyStopping: { patience: 4, minDelta: 10 } };
  assert.equal((await trainInCell(model, data, more)).history.epochs.length, 5);
});

test("another lambda begins a training of its own from the weights that the model has", async () => {
  const [model, twin] = [makeModel(), makeModel()];
  await trainInCell(model, data, { ...shared, ...stopAt(4) });
  await trainInCell(twin, data, { ...shared, epochs: 4 });
  const other = { ...shared, loss: laiLoss({ lambda: 1 }), epochs: 3 };
  const { history } = await trainInCell(model, data, other);
  assert.deepEqual([history.epochs.length, history.stopped], [3, "completed"]);
  assert.match(lines(), /a new training begins/);
  await train(twin, data, other);
  assert.deepEqual(weightsOf(model), weightsOf(twin));
  said.mock.resetCalls();
  await trainInCell(model, data, { ...shared, epochs: 3 }); // as many epochs, and none of them was trained before
  assert.match(lines(), /^Other data or options than before: [^\n]*$/);
});

test("weights that were set meanwhile are kept, not those of the earlier training", async () => {
  const [model, twin] = [makeModel(), makeModel()];
  await trainInCell(model, data, { ...shared, ...stopAt(4) });
  model.setWeights(makeModel().getWeights());
  await trainInCell(model, data, { ...shared, epochs: 3 });
  await train(twin, data, { ...shared, epochs: 3 });
  assert.deepEqual(weightsOf(model), weightsOf(twin));
});

test("wrong options are refused as train refuses them", async () => {
  await assert.rejects(trainInCell(makeModel(), data, { epochs: 0 }), /epochs is 0/);
});
