import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Random } from "../../src/base/random";
import { loadModel, saveModel } from "../../src/model/storage";
import { repeats } from "../long";
import { modelOf, weightsOf } from "./saved-models";

const KILLS = repeats({ short: 10, long: 500 });
/** more seeds than one process comes to */
const SEEDS_APART = 100_000;

const folder = mkdtempSync(join(tmpdir(), "lai-killed-"));
after(() => rmSync(folder, { recursive: true }));

function saver(kill: number): ChildProcess {
  const program = join(__dirname, "save-for-ever.js");
  return spawn(process.execPath, [program, folder, String(kill * SEEDS_APART)], { stdio: ["pipe", "pipe", "inherit"] });
}

test(`killed ${KILLS} times while it saves, the folder holds one model and the preprocessing of that model`, async (t) => {
  const random = new Random(15, "kills");
  let next = saver(0);
  t.after(() => next.kill("SIGKILL")); // the one that waits, where the test fails
  let [interrupted, advanced, last] = [0, 0, -1];
  for (let kill = 0; kill < KILLS; kill++) {
    const child = next;
    if (kill + 1 < KILLS) next = saver(kill + 1); // which starts meanwhile, and waits
    let operations = 0;
    const due = 20 + random.integer(40);
    child.stdout!.on("data", (dots: Buffer) => {
      operations += dots.length;
      if (operations >= due) child.kill("SIGKILL");
    });
    child.stdin!.write("g");
    const [, signal] = await once(child, "exit");
    assert.equal(signal, "SIGKILL");

    const { model, preprocessing } = await loadModel(folder);
    const { seed } = preprocessing as { seed: number };
    const expected = modelOf(seed);
    assert.deepEqual(
      weightsOf(model),
      weightsOf(expected),
      `weights of another model than seed ${seed} after kill ${kill}`,
    );
    if (Math.floor(seed / SEEDS_APART) === kill) advanced++;
    if (readdirSync(folder).length > 2) interrupted++;
    assert.ok(seed >= last, "an earlier model came back");
    last = seed;
    model.dispose();
    expected.dispose();
  }
  // or the kills came too early or between savings, and prove nothing
  assert.ok(
    advanced > KILLS / 2 && interrupted > KILLS / 5,
    `${advanced} advanced, ${interrupted} interrupted of ${KILLS}`,
  );
  await saveModel(modelOf(1), folder);
  assert.equal(readdirSync(folder).length, 2);
});
