import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import typescript from "typescript";
import { instrument, instrumentLibrary } from "../../src/kernel/instrument";

/** Runs a code with the globals that the launcher defines; `stopAt` says at which look at the flag Stop comes. */
async function run(code: string, stopAt = Number.POSITIVE_INFINITY): Promise<{ value: unknown; looks: number }> {
  let looks = 0;
  const flag = new Proxy([0], { get: () => (++looks >= stopAt ? 1 : 0) });
  const stop = (): never => {
    throw new Error("Stopped");
  };
  const same = (value: unknown): unknown => value;
  const globals = { __kernel_stop__: flag, __kernel_stopped__: stop, __kernel_await__: same, __kernel_iterate__: same };
  const value = await runInNewContext(code, globals);
  return { value, looks };
}

const PROGRAMS: readonly [what: string, code: string, value: unknown][] = [
  [
    "loops of every kind",
    "let n = 0; for (let i = 0; i < 3; i++) n++; for (const a of [1, 2]) { n += a; } do n++; while (n < 9); n",
    9,
  ],
  [
    "loops inside of loops without braces",
    "let n = 0; for (const a of [1, 2]) for (const b in { x: 1 }) if (a) n += a; n",
    3,
  ],
  ["a label", "let n = 0; outer: for (;;) for (;;) { n++; break outer; } n", 1],
  [
    "functions of every kind",
    "const f = (x) => ({ x }), g = (x) => x * 2; function h() { return f(1).x + g(2); } h()",
    5,
  ],
  [
    "a class",
    "class A { constructor() { this.a = 1; } } class B extends A { constructor() { super(); } get b() { return 2; } } new B().a + new B().b",
    3,
  ],
  ["a directive", "(function () { 'use strict'; return this === undefined; })()", true],
  ["a generator", "function* g() { yield 1; yield 2; } [...g()].length", 2],
];

for (const [what, code, value] of PROGRAMS) {
  test(`${what}: the same result, with looks at the flag`, async () => {
    const { code: instrumented } = instrument(typescript, code);
    assert.equal(instrumented.split("\n").length, code.split("\n").length);
    assert.equal((await run(instrumented)).value, value);
    if (what !== "a directive") await assert.rejects(run(instrumented, 1), /Stopped/);
    assert.equal((await run(instrumentLibrary(typescript, code))).value, value);
  });
}

test("what is awaited, and what for await iterates, passes through the launcher, also at the top", async () => {
  const body = "let n = await await 1; for await (const a of [2]) n += a; return (async (x) => await x)(n);";
  const { code, hasTopLevelForAwait } = instrument(typescript, "await f(); for await (const a of b) await a;");
  assert.equal(hasTopLevelForAwait, true);
  assert.match(
    code,
    /^await __kernel_await__\(f\(\)\); for await \(const a of __kernel_iterate__\(b\)\) \{.* await __kernel_await__\(a\); \}$/,
  );
  const inside = instrument(typescript, `(async () => { ${body} })()`);
  assert.equal(inside.hasTopLevelForAwait, false);
  assert.equal((await run(inside.code)).value, 3);
});

test("a library's loops look at the flag only where their turns call something", async () => {
  const sum = "let s = 0; for (let i = 0; i < 9; i++) s += Math.sqrt(i) * 2;";
  assert.equal(instrumentLibrary(typescript, sum), sum);
  const nested = "for (const row of rows) { for (let i = 0; i < 3; i++) total += row[i]; visit(row); }";
  assert.match(instrumentLibrary(typescript, nested), /^for \(const row of rows\) \{ if \(__kernel_stop__/);
  assert.equal(instrumentLibrary(typescript, nested).split("__kernel_stop__").length, 2);
});
