import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { WorkerPool } from "../src/pool/worker-pool";
import type { RunSpec } from "../src/run-spec";
import { newFolder } from "./small-study";

/** A worker's program that does what the run's seed says. */
function program(body: string): string {
  const path = join(newFolder(), "worker.js");
  writeFileSync(
    path,
    `const { parentPort } = require("node:worker_threads");
     const fs = require("node:fs");
     const done = (id, value) => parentPort.postMessage({ id, outcome: { status: "done", value }, cost: {} });
     parentPort.on("message", ({ id, spec }) => { ${body} });`,
  );
  return path;
}

const spec = (seed: number): RunSpec => ({ seed }) as RunSpec;

test("runs are spread over the workers, each one at a time", async () => {
  const pool = new WorkerPool(2, {
    program: program(`setTimeout(() => done(id, require("node:worker_threads").threadId), 10)`),
  });
  const results = await Promise.all(Array.from({ length: 8 }, (_, i) => pool.run("", spec(i))));
  const threads = results.map(({ outcome }) => (outcome as unknown as { value: number }).value);
  assert.equal(new Set(threads).size, 2);
  await pool.close();
  await assert.rejects(pool.run("", spec(0)), /closed/);
});

test("a run whose worker ends is begun again in a new one; the other runs go on", async () => {
  const mark = join(newFolder(), "died");
  for (const end of [
    "process.exit(9)",
    "setTimeout(() => { throw new Error('crash') })",
    "const all = []; for (;;) all.push(new Array(1e6).fill(1))",
  ]) {
    const pool = new WorkerPool(2, {
      program: program(`
        if (spec.seed !== 1) return done(id, "other");
        const path = ${JSON.stringify(mark)} + ${JSON.stringify(end.length)};
        if (fs.existsSync(path)) return done(id, "second time");
        fs.writeFileSync(path, "");
        ${end};`),
      resourceLimits: { maxOldGenerationSizeMb: 50 },
    });
    const results = await Promise.all([0, 1, 2, 3].map((seed) => pool.run("", spec(seed))));
    const values = results.map(({ outcome }) => (outcome as unknown as { value: string }).value);
    assert.deepEqual(values, ["other", "second time", "other", "other"], end);
    await pool.close();
  }
});

test("a run that ends its worker each time fails, and says how", async () => {
  const pool = new WorkerPool(1, { program: program(`if (spec.seed === 1) process.exit(9); done(id, "fine")`) });
  const [bad, good] = await Promise.all([pool.run("", spec(1)), pool.run("", spec(0))]);
  assert.deepEqual(bad.outcome, {
    status: "failed",
    error: { name: "WorkerError", message: `the worker ended (exit code 9), 3 times` },
  });
  assert.equal(good.outcome.status, "done");
  await pool.close();
});

test("closing gives up what is under way", async () => {
  const pool = new WorkerPool(1, { program: program("for (;;);") });
  const run = pool.run("", spec(0));
  const expectation = assert.rejects(run, /closed/);
  await pool.close();
  await expectation;
});
