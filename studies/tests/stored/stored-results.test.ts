import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { ready } from "lai-loss";
import { compareMethods } from "lai-loss/compare";
import { assertClose } from "../../../tests/assert-close";
import { environment } from "../../src/environment";
import { studyResults } from "../../src/report/results";
import { runStudy } from "../../src/run-study";
import { StudyStore } from "../../src/store/store";
import { exportResults } from "../../src/stored/export-results";
import { loadResults } from "../../src/stored/load-results";
import { storedResults } from "../../src/stored/results-folder";
import { besideStored, liveComparison } from "../../src/verdict/live";
import { newFolder, smallStudy } from "../small-study";

const store = newFolder();
const folder = newFolder();
const exported = runStudy(smallStudy(), { store, workers: 2 }).then(() => exportResults(store, folder));

test("stored results are those of the records, rounded by at most 3e-5", async () => {
  await exported;
  assert.deepEqual(storedResults(folder), ["small"]);
  const stored = loadResults("small", folder);
  const records = new StudyStore(store);
  const { environment: _own, ...study } = records.readStudy();
  const { settings, tuning } = studyResults(study, await environment(), (key) => records.get(key));
  assert.equal(stored.cost.runs, records.size);
  assert.equal(stored.settings.length, settings.length);
  for (const [i, { measures, ...about }] of settings.entries()) {
    const { measures: rounded, ...same } = stored.settings[i];
    assert.deepEqual(same, about);
    assert.deepEqual(Object.keys(rounded).sort(), Object.keys(measures).sort());
    for (const [name, { mean }] of Object.entries(measures)) {
      assertClose(rounded[name].mean, mean, 3e-5 * Math.abs(mean) + 1e-12, `${about.method} ${name}`);
    }
  }
  const setting = ({ method, setting: name, regime }: { method: string; setting: string; regime: string }) => [
    method,
    name,
    regime,
  ];
  assert.deepEqual(
    stored.tuning.flatMap(({ chosen }) => chosen.map(setting)),
    tuning.flatMap(({ chosen }) => chosen.map(setting)),
  );
});

test("what a notebook trains again is what the study stored", async () => {
  await exported;
  await ready();
  const results = loadResults("small", folder);
  const live = await liveComparison(results, [["plainMse"], ["laiMse", 0.3]]);
  const runs = await compareMethods({ ...live!, seeds: [0, 1] });
  const { table, sentences } = besideStored(results, runs);
  assert.equal(table.rows.length, 4);
  for (const row of table.rows) {
    for (const what of ["RMSE", "mean slope"]) {
      const stored = Number(row[`${what} stored`]);
      assertClose(Number(row[`${what} here`]), stored, 1e-4 * stored, `${row.method} ${what}`);
    }
  }
  assert.match(sentences[0], /the stored results are these trainings/);
  await assert.rejects(
    liveComparison(results, [["laiMse", 0.5]]),
    /value of laiMse is "0.5": give one of "off", "0.3", "1"/,
  );
});

test("results that are not there, or not those that were stored, are named with the remedy", async () => {
  const { parquet } = await exported;
  assert.throws(
    () => loadResults("large", folder),
    /results is "large": there are results of small; make them: lai study run/,
  );
  const bytes = readFileSync(parquet);
  writeFileSync(parquet, bytes.subarray(1));
  assert.throws(() => loadResults("small", folder), /SHA-256 of .*small.parquet/);
  writeFileSync(parquet, bytes);
  loadResults("small", folder);
});

test("a study that is not complete is not exported", async () => {
  const begun = newFolder();
  const stop = new AbortController();
  await runStudy(smallStudy(), {
    store: begun,
    workers: 1,
    signal: stop.signal,
    onProgress: ({ now }) => now > 2 && stop.abort(),
  });
  const empty = newFolder();
  assert.throws(() => exportResults(begun, empty), /concrete has runs without a record/);
  assert.deepEqual(storedResults(empty), []);
});
