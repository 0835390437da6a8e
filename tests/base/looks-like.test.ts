import assert from "node:assert/strict";
import { test } from "node:test";
import { denseModel, laiLoss, ready, train } from "../../src";
import { looksLike } from "../../src/base/format";
import { compareMethods } from "../../src/compare";
import {
  attack,
  type DenseWeights,
  evaluate,
  exactLipschitz,
  globalLipschitzBound,
  gradientNorms,
  localLipschitzBound,
  minimalPerturbation,
  missingCurve,
  noiseCurve,
  sensitivity,
  withPredictor,
} from "../../src/measure";

const DISPLAY = Symbol.for("Jupyter.display");

/** What a notebook is told by an object. */
function looksOf(object: object): Record<string, string> {
  return (object as Record<symbol, () => Record<string, string>>)[DISPLAY]();
}

const x = Float32Array.from({ length: 64 }, (_, i) => Math.sqrt(2) * Math.sin(i));
const samples = { x: x, y: x.map((value) => 0.7 * value), rows: 64, features: 1 };

test("an object that says how it looks stays what it is", () => {
  const object = looksLike({ a: 1 }, () => ({
    rows: [
      ["", "value"],
      ["<a>", 0.123456],
    ],
    caption: "a & b",
  }));
  assert.deepEqual(object, { a: 1 });
  assert.equal(JSON.stringify(object), '{"a":1}');
  assert.deepEqual(Object.getOwnPropertySymbols({ ...object }), []);
  assert.deepEqual(structuredClone(object), { a: 1 });
  const looks = looksOf(object);
  assert.equal(looks["text/plain"], "      value\n<a>  0.1235\n\na & b");
  assert.match(looks["text/html"], /<td[^>]*>&lt;a&gt;<\/td><td style="text-align:right">0\.1235<.*<p>a &amp; b<\/p>/s);
});

test("a training, its history, an evaluation and a comparison look like small tables", async () => {
  await ready();
  const model = denseModel({ inputs: 1, hidden: [4], seed: 1 });
  const result = await train(model, samples, {
    loss: laiLoss({ lambda: 0.3 }),
    epochs: 3,
    batchSize: 16,
    seed: 1,
    validation: samples,
  });
  for (const object of [result, result.history]) {
    const text = looksOf(object)["text/plain"];
    assert.match(text, /last epoch +best epoch\nepoch +3 +\d\nloss +[\d.]+/);
    assert.match(
      text,
      /mean slope +[\d.]+ +[\d.]+\n\n.*, 3 epochs in [\d.]+ s \(completed\) by .*holds the last weights\./,
    );
    assert.ok(text.length < 1000);
  }
  const evaluation = evaluate(model, samples, { which: ["accuracy", "noise"] });
  const told = looksOf(evaluation);
  assert.match(told["text/plain"], /measure +value +standard error\nRMSE +[\d.]+/);
  assert.match(told["text/html"], /<th[^>]*>measure<.*64 rows, the quick measures, seed 0/s);
  const prepared = { train: samples, validation: samples, test: samples } as never;
  const runs = await compareMethods({
    methods: [{ name: "Lai", options: { loss: laiLoss({ lambda: 0.3 }) } }],
    seeds: [1, 2],
    prepare: () => prepared,
    training: { loss: laiLoss({ lambda: 1 }), epochs: 2, batchSize: 16 },
  });
  assert.match(
    looksOf(runs)["text/plain"],
    /^method +seed +epoch .*\nLai +1 +2 .*completed\nLai +2 +2 .*\n\n2 trainings/,
  );
  assert.deepEqual(Object.keys(runs), ["0", "1"]);
});

test("what each measure gives looks like a small table", async () => {
  await ready();
  const model = denseModel({ inputs: 1, hidden: [4], activation: "relu", seed: 1 });
  const weights = withPredictor(model, (held) => held.weights) as DenseWeights;
  const looks: [object, RegExp][] = [
    [
      noiseCurve(model, samples, { sigmas: [0.1], repeats: 2 }),
      /^sigma +RMSE +standard error\n0 .*\n0\.1 .*\n\ngaussian noise, 2 draws of 64 rows/,
    ],
    [
      missingCurve(model, samples, { probabilities: [0.5], repeats: 2 }),
      /^share missing +RMSE .*\n0 .*\n0\.5 .*\n\nmissing values/,
    ],
    [
      attack(model, samples, { epsilons: [0.1], steps: 2 }),
      /^epsilon +FGSM +PGD +random search\n0 .*\n0\.1 .*\n\nRMSE under attacks, l2, 64 rows/,
    ],
    [
      minimalPerturbation(model, samples),
      /^percentile +distance\n5 %.*\n50 %.*\n95 %.*\n\nsmallest change of x, l2, that changes the prediction by 1;/,
    ],
    [
      sensitivity(model, samples),
      /^feature +mean \|derivative\|.*\n.+\n\n1 of 1 features, steepest first, 64 rows; slope: mean [\d.]+/,
    ],
    [gradientNorms(model, samples), /slope\nmean +[\d.]+\np50 [\s\S]*64 rows, \d+ of slope 0/],
    [
      localLipschitzBound(model, samples, { steps: 2 }),
      /local Lipschitz constant\nmean [\s\S]*lower bounds within 0\.5 of 64 rows/,
    ],
    [
      globalLipschitzBound(weights),
      /^bound +slope\nproduct +[\d.]+\naveraged [\s\S]*no input has a steeper slope than [\d.]+$/,
    ],
    [
      exactLipschitz(weights, { interval: [-2, 2] }) as object,
      /^Lipschitz constant\n[\d.]+\n\nthe steepest of \d+ linear pieces$/,
    ],
  ];
  for (const [object, text] of looks) {
    assert.match(looksOf(object)["text/plain"], text);
    assert.match(looksOf(object)["text/html"], /^<table>/);
  }
});
