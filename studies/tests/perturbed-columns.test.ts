import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import { packageRoot } from "lai-internal";
import { ready } from "lai-loss";
import { checkStudy } from "../src/check-study";
import { type Environment, environment } from "../src/environment";
import { executeRun } from "../src/execute-run";
import type { RunErrors } from "../src/measure-run";
import { planStudy } from "../src/plan";
import { readStudy } from "../src/read-study";
import { type ResolvedData, type ResolvedStudy, resolveStudy } from "../src/resolve-study";
import type { RunSpec } from "../src/run-spec";
import { StudyStore } from "../src/store/store";
import { storedStudies, storedStudy } from "../src/stored/stored-study";
import { perturbedColumnsText, type Study } from "../src/study";
import { RunDataCache } from "../src/study-data";
import { newFolder, SMALL_STUDY, smallStudy } from "./small-study";

before(() => ready());

const cache = new RunDataCache();
const keysOf = (study: ResolvedStudy, here: Environment): string[] =>
  planStudy(study, here, () => undefined).flatMap(({ tuning }) => tuning.map(({ key }) => key));

test("a study's file without the field, and stored records, are of noise in every column; their runs keep their keys", async () => {
  const [absent, all, numeric] = [
    smallStudy(),
    smallStudy({ perturbedColumns: "all" }),
    smallStudy({ perturbedColumns: "numeric" }),
  ];
  assert.deepEqual(absent, all);
  const here = await environment();
  const keys = await Promise.all([absent, all, numeric].map(async (study) => keysOf(await resolveStudy(study), here)));
  assert.deepEqual(keys[0], keys[1]);
  assert.ok(keys[2].every((key) => !keys[0].includes(key)));
  assert.throws(() => checkStudy({ ...SMALL_STUDY, perturbedColumns: "none" }), /study.perturbedColumns is "none"/);
});

test("every stored study is what its file says today: data sets, methods, values, seeds and all else", () => {
  const stored = storedStudies();
  assert.ok(stored.length >= 7 && stored.includes("main"));
  /** Without what a machine finds out: where a file is, its hash, and which features are noisy. */
  const asked = ({ data, ...study }: Study): unknown => ({
    ...study,
    data: data.map(({ sha256: _, noisyFeatures: __, dataset: ___, ...entry }: Partial<ResolvedData>) => entry),
  });
  for (const name of stored) {
    const { study } = storedStudy(name);
    const today = readStudy(join(packageRoot(), "studies", `${name}.json`));
    assert.deepEqual(asked(study), JSON.parse(JSON.stringify(asked(today))), name);
    assert.match(perturbedColumnsText(study.data[0]), /moved the columns that hold numbers, not one-hot and 0\/1/);
  }
});

test("a run's noise, attacks and input noise move the columns that its study says", async () => {
  const [, autoMpg] = (await resolveStudy(smallStudy())).data;
  const spec: RunSpec = {
    ...{ data: autoMpg, method: { method: "plainMse" }, learningRate: 0.01, seed: 3 },
    measures: ["accuracy", "noise", "featureNoise", "attack"],
  };
  const outcomeOf = async (changes: Partial<RunSpec>): Promise<RunErrors> => {
    const { outcome } = await executeRun({ ...spec, ...changes }, cache);
    assert.equal(outcome.status, "done");
    return outcome.status === "done" ? outcome.measures.last.test! : assert.fail();
  };
  const numeric = { ...autoMpg, perturbedColumns: "numeric" as const };
  const [old, now] = [await outcomeOf({}), await outcomeOf({ data: numeric })];
  assert.deepEqual(await outcomeOf({ data: { ...autoMpg, perturbedColumns: "all" } }), old);
  for (const same of ["rmse", "mae", "r2", "featureNoise"] as const) assert.deepEqual(now[same], old[same], same);
  for (const other of ["noise", "attack"] as const) assert.notDeepEqual(now[other], old[other], other);
  const method = { method: "inputNoise", inputNoise: 0.2 };
  assert.notEqual((await outcomeOf({ method, data: numeric })).rmse, (await outcomeOf({ method })).rmse);
});

test("records of noise in other columns are neither redone nor mixed: the study is refused", async () => {
  const folder = newFolder();
  const here: Environment = await environment();
  const store = new StudyStore(folder);
  const old = await resolveStudy(smallStudy());
  store.writeStudy(old, here);
  const cost = { prepare: 0, train: 0, measure: 0, ended: "", node: "" };
  const run = { data: "concrete", method: "MSE", learningRate: 0.01, seed: 0 };
  store.put({ key: "a", run, outcome: { status: "failed", error: { name: "Error", message: "x" } }, cost });
  store.writeStudy(old, here);
  const now = await resolveStudy(smallStudy({ perturbedColumns: "numeric" }));
  assert.throws(
    () => store.writeStudy(now, here),
    /study.perturbedColumns is "numeric": noise in the records of concrete in .* is that of "perturbedColumns": "all": write that/,
  );
  store.close();
});
