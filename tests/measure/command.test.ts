import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { measureCommand, measureSavedModel } from "../../src/command/measure";
import { prepareDataset } from "../../src/data/prepare";
import { ready } from "../../src/engine/backend";
import { denseModel } from "../../src/model/dense-model";
import { saveModel } from "../../src/model/storage";

const folder = mkdtempSync(join(tmpdir(), "lai-measure-"));
const flags = { preset: "quick", seed: "0", part: "test" };

before(async () => {
  await ready();
  const prepared = await prepareDataset("concrete", { seed: 0 });
  const model = denseModel({ inputs: prepared.train.features, hidden: [4], seed: 1 });
  await saveModel(model, folder, { preprocessing: prepared.preprocessor.toJSON() });
  model.dispose();
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("a saved model is measured on the test rows of its data set, in the target's units", async () => {
  const { evaluation, description } = await measureSavedModel(folder, "concrete", flags);
  const { accuracy } = evaluation.measures;
  assert.match(description, /^concrete, test rows of the split with seed 0, \d+ rows; /);
  assert.ok(accuracy?.inTargetUnits && accuracy.inTargetUnits.rmse > 5 * accuracy.rmse);
  assert.equal(evaluation.features, evaluation.measures.sensitivity?.perFeature.length);
});

test("the command prints a table and writes the whole record", async () => {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: string) => lines.push(line);
  try {
    await measureCommand().parseAsync([folder, "concrete", "--preset", "quick"], { from: "user" });
  } finally {
    console.log = log;
  }
  assert.match(lines.join("\n"), /RMSE {2,}[\d.]+[\s\S]*slope p95 {2,}[\d.]+[\s\S]*RMSE, noise 0.3 {2,}[\d.]+ ± /);
  const record = JSON.parse(readFileSync(join(folder, "measures.json"), "utf8"));
  assert.equal(record.preset, "quick");
  assert.ok(record.measures.noise.points.length > 0 && record.milliseconds.total > 0);
});

test("bad flags, folders and files are refused by name, and nothing is written", async () => {
  const refused = (data: string, changed: object, expected: RegExp): Promise<void> =>
    assert.rejects(measureSavedModel(folder, data, { ...flags, ...changed }), expected);
  await refused("concrete", { preset: "slow" }, /--preset is "slow"/);
  await refused("concrete", { part: "rest" }, /--part is "rest"/);
  await refused("concrete", { seed: "x" }, /--seed is NaN/);
  await refused("nothing-like-it", {}, /nothing-like-it/);
  await refused("concrete", { features: "wine" }, /"wine"/);
  const file = join(folder, "other.csv");
  writeFileSync(file, "a,b\n1,2\n");
  await refused(file, {}, /lacks this column|has no such column/);
  await assert.rejects(measureSavedModel(join(folder, "none"), "concrete", flags), /there is no model.json/);
  const output = join(folder, "refused.json");
  await assert.rejects(
    measureCommand().parseAsync([folder, "concrete", "--preset", "slow", "--output", output], { from: "user" }),
    /--preset/,
  );
  assert.equal(existsSync(output), false);
});
