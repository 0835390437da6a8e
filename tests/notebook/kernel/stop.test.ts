import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KernelSession, withoutKernel } from "./kernel-session";

let kernel: KernelSession;
before(async () => {
  if (withoutKernel) return;
  kernel = await KernelSession.start();
  await kernel.execute("const kept = 42;");
});
after(() => kernel?.close());

/** Runs a cell that prints "go", stops it then, and checks that the kernel and earlier variables are still there. */
async function stopped(code: string): Promise<Awaited<ReturnType<KernelSession["finish"]>>> {
  const id = await kernel.send(`process.stdout.write('go\\n');\n${code}`);
  await new Promise((resolve) => setTimeout(resolve, 700));
  await kernel.interrupt();
  const result = await kernel.finish(id, 10_000);
  assert.equal(result.error?.ename, "Stopped");
  assert.equal((await kernel.execute("kept")).stdout, "42\n");
  return result;
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

test("Stop leaves no loop and no timer running", { skip: withoutKernel }, async () => {
  await kernel.execute("let turns = 0;");
  await stopped(
    "setInterval(() => { turns++; }, 5);\n" +
      "while (true) { try { await new Promise((ok) => setTimeout(ok, 5)); turns++; } catch {} }",
  );
  const first = await kernel.execute("turns");
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(Number(first.stdout) > 5);
  assert.equal((await kernel.execute("turns")).stdout, first.stdout);
});

test("a cell that watches the stop signal returns by itself and keeps its variables", {
  skip: withoutKernel,
}, async () => {
  const signal = "(globalThis as any)[Symbol.for('lai-loss.notebookStopSignal')]() as AbortSignal";
  const result = await stopped(
    `const signal = ${signal};\nwhile (!signal.aborted) await new Promise((ok) => setTimeout(ok, 5));\n` +
      "const outcome = 'stopped early';",
  );
  assert.match(result.error?.evalue ?? "", /its variables are kept/);
  assert.equal((await kernel.execute("outcome")).stdout, "stopped early\n");
});

test("a cell that is run right after one that ended by itself runs to its end", { skip: withoutKernel }, async () => {
  const signal = "(globalThis as any)[Symbol.for('lai-loss.notebookStopSignal')]() as AbortSignal";
  await stopped(`const mine = ${signal};\nwhile (!mine.aborted) await new Promise((ok) => setTimeout(ok, 5));`);
  const next = await kernel.execute("await new Promise((ok) => setTimeout(ok, 2500)); console.log('whole');");
  assert.equal(next.error, null);
  assert.equal(next.stdout, "whole\n");
});

test("cells waiting behind a stopped one are aborted", { skip: withoutKernel }, async () => {
  const first = await kernel.send("await new Promise((ok) => setTimeout(ok, 60000))");
  const second = await kernel.send("console.log('must not run')");
  await new Promise((resolve) => setTimeout(resolve, 500));
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
