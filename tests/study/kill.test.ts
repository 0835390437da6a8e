import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Random } from "../../src/base/random";
import { writeReport } from "../../src/study/report/write-report";
import { StudyStore } from "../../src/study/store/store";
import { newFolder, outcomesOf, SMALL_STUDY } from "./small-study";

/** The command line, as it is compiled beside this test. */
const PROGRAM = join(__dirname, "..", "..", "src", "cli.js");
const KILLS = 20;

// enough runs that 20 kills, each after a few records, come before the end
const study = { ...SMALL_STUDY, learningRates: [0.01, 0.02, 0.03], seeds: { tuning: 4, evaluation: 8 } };

function begin(file: string, store: string): ChildProcess {
  const flags = ["study", "run", file, "--store", store, "--workers", "2"];
  return spawn(process.execPath, [PROGRAM, ...flags], { stdio: ["ignore", "ignore", "pipe"] });
}

/** Lines in all journals, whole ones. */
function stored(store: string): number {
  const folder = join(store, "journals");
  if (!existsSync(folder)) return 0;
  const lines = (name: string): number => readFileSync(join(folder, name), "utf8").split("\n").length - 1;
  return readdirSync(folder).reduce((sum, name) => sum + lines(name), 0);
}

/** Waits until a process has stored so many records, or has ended. */
async function untilStored(child: ChildProcess, store: string, records: number): Promise<void> {
  const before = stored(store);
  while (stored(store) < before + records && child.exitCode === null) await sleep(3);
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

test(`killed ${KILLS} times at random moments, a study ends with the results of an undisturbed one`, async () => {
  const folder = newFolder();
  const file = join(folder, "study.json");
  writeFileSync(file, JSON.stringify(study));
  const [quiet, killed] = [join(folder, "quiet"), join(folder, "killed")];
  const [code] = await once(begin(file, quiet), "exit");
  assert.equal(code, 0);

  const random = new Random(8, "kills");
  for (let kill = 0; kill < KILLS; kill++) {
    const child = begin(file, killed);
    // one kill in four comes while the process starts, the others after some records and a moment
    if (kill % 4 === 3) await sleep(1000 * random.uniform());
    else {
      await untilStored(child, killed, 1 + random.integer(8));
      await sleep(40 * random.uniform());
    }
    assert.equal(child.exitCode, null, `the study was done after ${kill} kills: make it longer`);
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  const between = new StudyStore(killed).size;
  const [end] = await once(begin(file, killed), "exit");
  assert.equal(end, 0);

  const [expected, actual] = [new StudyStore(quiet), new StudyStore(killed)];
  assert.ok(between > KILLS && between < expected.size, `${between} of ${expected.size} records before the last start`);
  assert.deepEqual(outcomesOf(actual.all()), outcomesOf(expected.all()));
  assert.deepEqual(writeReport(killed).results, writeReport(quiet).results);
  assert.deepEqual(readFileSync(join(killed, "summary.parquet")), readFileSync(join(quiet, "summary.parquet")));
});

test("Ctrl-C ends a study cleanly: what is finished is stored, and it says how to go on", async () => {
  const folder = newFolder();
  const file = join(folder, "study.json");
  writeFileSync(file, JSON.stringify(study));
  const store = join(folder, "records");
  const child = begin(file, store);
  let errors = "";
  child.stderr!.on("data", (text) => {
    errors += text;
  });
  await untilStored(child, store, 1);
  child.kill("SIGINT");
  const [code, signal] = await once(child, "exit");
  assert.deepEqual([code, signal], [130, null]);
  assert.match(errors, /\d+ of \d+ runs/);
  const { size, damaged } = new StudyStore(store);
  assert.ok(size > 0 && damaged === 0);
});
