import assert from "node:assert/strict";
import fs, { readFileSync } from "node:fs";
import { join } from "node:path";
import { mock, test } from "node:test";
import { polars } from "lai-internal";
import { differenceAtMeanClean, type MethodRun } from "lai-loss/compare";
import { WorkerPool } from "../src/pool/worker-pool";
import type { SummaryRow } from "../src/report/summary";
import { writeReport } from "../src/report/write-report";
import { runStudy } from "../src/run-study";
import { studyStatus } from "../src/status";
import { StudyStore } from "../src/store/store";
import { newFolder, outcomesOf, SMALL_STUDY, smallStudy } from "./small-study";

/** An undisturbed study on two workers, for the tests that compare with it. */
const undisturbed = newFolder();
const whole = runStudy(smallStudy(), { store: undisturbed, workers: 2 });

test("a study ends with a record for every run; another call has nothing to do", async () => {
  const { ended, progress } = await whole;
  assert.equal(ended, "completed");
  assert.equal(progress.done, progress.runs);
  assert.equal(progress.failed, 0);
  const status = studyStatus(undisturbed);
  for (const { tuning, evaluation } of status.data) {
    assert.deepEqual(tuning, { done: 20, runs: 20 });
    assert.ok(evaluation && evaluation.done === evaluation.runs && evaluation.runs >= 15);
  }
  const again = await runStudy(smallStudy(), { store: undisturbed, workers: 2 });
  assert.deepEqual([again.ended, again.progress.now], ["completed", 0]);
});

test("one worker gives the same numbers as two", async () => {
  await whole;
  const store = newFolder();
  await runStudy(smallStudy(), { store, workers: 1 });
  assert.deepEqual(outcomesOf(new StudyStore(store).all()), outcomesOf(new StudyStore(undisturbed).all()));
});

test("the methods of one seed meet the same rows, weights, batches and noise", async () => {
  await whole;
  // a grid value that does nothing trains what the plain loss trains, measure by measure
  const study = smallStudy({
    data: ["concrete"],
    learningRates: [0.01],
    methods: ["plainMse", { method: "linearHingeSlope", grid: ["off", 1000] }],
    seeds: { tuning: 1, evaluation: 2 },
    comparison: { references: [] },
  });
  const store = newFolder();
  await runStudy(study, { store, workers: 2 });
  const { results } = writeReport(store);
  const find = (method: string, regime: string) =>
    results.settings.find((entry) => entry.setting !== "off" && entry.method === method && entry.regime === regime)!;
  for (const regime of ["best", "last"]) {
    const hinge = { ...find("linear hinge", regime).measures };
    delete hinge["share above the asked slope"];
    assert.deepEqual(hinge, find("MSE", regime).measures);
  }
});

test("the report has the tables, and equal records give equal results", async () => {
  await whole;
  const { files, results } = writeReport(undisturbed);
  assert.deepEqual([results.missing, results.failed], [[], []]);
  assert.deepEqual(
    results.tuning.map(({ data, chosen }) => [data, chosen.length]),
    [
      ["concrete", 6],
      ["auto-mpg", 6],
    ],
  );
  const off = results.settings.filter(
    ({ setting, data, regime }) => setting === "off" && data === "concrete" && regime === "last",
  );
  assert.equal(off.length, 2);
  assert.deepEqual(off[0].measures, off[1].measures);
  const { budget, matched } = results.comparisons;
  assert.equal(budget.length, 2 * 2 * 8 * 2);
  assert.ok(matched.every(({ method, reference }) => method !== reference && reference === "gradient penalty"));
  assert.ok(budget.every(({ pValue, pHolm }) => (pValue === null ? pHolm === null : pHolm! >= pValue)));
  const markdown = readFileSync(files.markdown, "utf8");
  for (const part of ["## auto-mpg", "lambda 0.3", "SHA-256", "Holm", "Node.js v"])
    assert.ok(markdown.includes(part), part);
  const frame = polars().readParquet(files.parquet);
  const evaluated = frame.filter(polars().col("stage").eq(polars().lit("evaluation")));
  assert.equal(evaluated.height, 2 * 2 * 7 * 3);
  assert.equal(frame.filter(polars().col("stage").eq(polars().lit("tuning"))).height, 2 * 2 * 7 * 2 * 2);
  const json = JSON.parse(readFileSync(files.json, "utf8"));
  assert.deepEqual(json.settings, results.settings);
  // the comparisons can be worked out again from the runs in the Parquet file
  const rows = frame.toRecords() as SummaryRow[];
  const runsOf = (at: SummaryRow): MethodRun[] =>
    rows
      .filter(
        (row) => row.stage === "evaluation" && Object.entries(at).every(([column, value]) => row[column] === value),
      )
      .map((row) => {
        const errors = { clean: Number(row.rmse), robust: Number(row["attack 0.5"]) };
        return { setting: String(row.setting), seed: Number(row.seed), validation: errors, test: errors };
      });
  const attacked = matched.filter(({ criterion, setting }) => criterion === "attack 0.5" && setting !== null);
  assert.ok(attacked.length > 0);
  for (const { data, regime, method, setting, reference, difference } of attacked) {
    const own = runsOf({ data, regime, method, setting });
    assert.deepEqual(differenceAtMeanClean(own, runsOf({ data, regime, method: reference })).difference, difference);
  }
});

