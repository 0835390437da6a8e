import assert from "node:assert/strict";
import { before, beforeEach, mock, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import {
  type Comparison,
  type ComparisonProgress,
  type ComparisonRun,
  compareMethods,
} from "../../src/compare/compare-methods";
import type { PreparedDataset } from "../../src/data/prepare";
import { ready } from "../../src/engine/backend";
import { laiLoss } from "../../src/loss/lai-loss";
import type { GradientAwareLoss } from "../../src/loss/loss";
import { plainLoss } from "../../src/loss/plain-loss";
import { type SlopePoint, slopeLoss } from "../../src/loss/slope-loss";
import { denseModel } from "../../src/model/dense-model";
import type { DenseNetwork } from "../../src/model/dense-network";
import { TrainingDivergedError } from "../../src/train/diverged";
import { noisySamples } from "../train/samples";

/** As much of a prepared data set as a comparison looks at. */
const prepare = async (seed: number): Promise<PreparedDataset> =>
  ({ train: noisySamples(96, seed), validation: noisySamples(48, seed + 100) }) as PreparedDataset;

const comparison: Comparison = {
  methods: [
    { name: "plain", options: { loss: plainLoss() } },
    { name: "Lai", options: { loss: laiLoss({ lambda: 0.3 }) } },
  ],
  seeds: [0, 1],
  prepare,
  model: { hidden: [6] },
  training: { epochs: 4, batchSize: 32, learningRate: 0.01 },
};

/** What a comparison ended with, times left out. */
const numbersOf = (runs: readonly ComparisonRun[]): unknown =>
  runs.map(({ method, seed, model, history }) => ({
    ...{ method, seed, bestEpoch: history.bestEpoch, stopped: history.stopped },
    epochs: history.epochs.map(({ seconds: _, ...record }) => record),
    weights: model.getWeights().map((weight) => Array.from(weight.dataSync())),
  }));

/** Runs a comparison, stopped after an epoch of a run; tells the epochs that it trained as "run.epoch". */
async function compare(changes: Partial<Comparison> = {}, stopAt?: string) {
  const stop = new AbortController();
  const trained: string[] = [];
  const left: number[] = [];
  const onEpoch = ({ run, epoch, secondsLeft }: ComparisonProgress): void => {
    trained.push(`${run}.${epoch}`);
    left.push(secondsLeft);
    if (trained.at(-1) === stopAt) stop.abort();
  };
  const runs = await compareMethods({ ...comparison, ...changes, onEpoch, signal: stop.signal });
  return { runs, trained, left };
}

const ALL = [1, 2, 3, 4].flatMap((run) => [1, 2, 3, 4].map((epoch) => `${run}.${epoch}`));
const said = mock.method(console, "log", () => {});

before(() => ready());
beforeEach(async () => {
  await compareMethods(comparison); // ends whatever an earlier test left
  said.mock.resetCalls();
});

test("a comparison that was stopped twice goes on to the numbers of one that never was", async () => {
  const undisturbed = await compare();
  assert.deepEqual(undisturbed.trained, ALL);
  const first = await compare({}, "2.2");
  assert.deepEqual([first.runs.length, first.trained.at(-1)], [1, "2.2"]);
  assert.match(String(said.mock.calls[0].arguments[0]), /^Stopped in run 2 of 4: Lai, seed 0\. .* goes on from there/);
  const second = await compare({}, "3.1");
  assert.deepEqual([second.runs.length, second.trained], [2, ["2.3", "2.4", "3.1"]]);
  const third = await compare();
  assert.deepEqual(third.trained, ALL.slice(ALL.indexOf("3.2")));
  assert.deepEqual(numbersOf(third.runs), numbersOf(undisturbed.runs));
  assert.ok(third.left.every((seconds) => Number.isFinite(seconds) && seconds >= 0));
  assert.equal(third.left.at(-1), 0);
  assert.equal(new Set([...first.runs, ...third.runs].map(({ model }) => model)).size, 5, "models are not shared");
});

test("a comparison that was completed is trained anew when it is begun again", async () => {
  await compare({}, "3.3");
  await compare();
  assert.deepEqual((await compare()).trained, ALL);
});

test("another comparison that is completed meanwhile takes nothing away", async () => {
  await compare({}, "4.3");
  await compare({ seeds: [7] });
  assert.deepEqual((await compare()).trained, ["4.4"]);
});

test("methods with other options, and all where data or network are others, are trained anew", async () => {
  const other = [comparison.methods[0], { name: "Lai", options: { loss: laiLoss({ lambda: 0.5 }) } }];
  const changes: [Partial<Comparison>, string[]][] = [
    [{ methods: other }, ALL.filter((at) => /^[24]/.test(at))],
    [{ model: { hidden: [6], activation: "softplus" } }, ALL],
    [{ training: { ...comparison.training, epochs: 3 } }, ALL.filter((at) => !at.endsWith(".4"))],
    [{ prepare: (seed) => prepare(seed + 50) }, ALL],
    [{ prepare: async (seed) => ({ ...(await prepare(seed)), validation: noisySamples(48, 9) }) }, ALL],
  ];
  for (const [change, trained] of changes) {
    const undisturbed = await compare(change);
    await compare({}, "4.3");
    const found = await compare(change);
    assert.deepEqual(found.trained, trained);
    assert.deepEqual(numbersOf(found.runs), numbersOf(undisturbed.runs));
    await compare();
  }
});

test("a loss of one's own goes on as the same object alone: made anew its formula may be another", async () => {
  const term = (point: SlopePoint): void => {
    point.loss = point.base;
    point.byPrediction = point.baseDerivative;
  };
  const own = (): GradientAwareLoss => slopeLoss({ name: "own", term });
  const ofOne = (loss: GradientAwareLoss): Partial<Comparison> => ({
    methods: [{ name: "own", options: { loss } }],
    seeds: [0],
  });
  const loss = own();
  await compare(ofOne(loss), "1.3");
  assert.deepEqual((await compare(ofOne(loss))).trained, ["1.4"]);
  await compare(ofOne(loss), "1.3");
  assert.deepEqual((await compare(ofOne(own()))).trained, ["1.1", "1.2", "1.3", "1.4"]);
});

test("runs before one that fails are kept, and go on once it is mended", async () => {
  const failing = [
    comparison.methods[0],
    { name: "Lai", options: { ...comparison.methods[1].options, learningRate: 1e20 } },
  ];
  await assert.rejects(compare({ methods: failing }), TrainingDivergedError);
  assert.deepEqual(
    (await compare()).trained,
    ALL.filter((at) => !at.startsWith("1.")),
  );
});

test("models are made by a function of one's own: a tf model of any layers, or a network as plain data", async () => {
  const layers = (seed: number, inputs: number): tf.LayersModel => {
    const kernelInitializer = tf.initializers.glorotUniform({ seed: seed + 1 });
    const input = tf.input({ shape: [inputs] });
    const hidden = tf.layers.dense({ units: 6, activation: "tanh", kernelInitializer }).apply(input);
    const even = tf.layers.layerNormalization().apply(hidden);
    return tf.model({
      inputs: input,
      outputs: tf.layers.dense({ units: 1, kernelInitializer }).apply(even) as tf.SymbolicTensor,
    });
  };
  const own = await compareMethods({ ...comparison, model: layers });
  assert.equal(own.length, 4);
  for (const { model, history } of own) {
    assert.equal(model.layers[2].getClassName(), "LayerNormalization");
    assert.equal(history.epochs.length, 4);
  }
  const plain = (seed: number, inputs: number): DenseNetwork => ({
    layers: [
      { kernel: Array.from({ length: inputs }, (_, i) => [Math.sin(i + seed + 1)]), bias: [0], activation: "tanh" },
      { kernel: [[1]], bias: [0] },
    ],
  });
  const networks = await compareMethods({ ...comparison, model: plain });
  const [first, second] = networks.map(({ model }) => model.layers[0].kernel);
  assert.notDeepEqual(first, second); // one seed, two methods, each trained from the same weights
  const again = await compareMethods({ ...comparison, model: plain });
  assert.deepEqual(
    again.map(({ model }) => model),
    networks.map(({ model }) => model),
  );
  await assert.rejects(compareMethods({ ...comparison, model: (() => "a network") as never }), /model is "a network"/);
  await assert.rejects(
    compareMethods({ ...comparison, model: (async () => layers(0, 2)) as never }),
    /model is of the kind Promise/,
  );
});

test("a stopped comparison of another function's models is not gone on with", async () => {
  const maker = (activation: "tanh" | "softplus") => (seed: number, inputs: number) =>
    denseModel({ inputs, hidden: [6], activation, seed });
  const tanh = maker("tanh");
  const { trained } = await compare({ model: tanh }, "2.2");
  assert.equal(trained.at(-1), "2.2");
  const other = await compare({ model: maker("softplus") }, "1.2");
  assert.deepEqual(other.trained, ["1.1", "1.2"]);
  await compare({ model: tanh }, "2.2");
  const { trained: rest } = await compare({ model: tanh });
  assert.deepEqual(rest, ALL.slice(ALL.indexOf("2.3")));
});
