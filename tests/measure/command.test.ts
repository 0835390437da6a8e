import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { measureCommand } from "../../src/command/measure";
import { prepareDataset } from "../../src/data/prepare";
import { ready } from "../../src/engine/backend";
import type { Evaluation } from "../../src/measure/evaluate";
import { denseModel } from "../../src/model/dense-model";
import { saveModel } from "../../src/model/storage";

const folder = mkdtempSync(join(tmpdir(), "lai-measure-"));

type Record = Evaluation & { data: string; notes: string[] };

/** Runs the command: what it prints, and the record that it writes. */
async function measure(model: string, data: string, ...flags: string[]): Promise<{ text: string; record: Record }> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: string) => lines.push(line);
  try {
    await measureCommand().parseAsync([model, data, ...flags], { from: "user" });
  } finally {
    console.log = log;
  }
  return { text: lines.join("\n"), record: JSON.parse(readFileSync(join(model, "measures.json"), "utf8")) };
}

before(async () => {
  await ready();
  const prepared = await prepareDataset("concrete", { seed: 0 });
  const model = denseModel({ inputs: prepared.train.features, hidden: [4], seed: 1 });
  await saveModel(model, folder, { preprocessing: prepared.preprocessor.toJSON() });
  model.dispose();
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("a saved model is measured on the test rows of its data set, in the target's units", async () => {
  const { record } = await measure(folder, "concrete", "--preset", "quick");
  const { accuracy } = record.measures;
  assert.match(record.data, /^concrete, test rows of the split with seed 0, \d+ rows; /);
  assert.ok(accuracy?.inTargetUnits && accuracy.inTargetUnits.rmse > 5 * accuracy.rmse);
  assert.equal(record.features, record.measures.sensitivity?.perFeature.length);
});

test("the command prints a table and writes the whole record", async () => {
  const { text, record } = await measure(folder, "concrete", "--preset", "quick");
  assert.match(
    text,
    /RMSE {2,}[\d.]+[\s\S]*slope, p95 {2,}[\d.]+[\s\S]*RMSE, noise 0.3 {2,}[\d.]+ ± [\s\S]*standard deviations/,
  );
  assert.equal(record.preset, "quick");
  assert.deepEqual(
    record.measures.noise!.points.map(({ sigma }) => sigma),
    [0.1, 0.3, 1],
  );
});

test("rows of another split than the model's are measured with a warning", async () => {
  const { record: own } = await measure(folder, "concrete", "--preset", "quick", "--target-slope", "0.5");
  assert.deepEqual(own.notes, []);
  const { aboveTarget } = own.measures.sensitivity?.norms ?? {};
  assert.ok(typeof aboveTarget === "number" && aboveTarget > 0 && aboveTarget < 1);
  for (const part of ["test", "all"]) {
    const other = await measure(folder, "concrete", "--preset", "quick", "--seed", "3", "--part", part);
    assert.match(
      other.record.notes.join(),
      /not standardised on the training rows of the split with seed 3.*may be among/,
    );
  }
});

test("a file is measured whole, as CSV and as JSON, and says what was filled in; without the target it is refused", async () => {
  const header = "cement,slag,flyash,water,superplasticizer,coarseaggregate,fineaggregate,age,csMPa";
  const rows = ["540,0,0,162,2.5,1040,676,28,79.99", "332.5,142.5,,228,0,932,594,270,40.27"];
  const csv = join(folder, "some.csv");
  writeFileSync(csv, [header, ...rows, ""].join("\n"));
  const { record: ofCsv } = await measure(folder, csv, "--preset", "quick");
  assert.match(ofCsv.data, /^some.csv, 2 rows; /);
  assert.match(ofCsv.notes.join(), /flyash: 1 missing/);
  const names = header.split(",");
  const records = rows.map((row) =>
    Object.fromEntries(row.split(",").map((cell, j) => [names[j], cell === "" ? null : Number(cell)])),
  );
  const json = join(folder, "some.json");
  writeFileSync(json, JSON.stringify(records));
  const { record: ofJson } = await measure(folder, json, "--preset", "quick");
  assert.deepEqual(ofJson.measures, ofCsv.measures);
  writeFileSync(csv, [header, ...rows].map((row) => row.slice(0, row.lastIndexOf(","))).join("\n"));
  await assert.rejects(measure(folder, csv), /target is "csMPa": the table has no such column; it has/);
});

test("a binary model is measured as one, from words in a file, and its 0/1 columns are pointed out", async () => {
  const file = join(folder, "words.csv");
  const lines = Array.from({ length: 60 }, (_, i) => {
    const [u, kind] = [Math.sin(7 * i), "pq"[i % 2]];
    return `${u},${kind},${u + 0.5 * Math.cos(11 * i) > 0 ? "yes" : "no"}`;
  });
  writeFileSync(file, ["u,kind,answer", ...lines, ""].join("\n"));
  const prepared = await prepareDataset(file, { target: "answer", seed: 0 });
  const model = denseModel({ inputs: prepared.train.features, hidden: [4], seed: 1 });
  const binary = join(folder, "binary");
  await saveModel(model, binary, { preprocessing: prepared.preprocessor.toJSON() });
  model.dispose();
  const { text, record } = await measure(binary, file, "--preset", "full");
  assert.equal(record.targets, "binary");
  assert.equal(record.measures.accuracy?.inTargetUnits, null);
  const { rmse } = record.measures.accuracy as { rmse: number };
  assert.ok(Math.abs(rmse ** 2 - (record.measures.binary?.brier as number)) < 1e-7);
  assert.equal(record.measures.minimalPerturbation?.tolerance, null);
  assert.match(record.notes.join(), /kind=p, kind=q hold two values: noise and attacks leave them.*--features u/);
  for (const label of ["RMSE of the probability", "Brier score", "slope of the logit, mean"])
    assert.ok(text.includes(label), label);
});

test("bad flags, folders and files are refused by name, and nothing is written", async () => {
  const refused = (data: string, flags: string[], expected: RegExp): Promise<void> =>
    assert.rejects(measure(folder, data, ...flags), expected);
  await refused("concrete", ["--preset", "slow"], /--preset is "slow"/);
  await refused("concrete", ["--part", "rest"], /--part is "rest"/);
  await refused("concrete", ["--seed", "x"], /--seed is "x": give a whole number/);
  await refused(
    "concrete",
    ["--target-slope", "steep"],
    /--target-slope is "steep": give a finite number of at least 0/,
  );
  await refused("concrete", ["--seed", "1.5"], /--seed is 1.5: give a whole number/);
  await refused("nothing-like-it", [], /data is "nothing-like-it": there is no such file; data sets are .*concrete/);
  await refused("mine.csv", [], /data is "mine.csv": there is no such file/);
  await refused("concrete", ["--preset", "quick", "--features", "wine"], /"wine"/);
  const file = join(folder, "other.csv");
  writeFileSync(file, "a,b\n1,2\n");
  await refused(file, [], /lacks this column|has no such column/);
  await assert.rejects(measure(join(folder, "none"), "concrete"), /there is no model.json/);
  const output = join(folder, "refused.json");
  await refused("concrete", ["--preset", "slow", "--output", output], /--preset/);
  assert.equal(existsSync(output), false);
});