test("a run that fails is recorded with its error and stops no other; it can be tried again", async () => {
  // a learning rate that no training survives
  const study = smallStudy({ data: ["concrete"], methods: ["plainMse"], learningRates: [0.01, 1e30] });
  const store = newFolder();
  const { ended, progress } = await runStudy(study, { store, workers: 2 });
  assert.equal(ended, "completed");
  assert.equal(progress.failed, 2);
  const { failed } = studyStatus(store);
  assert.deepEqual(
    failed.map(({ outcome }) => (outcome.status === "failed" ? outcome.error.name : "")),
    ["TrainingDivergedError", "TrainingDivergedError"],
  );
  const { results } = writeReport(store);
  assert.ok(results.tuning[0].chosen.every(({ learningRate }) => learningRate === 0.01));
  assert.equal(results.failed.length, 2);
  const retried = await runStudy(study, { store, workers: 2, retryFailed: true });
  assert.deepEqual([retried.progress.now, retried.progress.failed, retried.progress.done], [2, 2, progress.done]);
});

test("an aborted study, and one at its time limit, go on to the same records", async () => {
  await whole;
  const store = newFolder();
  const stop = new AbortController();
  const first = await runStudy(smallStudy(), {
    store,
    workers: 2,
    signal: stop.signal,
    onProgress: ({ now }) => now === 7 && stop.abort(),
  });
  assert.deepEqual(
    [first.ended, first.progress.now >= 7, new StudyStore(store).size],
    ["aborted", true, first.progress.now],
  );
  const second = await runStudy(smallStudy(), { store, workers: 2, limitMinutes: 1e-9 });
  assert.deepEqual([second.ended, second.progress.now], ["time limit", 0]);
  await runStudy(smallStudy(), { store, workers: 2 });
  assert.deepEqual(outcomesOf(new StudyStore(store).all()), outcomesOf(new StudyStore(undisturbed).all()));
});

test("a full disk ends the study with that reason; with room it goes on to the same records", async (t) => {
  await whole;
  const store = newFolder();
  const write = fs.writeSync;
  let calls = 0;
  const full = mock.method(fs, "writeSync", ((file: number, data: Buffer, ...rest: [number, number, number]) => {
    if (Buffer.isBuffer(data) && ++calls > 9) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    return write(file, data, ...rest);
  }) as typeof fs.writeSync);
  t.after(() => full.mock.restore());
  await assert.rejects(runStudy(smallStudy(), { store, workers: 2 }), /disk is full/);
  full.mock.restore();
  assert.equal(new StudyStore(store).size, 9);
  await runStudy(smallStudy(), { store, workers: 2 });
  assert.deepEqual(outcomesOf(new StudyStore(store).all()), outcomesOf(new StudyStore(undisturbed).all()));
});

test("bad studies are refused before anything is trained or written", async () => {
  const store = join(newFolder(), "none");
  for (const [changes, reason] of [
    [{ data: [{ dataset: "concrete", rows: 5000 }] }, /rows.*1030/],
    [{ data: [{ dataset: "concrete", noisyFeatures: ["agee"] }] }, /agee.*"age"/],
    [{ data: ["elsewhere"] }, /elsewhere/],
  ] as const) {
    await assert.rejects(runStudy(smallStudy(changes), { store }), reason);
  }
  await assert.rejects(runStudy(smallStudy(), { store, workers: 0 }), /workers is 0/);
  assert.equal(fs.existsSync(store), false);
  assert.equal(SMALL_STUDY.name, "small");
});

test("data that change under a study are not trained on", async () => {
  const resolved = await whole;
  const [data] = resolved.study.data;
  const pool = new WorkerPool(1);
  const spec = {
    data: { ...data, sha256: "0".repeat(64) },
    ...{ method: { method: "plainMse" }, learningRate: 0.01, seed: 0, measures: [] },
  };
  const { outcome } = await pool.run("", spec);
  assert.ok(outcome.status === "failed" && /begun with 0000/.test(outcome.error.message), JSON.stringify(outcome));
  await pool.close();
});
