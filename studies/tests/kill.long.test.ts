import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Random } from "lai-loss";
import { onlyLong } from "../../tests/long";
import { writeReport } from "../src/report";
import { StudyStore } from "../src/store/store";
import { end, exitCode, type LaiProcess, lai, sleep, untilStored } from "./processes";
import { newFolder, outcomesOf, SMALL_STUDY } from "./small-study";

const KILLS = 20;

// enough runs that all kills, each after a few records, come before the end
const study = {
  ...SMALL_STUDY,
  learningRates: [0.01, 0.02, 0.03],
  seeds: { tuning: 4, evaluation: 8 },
};

function begin(file: string, store: string): LaiProcess {
  return lai(["run", file, "--store", store, "--workers", "2"]);
}

test(`killed ${KILLS} times at random moments, a study ends with the results of an undisturbed one`, {
  skip: onlyLong,
}, async () => {
  const folder = newFolder();
  const file = join(folder, "study.json");
  writeFileSync(file, JSON.stringify(study));
  const [quiet, killed] = [join(folder, "quiet"), join(folder, "killed")];
  assert.equal(await exitCode(begin(file, quiet)), 0);

  const random = new Random(8, "kills");
  for (let kill = 0; kill < KILLS; kill++) {
    const process = begin(file, killed);
    // one kill in four comes while the process starts, the others after some records and a moment
    if (kill % 4 === 3) await sleep(1000 * random.uniform());
    else {
      await untilStored(process, killed, 1 + random.integer(8));
      await sleep(40 * random.uniform());
    }
    assert.equal(process.child.exitCode, null, `the study was done after ${kill} kills: make it longer`);
    await end(process, "SIGKILL");
  }
  const between = new StudyStore(killed).size;
  assert.equal(await exitCode(begin(file, killed)), 0);

  const [expected, actual] = [new StudyStore(quiet), new StudyStore(killed)];
  assert.ok(between > KILLS && between < expected.size, `${between} of ${expected.size} records before the last start`);
  assert.deepEqual(outcomesOf(actual.all()), outcomesOf(expected.all()));
  assert.deepEqual([writeReport(killed).missing, writeReport(quiet).missing], [[], []]);
  assert.deepEqual(readFileSync(join(killed, "runs.parquet")), readFileSync(join(quiet, "runs.parquet")));
});

test("Ctrl-C ends a study cleanly: what is finished is stored, and it says how to go on", async () => {
  const folder = newFolder();
  const file = join(folder, "study.json");
  writeFileSync(file, JSON.stringify(study));
  const store = join(folder, "records");
  const process = begin(file, store);
  await untilStored(process, store, 1);
  assert.equal(await end(process, "SIGINT"), 130);
  assert.match(process.said(), /\d+ of \d+ runs/);
  const { size, damaged } = new StudyStore(store);
  assert.deepEqual([size > 0, damaged], [true, 0]);
});
