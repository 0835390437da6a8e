import assert from "node:assert/strict";
import { test } from "node:test";
import { environment } from "../src/environment";
import { resolveStudy } from "../src/resolve-study";
import type { RunRecord } from "../src/run-record";
import { StudySchedule } from "../src/schedule";
import { isOfShard, parseShard } from "../src/shard";
import { smallStudy } from "./small-study";

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
