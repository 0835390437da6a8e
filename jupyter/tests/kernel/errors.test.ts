import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { KernelSession, sharedKernel, withoutKernel } from "./kernel-session";

const kernel = sharedKernel();

test("a failing cell sends an error with name, message and traceback", { skip: withoutKernel }, async () => {
  const result = await kernel.execute("throw new TypeError('bad thing')");
  assert.equal(result.status, "error");
  assert.equal(result.error?.ename, "TypeError");
  assert.equal(result.error?.evalue, "bad thing");
  assert.equal(result.error?.traceback[0], "TypeError: bad thing");
  assert.equal(result.reply.ename, "TypeError");
  assert.equal(typeof result.reply.execution_count, "number");
  assert.equal(result.stderr, "");
});

test("a cell that fails after an await sends an error", { skip: withoutKernel }, async () => {
  const result = await kernel.execute("await new Promise((ok) => setTimeout(ok, 10)); throw new RangeError('late')");
  assert.equal(result.error?.ename, "RangeError");
});

test("a compile error names line and column", { skip: withoutKernel }, async () => {
  const result = await kernel.execute("const a = 1;\nconst wrong: string = 3;");
  assert.equal(result.error?.ename, "TypeScriptError");
  assert.match(result.error?.evalue ?? "", /^2:7 - Type 'number' is not assignable to type 'string'/);
});

test("what is thrown need not be an Error", { skip: withoutKernel }, async () => {
  const result = await kernel.execute("throw { code: 7 }");
  assert.equal(result.error?.ename, "Thrown");
  assert.equal(result.error?.evalue, "{ code: 7 }");
});

test("an error's causes and parts are told, each once", { skip: withoutKernel }, async () => {
  const caused = await kernel.execute(
    "{ const first = new Error('first', { cause: new TypeError('second') }); (first.cause as Error).cause = first; throw first; }",
  );
  assert.equal(caused.error?.evalue, "first");
  const told = caused.error?.traceback.filter((line) => /^(\w*Error: |Caused)/.test(line));
  assert.deepEqual(told, ["Error: first", "Caused by:", "TypeError: second"]);
  const several = await kernel.execute("throw new AggregateError([new Error('a'), new RangeError('b')], 'both')");
  const text = several.error?.traceback.join("\n") ?? "";
  assert.match(text, /^AggregateError: both.*Error 1 of 2:\nError: a.*Error 2 of 2:\nRangeError: b/s);
});

for (const [what, code, message] of [
  ["recursion without end", "const f = (): number => f() + 1; f()", /call stack/],
  ["a rejection with nothing", "void Promise.reject(); await new Promise((ok) => setTimeout(ok, 20))", /undefined/],
  [
    "what throws when it is looked at",
    "throw new Proxy({}, { get() { throw new Error('trap'); }, ownKeys() { throw 1; } })",
    /trap|cannot be shown/,
  ],
  [
    "an error whose stack throws",
    "const broken = new Error('x'); Object.defineProperty(broken, 'stack', { get() { throw new Error('y'); } }); throw broken",
    /cannot be shown/,
  ],
  [
    "an event without a listener",
    "import { EventEmitter } from 'node:events';\nsetTimeout(() => new EventEmitter().emit('error', new Error('unheard')), 1);\n" +
      "await new Promise((ok) => setTimeout(ok, 30))",
    /unheard/,
  ],
  [
    "a program that is not there",
    "import { spawn } from 'node:child_process'; spawn('/no/such/program'); await new Promise((ok) => setTimeout(ok, 100))",
    /ENOENT/,
  ],
  [
    "an error in a thread",
    "import { Worker } from 'node:worker_threads';\n" +
      "const thread = new Worker('throw new Error(\"in the thread\")', { eval: true });\n" +
      "await new Promise((ok) => thread.once('exit', ok))",
    /in the thread/,
  ],
  [
    "a listener of stray errors that throws itself",
    "process.on('uncaughtException', () => { throw new Error('second'); });\n" +
      "setTimeout(() => { throw new Error('first') }, 1); await new Promise((ok) => setTimeout(ok, 30))",
    /first\nsecond/,
  ],
] as const) {
  test(`${what} fails its cell, and the kernel lives on`, { skip: withoutKernel }, async () => {
    const { error } = await kernel.execute(code);
    assert.match(error?.evalue ?? "no error", message);
    assert.equal((await kernel.execute("console.log('alive')")).stdout, "alive\n");
  });
}

