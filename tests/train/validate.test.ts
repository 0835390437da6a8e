import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Random } from "../../src/base/random";
import { takeRows } from "../../src/base/sample-rows";
import type { Samples } from "../../src/base/samples";
import { ready } from "../../src/engine/backend";
import type { EngineName } from "../../src/engine/engine";
import { laiLoss } from "../../src/loss/lai-loss";
import { gradientNorms } from "../../src/measure/gradient-norm";
import { withPredictor } from "../../src/measure/predictor";
import { denseModel } from "../../src/model/dense-model";
import { type TrainingResult, train } from "../../src/train/train";

/** Above so many validation rows the mean slope is that of so many drawn ones. */
const SLOPE_ROWS = 16384;

before(() => ready());

/** Rows of a function that is steep where its target is large, sorted by the target, as diamonds is by its price. */
function sortedRows(rows: number, seed: number): Samples {
  const random = new Random(seed, "sorted rows");
  const x = Float32Array.from({ length: rows }, () => random.normal());
  const y = x.map((value) => 0.7 * Math.exp(0.8 * value) - 0.96);
  const unsorted: Samples = { x, y, rows, features: 1 };
  return takeRows(
    unsorted,
    Array.from(y.keys()).sort((a, b) => y[a] - y[b]),
  );
}

const data = sortedRows(400, 1);
const newModel = () => denseModel({ inputs: 1, hidden: [8], activation: "tanh", seed: 3 });
type Model = ReturnType<typeof newModel>;

async function trained(options: Parameters<typeof train>[2]): Promise<TrainingResult & { model: Model }> {
  const model = newModel();
  const settings = { loss: laiLoss({ lambda: 0.3 }), epochs: 4, learningRate: 0.02, seed: 5 };
  return { ...(await train(model, data, { ...settings, ...options })), model };
}

const meanSlopeOver = (model: Model, samples: Samples): number =>
  withPredictor(model, (predictor) => gradientNorms(predictor, samples).mean!);

for (const engine of ["dense", "tape"] satisfies EngineName[]) {
  test(`the mean slope is that of the rows, not of the first of a sorted file (${engine})`, async () => {
    const many = sortedRows(8 * SLOPE_ROWS, 2);
    const { history, model } = await trained({ validation: many, engine });
    const truth = meanSlopeOver(model, many);
    const told = history.epochs.at(-1)!.meanSlope!;
    const head = meanSlopeOver(
      model,
      takeRows(
        many,
        Array.from({ length: SLOPE_ROWS }, (_, row) => row),
      ),
    );
    assert.ok(Math.abs(head / truth - 1) > 0.3, `the first rows must tell something else: ${head}, ${truth}`);
    assert.ok(Math.abs(told / truth - 1) < 0.06, `${told} for ${truth}`);
  });

  test(`up to ${SLOPE_ROWS} rows the mean slope is exact (${engine})`, async () => {
    const few = sortedRows(SLOPE_ROWS, 2);
    const { history, model } = await trained({ validation: few, engine });
    const gap = history.epochs.at(-1)!.meanSlope! / meanSlopeOver(model, few) - 1;
    assert.ok(Math.abs(gap) < 1e-6, `${gap}`);
  });

  test(`watching the slope changes neither weights nor validation losses (${engine})`, async () => {
    for (const rows of [700, 3 * SLOPE_ROWS + 5]) {
      const options = { validation: sortedRows(rows, 2), engine, inputNoise: 0.1, slopeLossFraction: 0.5 };
      const [watched, unwatched] = [await trained(options), await trained({ ...options, trackSlope: false })];
      assert.deepEqual(watched.lastWeights, unwatched.lastWeights);
      const losses = (result: TrainingResult) => result.history.epochs.map(({ validationLoss }) => validationLoss);
      assert.deepEqual(losses(watched), losses(unwatched));
    }
  });
}

test("the rows are drawn by the training's seed, the same in every epoch", async () => {
  const validation = sortedRows(4 * SLOPE_ROWS, 2);
  const slopesOf = async (seed: number, learningRate: number) =>
    (await trained({ validation, seed, learningRate })).history.epochs.map(({ meanSlope }) => meanSlope);
  assert.deepEqual(await slopesOf(5, 0.02), await slopesOf(5, 0.02));
  // a rate that leaves the weights as they are: all that differs between epochs or seeds is which rows were drawn
  const [first, other] = [await slopesOf(1, 1e-30), await slopesOf(2, 1e-30)];
  assert.equal(new Set(first).size, 1);
  assert.notEqual(first[0], other[0]);
});

test("without validation rows the slope is that of training rows drawn by seed", async () => {
  const many = sortedRows(6 * SLOPE_ROWS, 4);
  const model = newModel();
  const { history } = await train(model, many, { epochs: 1, batchSize: 512, learningRate: 0.02 });
  const truth = meanSlopeOver(model, many);
  assert.ok(Math.abs(history.epochs[0].meanSlope! / truth - 1) < 0.06, `${history.epochs[0].meanSlope} for ${truth}`);
});

test("rows that are drawn keep their numbers in the table", () => {
  const samples: Samples = { ...sortedRows(4, 1), rowNumbers: Uint32Array.of(10, 20, 30, 40) };
  assert.deepEqual(takeRows(samples, [2, 0]).rowNumbers, Uint32Array.of(30, 10));
});
