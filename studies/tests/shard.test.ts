import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { environment } from "../src/environment";
import { resolveStudy } from "../src/resolve-study";
import type { RunRecord } from "../src/run-record";
import { runStudy } from "../src/run-study";
import { StudySchedule } from "../src/schedule";
import { isOfShard, parseShard } from "../src/shard";
import { StudyStore } from "../src/store/store";
import { end, exitCode, lai, storedKeys, untilStored } from "./processes";
import { newFolder, outcomesOf, SMALL_STUDY, smallStudy } from "./small-study";

test("a shard is read as number and count; anything else is refused", () => {
  assert.deepEqual(parseShard("3/8"), { number: 3, of: 8 });
  for (const text of ["0/8", "9/8", "3", "a/b", "1/0", "1.5/2", ""]) {
    assert.throws(() => parseShard(text), /shard is .*1\/8, 2\/8/, text);
  }
});

test("every run is of one shard, and a shard that has done its own helps with those of the others", async () => {
  const study = await resolveStudy(smallStudy());
  const records = new Map<string, RunRecord>();
  const recordOf = (key: string): RunRecord | undefined => records.get(key);
  const shards = [1, 2, 3].map((number) => ({ number, of: 3 }));
  const here = await environment();
  const schedules = shards.map((shard) => new StudySchedule(study, here, recordOf, shard));
  const own = schedules.map((schedule) => {
    const keys: string[] = [];
    for (let run = schedule.next(); run; run = schedule.next()) keys.push(run.key);
    return keys;
  });
  assert.equal(new Set(own.flat()).size, schedules[0].runs);
  assert.equal(own.flat().length, schedules[0].runs);
  assert.ok(own.every((keys, i) => keys.length > 0 && keys.every((key) => isOfShard(key, shards[i]))));
  const helped: string[] = [];
  for (let run = schedules[0].nextToHelp(); run; run = schedules[0].nextToHelp()) helped.push(run.key);
  assert.deepEqual(new Set(helped), new Set([...own[1], ...own[2]]));
  assert.equal(helped.length, own[1].length + own[2].length);
});

test("three shards of one folder, one of them killed, end with the records of an undisturbed study", async () => {
  const folder = newFolder();
  const file = join(folder, "study.json");
  const study = { ...SMALL_STUDY, training: { ...SMALL_STUDY.training, epochs: 30 } };
  writeFileSync(file, JSON.stringify(study));
  const [local, shared] = [join(folder, "local"), join(folder, "shared")];
  const begin = (shard: string) => lai(["run", file, "--store", shared, "--workers", "1", "--shard", shard]);
  const [first, second, third] = ["1/3", "2/3", "3/3"].map(begin);
  await untilStored(third, shared, 5);
  assert.equal(third.child.exitCode, null);
  await end(third, "SIGKILL");
  // the two that are left do the part of the one that is gone
  assert.deepEqual([await exitCode(first), await exitCode(second)], [0, 0], first.said() + second.said());
  const { progress } = await runStudy(smallStudy(study), { store: local, workers: 2 });
  assert.deepEqual(outcomesOf(new StudyStore(shared).all()), outcomesOf(new StudyStore(local).all()));
  const twice = storedKeys(shared).length - progress.runs;
  assert.ok(twice < progress.runs / 3, `${twice} of ${progress.runs} runs were done twice`);
});