test("a cell that closes the output or takes all listeners away silences nobody", { skip: withoutKernel }, async () => {
  await kernel.execute("process.stdout.end(); process.stderr.destroy(); process.removeAllListeners();");
  assert.equal((await kernel.execute("console.log('heard')")).stdout, "heard\n");
  assert.equal((await kernel.execute("void Promise.reject(new Error('seen'))")).error?.evalue, "seen");
});

test("a printed stack names cell and line, without frames of the kernel", { skip: withoutKernel }, async () => {
  const code =
    "interface Unused { a: number }\n\nfunction bad(): never {\n  throw new RangeError('line 4');\n}\n" +
    "try { bad(); } catch (error) { console.error(error); console.log((error as Error).stack); }\n" +
    "const later = await Promise.resolve().then(() => new Error('after an await').stack);\nconsole.log(later)";
  const { stdout, stderr, reply } = await kernel.execute(code);
  const at = `(cell [${reply.execution_count}], line 4:9)`;
  for (const text of [stdout, stderr]) {
    assert.ok(
      text.startsWith(`RangeError: line 4\n    at bad ${at}\n    at cell [${reply.execution_count}], line 6:7\n`),
      text,
    );
    assert.doesNotMatch(text, /node:|tslab|kernel/);
  }
  assert.match(stdout, /Error: after an await\n {4}at cell \[\d+\], line 7:50/);
});

test("an error keeps its code in a printed stack", { skip: withoutKernel }, async () => {
  const { stdout } = await kernel.execute(
    "import { Buffer as B } from 'buffer'; try { B.from(5 as any) } catch (e) { console.log(String((e as Error).stack)) }",
  );
  assert.match(stdout, /^TypeError \[ERR_INVALID_ARG_TYPE\]: The first argument/);
});

for (const [what, code, name] of [
  ["a DOMException", "throw new DOMException('enough', 'AbortError')", "AbortError"],
  ["an aborted signal", "AbortSignal.abort().throwIfAborted()", "AbortError"],
  ["an error of a class of its own", "class Mine extends RangeError { name = 'Mine' }; throw new Mine('x')", "Mine"],
  ...[
    "new RangeError('x')",
    "new DOMException('x', 'DataCloneError')",
    "Object.assign(new Error('x'), { name: 'Mine' })",
  ].map(
    (thrown) =>
      [
        `${thrown} in a worker thread`,
        "import { Worker as Thread } from 'node:worker_threads'; import { once as first } from 'node:events';\n" +
          `await first(new Thread("throw ${thrown.replaceAll('"', "'")}", { eval: true }), "exit")`,
        /RangeError|DataCloneError|Mine/.exec(thrown)![0],
      ] as const,
  ),
] as const) {
  test(`${what} is told by its name`, { skip: withoutKernel }, async () => {
    assert.equal((await kernel.execute(code)).error?.ename, name);
  });
}

test("a printed error fails nothing", { skip: withoutKernel }, async () => {
  const result = await kernel.execute("console.error(new Error('only printed'))");
  assert.equal(result.status, "ok");
  assert.match(result.stderr, /only printed/);
});

test("cells behind a failing one are aborted, later ones are not", { skip: withoutKernel }, async () => {
  const first = await kernel.send(
    "const until = Date.now() + 300; while (Date.now() < until) {}; throw new Error('x')",
  );
  const second = await kernel.send("console.log('must not run')");
  assert.equal((await kernel.finish(first)).status, "error");
  const aborted = await kernel.finish(second);
  assert.equal(aborted.status, "aborted");
  assert.equal(aborted.stdout, "");
  assert.equal((await kernel.execute("console.log('runs')")).stdout, "runs\n");
});

