import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { measureSavedModel } from "../src/command/measure";
import { predictFile } from "../src/command/predict";
import { polars } from "../src/data/polars";
import { prepare } from "../src/data/prepare";
import { Preprocessor } from "../src/data/preprocess/preprocessor";
import { readTable } from "../src/data/read-table";
import { ready } from "../src/engine/backend";
import { predict } from "../src/engine/predict";
import { denseModel } from "../src/model/dense-model";
import { saveModel } from "../src/model/storage";
import { loadPredictor, savePredictor } from "../src/predictor";
import { assertClose } from "./assert-close";

const folder = mkdtempSync(join(tmpdir(), "lai-predictor-"));
before(() => ready());
after(() => rmSync(folder, { recursive: true, force: true }));

const colours = ["red", "green", "blue"];
const rows = Array.from({ length: 60 }, (_, i) => ({
  size: i % 9 === 4 ? null : 20 + 10 * Math.sin(i),
  colour: colours[i % 3],
  price: Math.round(100 * Math.exp(1 + Math.sin(i))) / 100,
  sold: i % 4 === 0 ? "yes" : "no",
}));
const write = (name: string, table: readonly object[]): string => {
  const path = join(folder, name);
  const lines = table.map((row) =>
    Object.values(row)
      .map((cell) => cell ?? "?")
      .join(","),
  );
  writeFileSync(path, [Object.keys(table[0]).join(","), ...lines, ""].join("\n"));
  return path;
};
const features = ["size", "colour"];
const made = (options: Parameters<typeof prepare>[1]) => {
  const prepared = prepare(rows, { features, categorical: ["colour"], ...options });
  return { ...prepared, model: denseModel({ inputs: prepared.train.features, hidden: [4], seed: 1 }) };
};

test("a saved predictor takes raw rows and frames, and answers in the target's unit, through a logarithm too", async () => {
  const {
    model,
    preprocessor,
    test: held,
    split,
  } = made({ target: "price", unit: "EUR", transforms: { price: "log1p" } });
  await savePredictor(join(folder, "price"), { model, preprocessor });
  const predictor = await loadPredictor(join(folder, "price"));
  const expected = Array.from(predict(model, held.x), (y) =>
    Math.expm1(y * preprocessor.target.sd + preprocessor.target.mean),
  );
  const raw = Array.from(split.test, (row) => ({ colour: rows[row].colour, size: rows[row].size }));
  const answer = predictor.predict(raw);
  assertClose(answer.values, expected, 1e-6);
  assert.deepEqual([answer.unit, answer.labels], ["EUR", null]);
  assertClose(predictor.predict(polars().DataFrame(raw) as never).values, expected, 1e-6);
  const odd = predictor.predict([{ size: 7, colour: "pink", price: null }]);
  assert.equal(odd.values.length, 1);
  assert.match(odd.notes.join(), /^colour: 1 value that the training rows do not have/);
  assert.throws(() => predictor.predict([{ size: 7 }]), /feature is "colour": the table lacks this column/);
  assert.throws(() => predictor.predict([{ size: "big", colour: "red" }]), /column size is "big": it holds text/);
});

test("a target of two words gives the probability of one and the more probable word", async () => {
  const { model, preprocessor } = made({ target: "sold" });
  await savePredictor(join(folder, "sold"), { model, preprocessor });
  const { values, labels, unit } = (await loadPredictor(join(folder, "sold"))).predict(rows);
  const logits = predict(model, preprocessor.inputs(rows).x);
  assertClose(
    values,
    Array.from(logits, (z) => 1 / (1 + Math.exp(-z))),
    1e-9,
  );
  assert.deepEqual(
    labels,
    Array.from(logits, (z) => (z > 0 ? "yes" : "no")),
  );
  assert.equal(unit, "");
  const { csv } = await predictFile(join(folder, "sold"), write("sold.csv", rows), {});
  assert.deepEqual(csv.split("\n").slice(0, 2), ["sold,probability of yes", `${labels?.[0]},${values[0]}`]);
});

test("parts that do not fit, and folders without a preprocessing, are refused before anything is written", async () => {
  const { preprocessor } = made({ target: "price" });
  const other = denseModel({ inputs: 2, hidden: [3], seed: 1 });
  await assert.rejects(
    savePredictor(join(folder, "none"), { model: other, preprocessor }),
    /preprocessor is "\d columns": the model has 2 inputs: give the one that it was trained with/,
  );
  await assert.rejects(loadPredictor(join(folder, "none")), /there is no model.json|no such/);
  await saveModel(other, join(folder, "bare"));
  await assert.rejects(
    loadPredictor(join(folder, "bare")),
    /there is no preprocessing in it: save it with savePredictor/,
  );
});

test("a file is predicted as it was read for training: codes taken for missing, the target not looked at", async () => {
  const { model, preprocessor } = made({ target: "price", unit: "EUR" });
  await savePredictor(join(folder, "file"), { model, preprocessor });
  const { csv, notes } = await predictFile(join(folder, "file"), write("rows.csv", rows), {});
  const values = (await loadPredictor(join(folder, "file"))).predict(rows).values;
  assert.equal(csv, `price\n${Array.from(values, (value) => `${value}\n`).join("")}`);
  assert.match(notes.join("; "), /taken for missing: "\?" stands among the numbers of size.*price is in EUR/);
  const { notes: withoutTarget } = await predictFile(
    join(folder, "file"),
    write(
      "new.csv",
      rows.map(({ size, colour }) => ({ size, colour })),
    ),
    {},
  );
  assert.ok(!withoutTarget.join().includes("NaN"));
});

test("a model is measured on the file that it was trained on: rows without a target are left out, and said", async () => {
  const file = write(
    "gaps.csv",
    rows.map((row, i) => (i % 10 === 3 ? { ...row, price: null } : row)),
  );
  const flags = { preset: "quick", seed: "0", part: "test" };
  const { evaluation, notes } = await measureSavedModel(join(folder, "file"), file, flags);
  assert.equal(evaluation.rows, 54);
  assert.match(notes.join("; "), /6 of 60 rows left out: the target is missing/);
});

test("the preprocessor remembers how training read its file: codes that could not be guessed, and columns the new file lacks", async () => {
  const coded = rows.map((row, i) => ({
    zip: `0${i % 5}1`,
    ...row,
    size: i % 9 === 4 ? "77" : (row.size?.toFixed(3) ?? "77"),
  }));
  const reading = { missing: { size: ["77"], price: ["none"] }, text: ["zip"], thousands: "," as const };
  const table = readTable(write("coded.csv", coded), reading);
  const { train, preprocessor } = prepare(table, {
    target: "price",
    features: ["zip", ...features],
    categorical: ["zip", "colour"],
    reading,
  });
  assert.deepEqual(Preprocessor.fromJSON(JSON.stringify(preprocessor)).reading, reading);
  const model = denseModel({ inputs: train.features, hidden: [4], seed: 1 });
  await savePredictor(join(folder, "coded"), { model, preprocessor });
  const later = coded.map(({ price: _unknown, ...row }) => row);
  const { csv } = await predictFile(join(folder, "coded"), write("later.csv", later), {});
  const values = (await loadPredictor(join(folder, "coded"))).predict(table).values;
  assert.equal(csv, `price\n${Array.from(values, (value) => `${value}\n`).join("")}`);
  const { csv: asNumbers } = await predictFile(join(folder, "coded"), join(folder, "later.csv"), { missing: ["none"] });
  assert.notEqual(asNumbers, csv, "flags come first");
  assert.throws(() => prepare(rows, { target: "price", reading: { mising: [] } as never }), /reading\.mising/);
});
