import assert from "node:assert/strict";
import { test } from "node:test";
import { denseModel, laiLoss, ready, train } from "../../src";
import { looksLike } from "../../src/base/format";
import { compareMethods } from "../../src/compare";
import { evaluate } from "../../src/measure";

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