test("with stop_on_error false the next cell runs", { skip: withoutKernel }, async () => {
  const first = await kernel.send("throw new Error('x')", { stop_on_error: false });
  const second = await kernel.send("console.log('runs too')");
  assert.equal((await kernel.finish(first)).status, "error");
  assert.equal((await kernel.finish(second)).stdout, "runs too\n");
});

test("a rejection that nobody awaits fails the running cell", { skip: withoutKernel }, async () => {
  const result = await kernel.execute("void Promise.reject(new RangeError('stray'))");
  assert.equal(result.status, "error");
  assert.equal(result.error?.ename, "RangeError");
});

test("a stray error after the cell's end fails the next cell and names its origin", {
  skip: withoutKernel,
}, async () => {
  const id = await kernel.send("void setTimeout(() => { throw new Error('from a timer') }, 50)");
  const first = await kernel.finish(id);
  assert.equal(first.status, "ok");
  await kernel.printed(id, "from a timer");
  const next = await kernel.execute("console.log('must not run')");
  assert.equal(next.error?.evalue, "from a timer");
  assert.equal(next.stdout, "");
  assert.match(next.error?.traceback.join("\n") ?? "", new RegExp(`cell \\[${first.reply.execution_count}\\]`));
  assert.equal((await kernel.execute("console.log('runs')")).stdout, "runs\n");
});

test("stray errors do not end a kernel with tfjs's wasm backend in it", { skip: withoutKernel }, async () => {
  const setup = await kernel.execute(
    "import * as tf from '@tensorflow/tfjs'; import '@tensorflow/tfjs-backend-wasm';\n" +
      "await tf.setBackend('wasm'); await tf.ready(); tf.getBackend()",
  );
  assert.equal(setup.stdout, "wasm\n");
  const result = await kernel.execute(
    "void Promise.reject(new Error('one')); setTimeout(() => { throw new Error('two') }, 1);\n" +
      "await new Promise((ok) => setTimeout(ok, 20))",
  );
  assert.equal(result.error?.evalue, "one\ntwo");
  assert.ok(await kernel.isAlive());
  assert.equal((await kernel.execute("tf.scalar(2).square().dataSync()[0]")).stdout, "4\n");
});

test("code given to eval is named as that", { skip: withoutKernel }, async () => {
  const { error } = await kernel.execute("eval('null.x')");
  assert.match(
    error?.traceback.join("\n") ?? "",
    /at eval \(code given to eval, line 1:6\)\n\s+at cell \[\d+\], line 1:1/,
  );
});

test("an error in a module of the folder names the place in its TypeScript", { skip: withoutKernel }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "errors-"));
  writeFileSync(
    join(folder, "fails.ts"),
    "interface Left {\n  out: true;\n}\nexport function fail(): Left {\n  throw new Error('f');\n}",
  );
  const other = await KernelSession.start(folder);
  try {
    const { error } = await other.execute("import { fail } from './fails'; fail()");
    assert.match(error?.traceback[1] ?? "", /at fail \(.*fails\.ts:5:9\)/);
  } finally {
    await other.close();
    rmSync(folder, { recursive: true });
  }
});

test("a function as a text is as it was written, and runs in a worker thread", { skip: withoutKernel }, async () => {
  await kernel.execute("function fib(n: number): number { for (; n < 2; ) return n; return fib(n - 1) + fib(n - 2); }");
  assert.doesNotMatch((await kernel.execute("String(fib)")).stdout, /__kernel_/);
  const { stdout } = await kernel.execute(
    "import { Worker } from 'node:worker_threads';\n" +
      "const thread = new Worker(fib + \"; require('node:worker_threads').parentPort.postMessage(fib(10))\", { eval: true });\n" +
      "await new Promise((ok, fail) => thread.on('message', ok).on('error', fail))",
  );
  assert.equal(stdout, "55\n");
  const { error } = await kernel.execute("structuredClone((n: number) => n)");
  assert.equal(error?.evalue, "(n) => (n) could not be cloned.");
});
