import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { KernelSession, sharedKernel, withoutKernel } from "./kernel-session";

const kernel = sharedKernel("const kept = 42;");

/** Stops a cell once it has printed a text (by default as it begins); the kernel and earlier variables are there then. */
async function stopped(code: string, when = "begun"): Promise<Awaited<ReturnType<KernelSession["finish"]>>> {
  const id = await kernel.send(`console.log("begun");\n${code}`);
  await kernel.printed(id, when);
  await kernel.interrupt();
  const result = await kernel.finish(id);
  assert.equal(result.error?.ename, "Stopped");
  assert.equal((await kernel.execute("kept")).stdout, "42\n");
  return result;
}

/** What a variable of a stopped cell counts stays, while timers of others fire 20 times. */
async function staysAt(variable: string, least: number): Promise<void> {
  const first = await kernel.execute(variable);
  assert.ok(Number(first.stdout) >= least, first.stdout);
  await kernel.execute(
    "await new Promise<void>((done) => { let times = 0; const every = setInterval(() => { if (++times === 20) { clearInterval(every); done(); } }, 5); });",
  );
  assert.equal((await kernel.execute(variable)).stdout, first.stdout);
}

test("Stop ends synchronous code", { skip: withoutKernel }, async () => {
  await stopped("while (true) {}");
});

test("Stop ends an await", { skip: withoutKernel }, async () => {
  await stopped("await new Promise((ok) => setTimeout(ok, 60000))");
});

test("Stop ends a loop after an await that never yields", { skip: withoutKernel }, async () => {
  await stopped("await new Promise((ok) => setTimeout(ok, 10)); while (true) {}");
  await stopped("while (true) await null;");
});

test("Stop ends recursion and callbacks after an await", { skip: withoutKernel }, async () => {
  await stopped(
    "await null; const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2)); console.log(fib(70))",
  );
  await stopped("await null; console.log(Array.from({ length: 4e9 }, function (_, i) { return Math.sin(i); }).length)");
});

test("a stopped cell keeps what it had declared by then", { skip: withoutKernel }, async () => {
  await stopped(
    "import { basename } from 'node:path'; const early = 7; console.log('declared');\n" +
      "await new Promise((ok) => setTimeout(ok, 60000)); const late = 8;",
    "declared",
  );
  assert.equal((await kernel.execute("early + basename('/a/b')")).stdout, "7b\n");
  assert.match((await kernel.execute("late")).error?.evalue ?? "", /Cannot find name 'late'/);
});

test("Stop ends a measure of lai-loss after an await", { skip: withoutKernel }, async () => {
  await kernel.execute(
    "import { denseModel, modelPredictor, ready } from 'lai-loss';\n" +
      "import { attack } from 'lai-loss/measure';\n" +
      "const x = Float32Array.from({ length: 8000 }, (_, i) => Math.sin(i));\n" +
      "await ready(); const model = denseModel({ inputs: 4, hidden: [64, 64], seed: 1 });",
  );
  await stopped(
    "await null; attack(modelPredictor(model), { x, y: x.slice(0, 2000), rows: 2000, features: 4 }, { steps: 1e6 });",
  );
});

test("Stop leaves no loop of for await running", { skip: withoutKernel }, async () => {
  await kernel.execute("import { setInterval as every, setTimeout as sleep } from 'node:timers/promises';");
  for (const loop of [
    "for await (const _ of every(5)) tick();",
    "for (;;) { try { for await (const _ of every(5)) tick(); } catch {} }",
    "for (;;) { await sleep(5); tick(); }",
  ]) {
    await kernel.execute("let ticks = 0; const tick = () => { if (++ticks === 6) console.log('six'); };");
    await stopped(loop, "six");
    await staysAt("ticks", 6);
  }
});

test("Stop leaves no model.fit of tfjs running", { skip: withoutKernel }, async () => {
  await kernel.execute(
    "import * as tf from '@tensorflow/tfjs'; let epochs = 0;\n" +
      "const net = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });\n" +
      "net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });",
  );
  await stopped(
    "await net.fit(tf.ones([64, 4]), tf.ones([64, 1]), { epochs: 1e6, verbose: 0, callbacks: { onEpochEnd: () => { if (++epochs === 5) console.log('five epochs'); } } });",
    "five epochs",
  );
  await staysAt("epochs", 5);
});

test("Stop leaves no loop and no timer running", { skip: withoutKernel }, async () => {
  await kernel.execute("let turns = 0; const turn = () => { if (++turns === 6) console.log('six'); };");
  await stopped(
    "setInterval(turn, 5);\nwhile (true) { try { await new Promise((ok) => setTimeout(ok, 5)); turn(); } catch {} }",
    "six",
  );
  await staysAt("turns", 6);
});

test("a cell that watches the stop signal returns by itself and keeps its variables", {
  skip: withoutKernel,
}, async () => {
  const signal = "(globalThis as any)[Symbol.for('tslab-kernel.stopSignal')]() as AbortSignal";
  const result = await stopped(
    // behind an await: what runs before is ended by Node itself, without a look at the signal
    `const signal = ${signal};\nawait null;\nconsole.log("watching");\n` +
      "while (!signal.aborted) await new Promise((ok) => setTimeout(ok, 5));\nconst outcome = 'stopped early';",
    "watching",
  );
  assert.match(result.error?.evalue ?? "", /its variables are kept/);
  assert.equal((await kernel.execute("outcome")).stdout, "stopped early\n");
});

test("a cell that is run right after one that ended by itself runs to its end", { skip: withoutKernel }, async () => {
  const signal = "(globalThis as any)[Symbol.for('tslab-kernel.stopSignal')]() as AbortSignal";
  const watching = `const mine = ${signal};\nawait null;\nconsole.log("watching");\n`;
  await stopped(`${watching}while (!mine.aborted) await new Promise((ok) => setTimeout(ok, 5));`, "watching");
  const next = await kernel.execute("await new Promise((ok) => setTimeout(ok, 2500)); console.log('whole');");
  assert.equal(next.error, null);
  assert.equal(next.stdout, "whole\n");
});

test("cells waiting behind a stopped one are aborted", { skip: withoutKernel }, async () => {
  const first = await kernel.send("console.log('begun'); await new Promise((ok) => setTimeout(ok, 60000))");
  const second = await kernel.send("console.log('must not run')");
  await kernel.printed(first, "begun");
  await kernel.request("kernel_info_request"); // what was sent before has arrived too
  await kernel.interrupt();
  assert.equal((await kernel.finish(first)).status, "error");
  assert.equal((await kernel.finish(second)).status, "aborted");
});

test("Restart gives a fresh kernel, also from the middle of a loop", { skip: withoutKernel }, async () => {
  await kernel.send("while (true) {}");
  await kernel.restart();
  const result = await kernel.execute("const kept = 'another'; kept");
  assert.equal(result.error, null);
  assert.equal(result.stdout, "another\n");
});

test("Stop ends a loop of a module of the folder, behind an await", { skip: withoutKernel }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "stopped-"));
  writeFileSync(join(folder, "work.ts"), "export async function work() { await null; for (;;) {} }");
  const other = await KernelSession.start(folder);
  try {
    const id = await other.send("import { work } from './work'; console.log('begun'); await work();");
    await other.printed(id, "begun");
    await other.interrupt();
    assert.equal((await other.finish(id)).error?.ename, "Stopped");
  } finally {
    await other.close();
    rmSync(folder, { recursive: true });
  }
});
