import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedKernel, withoutKernel } from "./kernel-session";

const kernel = sharedKernel();

test("3,000 lines arrive, in order", { skip: withoutKernel }, async () => {
  const { stdout } = await kernel.execute("for (let i = 0; i < 3000; i++) console.log('line ' + i)");
  assert.equal(stdout, Array.from({ length: 3000 }, (_, i) => `line ${i}\n`).join(""));
});

test("10 MB arrive", { skip: withoutKernel }, async () => {
  const { stdout } = await kernel.execute("for (let i = 0; i < 10000; i++) console.log('x'.repeat(1023))");
  assert.equal(stdout.length, 10_240_000);
});

test("10,000 changes between stdout and stderr arrive", { skip: withoutKernel }, async () => {
  const code = "for (let i = 0; i < 5000; i++) { console.log(i); console.warn(i); }";
  const { stdout, stderr, status } = await kernel.execute(code);
  const expected = Array.from({ length: 5000 }, (_, i) => `${i}\n`).join("");
  assert.equal(status, "ok");
  assert.ok(stdout === expected && stderr === expected, `${stdout.length} and ${stderr.length} characters`);
});

test("stdout, stderr and displays keep their order", { skip: withoutKernel }, async () => {
  const { outputs } = await kernel.execute(
    "import { display } from 'tslab';\nconsole.log('a'); console.error('b'); display.html('<i>c</i>'); console.log('d')",
  );
  const seen = outputs.map(({ type, content }) => (type === "stream" ? `${content.name}:${content.text}` : type));
  assert.deepEqual(seen, ["stdout:a\n", "stderr:b\n", "display_data", "stdout:d\n"]);
});

test("cells sent in a row run once each, in order", { skip: withoutKernel }, async () => {
  await kernel.execute("let runs = 0;");
  for (let i = 1; i <= 20; i++) assert.equal((await kernel.execute("++runs")).stdout, `${i}\n`);
});

test("a traceback names cell and line and shows the line", { skip: withoutKernel }, async () => {
  const { error, reply } = await kernel.execute(
    "interface Unused { a: number }\n\nfunction fail(n: number): number {\n  throw new TypeError('deep ' + n);\n}\nfail(2)",
  );
  assert.equal(error?.traceback[1], `    at fail (cell [${reply.execution_count}], line 4:9)`);
  assert.ok(error?.traceback.includes("->   4 |   throw new TypeError('deep ' + n);"));
});

test("a call of what an earlier cell declared is named at its place", { skip: withoutKernel }, async () => {
  await kernel.execute(
    "const refuse = (n: number): never => {\n  throw new RangeError('no ' + n);\n};\nlet nothing: any;",
  );
  const { error, reply } = await kernel.execute("const twice = (n: number) => 2 * n;\nconst x = twice(1) + refuse(3);");
  const [count, before] = [Number(reply.execution_count), Number(reply.execution_count) - 1];
  const places = error?.traceback.filter((line) => /cell \[\d+\], line/.test(line)).map((line) => line.trim());
  assert.deepEqual(places, [`at refuse (cell [${before}], line 2:9)`, `at cell [${count}], line 2:22`]);
  assert.equal((await kernel.execute("nothing()")).error?.evalue, "nothing is not a function");
});

test("for await may stand outside of functions", { skip: withoutKernel }, async () => {
  const { stdout, error } = await kernel.execute(
    "const seen: number[] = [];\nfor await (const value of [Promise.resolve(1), 2]) seen.push(value);\nconsole.log(seen.join())",
  );
  assert.equal(error, null);
  assert.equal(stdout, "1,2\n");
});

test("completion and inspection know the package's names and docs", { skip: withoutKernel }, async () => {
  await kernel.execute("/** Doubles a number. */\nfunction doubled(value: number): number { return 2 * value; }");
  assert.ok(((await kernel.ask("complete", "doub")).matches as string[]).includes("doubled"));
  const text = ((await kernel.ask("inspect", "doubled(1)", 3)).data as Record<string, string>)["text/plain"];
  assert.match(text, /function doubled\(value: number\): number/);
});

test("a warning of Node is no error, and no cell shows it; what a cell prints itself stays", {
  skip: withoutKernel,
}, async () => {
  const { status, outputs } = await kernel.execute(`
import { once } from "node:events";
import { Worker } from "node:worker_threads";
const heard: string[] = [];
process.on("warning", (warning) => heard.push(warning.name));
for (const kind of ["ExperimentalWarning", "DeprecationWarning", "Warning"]) process.emitWarning("about Node", kind);
await once(new Worker("process.emitWarning('in a worker'); console.error('printed')", { eval: true }), "exit");
console.log(heard.join());
console.error("own");
`);
  assert.equal(status, "ok");
  const texts = outputs.map(({ content }) => [content.name, content.text]);
  assert.deepEqual(texts, [
    ["stderr", "printed\n"],
    ["stdout", "ExperimentalWarning,DeprecationWarning,Warning\n"],
    ["stderr", "own\n"],
  ]);
});
