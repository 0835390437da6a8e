import assert from "node:assert/strict";
import fs, { readFileSync } from "node:fs";
import { join } from "node:path";
import { mock, test } from "node:test";
import { polars } from "lai-internal";
import { WorkerPool } from "../src/pool/worker-pool";
import { writeReport } from "../src/report";
import { runStudy } from "../src/run-study";
import { studyStatus } from "../src/status";
import { StudyStore } from "../src/store/store";
import { newFolder, outcomesOf, SMALL_STUDY, smallStudy } from "./small-study";

// a worker takes longer to start than to train these networks: two only where there are to be two

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

/** The part of the study that is of its first data set, for the tests that disturb it. */
const part = smallStudy({ data: SMALL_STUDY.data.slice(0, 1) });

/** Whether the records of that part are, to the last digit, those of the undisturbed study. */
async function assertUndisturbed(store: string): Promise<void> {
  await whole;
  const records = new StudyStore(undisturbed).all().filter(({ run }) => run.data === SMALL_STUDY.data[0].dataset);
  assert.ok(records.length >= 20);
  assert.deepEqual(outcomesOf(new StudyStore(store).all()), outcomesOf(records));
}

test("one worker gives the same numbers as two", async () => {
  await whole;
  const store = newFolder();
  await runStudy(part, { store, workers: 1 });
  await assertUndisturbed(store);
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
  await runStudy(study, { store, workers: 1 });
  const frame = polars().readParquet(writeReport(store).files.parquet);
  const of = (method: string) => frame.filter(polars().col("method").eq(polars().lit(method))).sort("seed");
  const measures = frame.columns.filter((name: string) => /^(best|last)\./.test(name) && !/Target|excess/.test(name));
  assert.ok(measures.length > 20);
  assert.deepEqual(
    of("linear hinge")
      .select(...measures)
      .rows(),
    of("MSE")
      .select(...measures)
      .rows(),
  );
});

test("the report has the tables, and equal records give equal results", async () => {
  await whole;
  const { files, missing } = writeReport(undisturbed);
  assert.deepEqual(missing, []);
  const markdown = readFileSync(files.markdown, "utf8");
  for (const part of ["## auto-mpg, last epoch", "| Lai-MSE | 0.3 |", "within", "Node.js v"]) {
    assert.ok(markdown.includes(part), part);
  }
  assert.match(markdown, /beyond which a better one may lie: .*Lai-MSE \(0\.3, by \d+ % of the seeds\)/);
  assert.doesNotMatch(markdown, /NaN|undefined|Infinity|null/);
  // plain training and two methods of two values on two data sets, three seeds each
  const frame = polars().readParquet(files.parquet);
  assert.equal(frame.height, 2 * 5 * 3);
  // a cell of the page can be worked out again from the runs in the Parquet file
  const own = frame.filter(
    polars()
      .col("data")
      .eq(polars().lit("auto-mpg"))
      .and(polars().col("method").eq(polars().lit("Lai-MSE")))
      .and(polars().col("value").eq(polars().lit(0.3))),
  );
  const clean = Number(own.getColumn("last.test.rmse").mean());
  const cells = /## auto-mpg, last epoch[\s\S]*?\| Lai-MSE \| 0\.3 \| ([\d.]+) \|/.exec(markdown)!;
  assert.ok(Math.abs(Number(cells[1]) - clean) <= 1e-3 * clean, `${cells[1]} is not ${clean}`);
});

test("a run that fails is recorded with its error and stops no other; it can be tried again", async () => {
  // a learning rate that no training survives
  const study = smallStudy({ data: ["concrete"], methods: ["plainMse"], learningRates: [0.01, 1e30] });
  const store = newFolder();
  const { ended, progress } = await runStudy(study, { store, workers: 1 });
  assert.equal(ended, "completed");
  assert.equal(progress.failed, 2);
  const { failed } = studyStatus(store);
  assert.deepEqual(
    failed.map(({ outcome }) => (outcome.status === "failed" ? outcome.error.name : "")),
    ["TrainingDivergedError", "TrainingDivergedError"],
  );
  const frame = polars().readParquet(writeReport(store).files.parquet);
  assert.deepEqual([...new Set(frame.getColumn("learningRate").toArray())], [0.01]);
  const retried = await runStudy(study, { store, workers: 1, retryFailed: true });
  assert.deepEqual([retried.progress.now, retried.progress.failed, retried.progress.done], [2, 2, progress.done]);
});

test("a report tells of trainings that failed, and compares what is left", async () => {
  const learning = (learningRate: number) => ({
    training: { epochs: 6, batchSize: 32, warmUpEpochs: 1, learningRate },
  });
  const seeds = { tuning: 0, evaluation: 2 };
  const wild = smallStudy({ data: [{ dataset: "concrete", ...learning(1e30) }], seeds });
  const store = newFolder();
  await runStudy(wild, { store, workers: 1 });
  const page = readFileSync(writeReport(store).files.markdown, "utf8");
  assert.match(page, /A training of MSE failed: there is nothing to compare with/);
  // of another base alone: its trainings are made to fail by hand
  const own = newFolder();
  await runStudy(
    smallStudy({
      data: ["concrete"],
      methods: ["plainMse", "plainMae"],
      seeds: { tuning: 1, evaluation: 2 },
      comparison: { references: [] },
    }),
    { store: own, workers: 1 },
  );
  const records = new StudyStore(own);
  for (const record of records.all().filter(({ run }) => run.method === "MAE" && run.seed < 1000)) {
    records.put({ ...record, outcome: { status: "failed", error: { name: "Error", message: "x" } } });
  }
  records.close();
  const other = readFileSync(writeReport(own).files.markdown, "utf8");
  assert.match(other, /^\| MAE \|.*\| a training failed \|$/m);
  assert.match(other, /^\| MSE \| off \| 0\.\d+ \|/m);
});

test("an aborted study, and one at its time limit, go on to the same records", async () => {
  await whole;
  const store = newFolder();
  const stop = new AbortController();
  const first = await runStudy(part, {
    store,
    workers: 2,
    signal: stop.signal,
    onProgress: ({ now }) => now === 7 && stop.abort(),
  });
  assert.deepEqual(
    [first.ended, first.progress.now >= 7, new StudyStore(store).size],
    ["aborted", true, first.progress.now],
  );
  const second = await runStudy(part, { store, workers: 2, limitMinutes: 1e-9 });
  assert.deepEqual([second.ended, second.progress.now], ["time limit", 0]);
  await runStudy(part, { store, workers: 1 });
  await assertUndisturbed(store);
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
  await assert.rejects(runStudy(part, { store, workers: 2 }), /disk is full/);
  full.mock.restore();
  assert.equal(new StudyStore(store).size, 9);
  await runStudy(part, { store, workers: 1 });
  await assertUndisturbed(store);
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
