import assert from "node:assert/strict";
import { test } from "node:test";
import { KernelSession, sharedKernel, withoutKernel } from "./kernel-session";

const kernel = sharedKernel("const kept = 42; const anything: any = globalThis;");

/** What a cell does to JavaScript itself. */
const DEEDS: readonly string[] = [
  "anything.Promise = class {}",
  "anything.Promise = undefined",
  "Promise.prototype.then = (() => { throw new Error('then') }) as any",
  "JSON.stringify = () => 'nonsense'; JSON.parse = () => 7 as any",
  "Array.prototype.push = () => { throw new Error('push') }",
  "Array.prototype.map = Array.prototype.slice = Array.prototype.filter = (() => []) as any",
  "(Array.prototype as any)[Symbol.iterator] = () => { throw new Error('iterator') }",
  "String.prototype.split = String.prototype.replace = (() => { throw new Error('split') }) as any",
  "RegExp.prototype.exec = RegExp.prototype.test = (() => null) as any",
  "Map.prototype.get = Map.prototype.set = (() => { throw new Error('map') }) as any",
  "Object.keys = Object.entries = Object.assign = (() => { throw new Error('keys') }) as any",
  "(Object.prototype as any).toJSON = () => 'polluted'",
  "Object.defineProperty(Object.prototype, 'toJSON', { value: () => 'hidden', configurable: true })",
  "(Array.prototype as any).toJSON = () => 7; Object.defineProperty(Object.prototype, 'then', { value: 7, configurable: true })",
  "(Object.prototype as any).polluted = true; (Array.prototype as any).more = 1",
  "for (const key of Object.getOwnPropertyNames(Function.prototype)) try { delete (Function.prototype as any)[key] } catch {}",
  "Buffer.from = Buffer.concat = (() => { throw new Error('buffer') }) as any",
  "anything.Buffer = null; anything.process = null",
  "Error.prepareStackTrace = () => { throw new Error('stack') }; anything.Error = class {}",
  "delete anything.__tslab__; delete anything.globalThis",
];
/** What a cell may replace for the cells behind it, too. */
const SURROUNDINGS: readonly string[] = [
  "anything.setTimeout = () => 0; anything.setImmediate = () => 0",
  "console.log = () => {}; console.error = () => { throw new Error('console') }",
  "anything.console = undefined",
  "process.stdout.write = () => { throw new Error('write') }",
  "process.emit = () => { throw new Error('emit') }; process.nextTick = () => {}",
  "anything.process = undefined",
];

for (const deed of [...DEEDS, ...SURROUNDINGS]) {
  test(`the kernel outlives ${deed.slice(0, 90)}`, { skip: withoutKernel }, async () => {
    const { stderr } = await kernel.execute(`${deed};`);
    if (DEEDS.includes(deed)) assert.match(stderr, /: replaced by this cell, and put back behind it/);
    const { stdout, error } = await kernel.execute("1 + 1");
    assert.deepEqual([stdout, error], ["2\n", null]);
    assert.equal((await kernel.execute("await null; kept")).stdout, "42\n");
  });
}

test("what a cell replaces around JavaScript, and what it adds to it, is there in the next one", {
  skip: withoutKernel,
}, async () => {
  const fresh = await KernelSession.start();
  try {
    await fresh.execute(
      "const said: string[] = []; console.log = (text: string) => { said.push(text); };\n" +
        "(Array.prototype as any).last = 1; Object.defineProperty(String.prototype, 'loud', { get() { return this + '!'; } });",
    );
    const { stdout } = await fresh.execute("console.log('caught'); [said, ('a' as any).loud]");
    assert.equal(stdout, "[ [ 'caught' ], 'a!' ]\n");
  } finally {
    await fresh.close();
  }
});

test("a method that a cell adds to arrays is there in later ones, and in no loop over keys", {
  skip: withoutKernel,
}, async () => {
  const added = await kernel.execute(
    "declare global { interface Array<T> { second(): T } }\nArray.prototype.second = function () { return this[1]; };",
  );
  assert.equal(added.stderr, "");
  assert.equal((await kernel.execute("[1, 2].second()")).stdout, "2\n");
  assert.equal((await kernel.execute("let last = ''; for (const key in [7]) last = key; last")).stdout, "0\n");
});

test("a kernel whose objects are frozen goes on", { skip: withoutKernel }, async () => {
  await kernel.execute(
    "for (const kind of [Array, Object, Promise, Map]) Object.freeze(kind.prototype); Object.freeze(JSON); Object.freeze(globalThis);",
  );
  const { stdout, stderr } = await kernel.execute("await null; kept + 1");
  assert.deepEqual([stdout, stderr], ["43\n", ""]);
});
