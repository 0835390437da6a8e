import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { onlyLong } from "../../tests/long";
import { runStudy } from "../src/run-study";
import { StudyStore } from "../src/store/store";
import { end, exitCode, lai, storedKeys, untilStored } from "./processes";
import { newFolder, outcomesOf, SMALL_STUDY, smallStudy } from "./small-study";

test("three shards of one folder, one of them killed, end with the records of an undisturbed study", {
  skip: onlyLong,
}, async () => {
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
