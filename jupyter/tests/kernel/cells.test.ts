import assert from "node:assert/strict";
import { after, test } from "node:test";
import { CellBench, type Meant, type Outcome, testCells } from "./cell-bench";

const bench = CellBench.inEmptyFolder();
after(() => bench.close());

const CELLS: readonly Meant[] = [
  [
    "export before declarations",
    [
      "export function half(n: number) { return n / 2; }\nexport const unit = 3, { deep: [inner] } = { deep: [4] };\nexport class Box { v = 1; }\nexport enum Side { Left }",
      "[half(unit), inner, new Box().v, Side[0]]",
    ],
    [1.5, 4, 1, "Left"],
  ],
  [
    "lists of exports, of this cell and of others",
    ["const mine = 1; export { mine }; export { mine as other, unit };\nexport {};", "mine"],
    1,
  ],
  [
    "export default",
    [
      "export default function deflt() { return 2; }",
      "export default class { m() {} }",
      "export default async () => {}",
      "export default { a: 1 };",
      "deflt()",
    ],
    2,
  ],
  [
    "export of types",
    [
      "export type Id = number; export interface Named2 { id: Id }\nexport type { Id as Key };",
      "const named2: Named2 = { id: 1 }; named2.id",
    ],
    1,
  ],
  [
    "export from a module",
    ["export * from 'node:os'; export * as system from 'node:os'; export { EOL } from 'node:os'; 1"],
    1,
  ],
  ["what is null", ["null"], null],
  ["a first line as of a program", ["#!/usr/bin/env node\nconst first = 1; first"], 1],
  [
    "strict rules, as in every module",
    [
      "const frozen: any = Object.freeze({ a: 1 }); let refused = false; try { frozen.a = 2; } catch { refused = true; }",
      "[refused, (function () { return this; })()]",
    ],
    [true, undefined],
  ],
  [
    "__dirname and __filename",
    [
      "import { basename, dirname } from 'node:path'; const here = () => ({ __dirname });",
      "[here().__dirname === process.cwd() || dirname(__filename) === here().__dirname, basename(__filename)]",
    ],
    [true, "cell.ts"],
  ],
  [
    "a __dirname of one's own",
    [
      "{ const __dirname = 'inner'; globalThis.name = __dirname; }\nconst __filename = 'own';",
      "[globalThis.name, __filename]",
    ],
    ["inner", "own"],
  ],
  [
    "declare global",
    [
      "declare global { interface Array<T> { last7(): T } var answer7: number }\nArray.prototype.last7 = function () { return this[this.length - 1]; }; globalThis.answer7 = 7;",
      "[[1, 2].last7(), answer7]",
    ],
    [2, 7],
  ],
  [
    "declare module for a module that has types",
    [
      "import 'node:path'; declare module 'node:path' { interface PlatformPath { extra8?: number } }",
      "import path8 from 'node:path'; path8.extra8 ?? 'none'",
    ],
    "none",
  ],
  [
    "namespaces",
    [
      "namespace Deep.Inner { export let n = 1; export const up = () => ++n; } namespace Deep { export const own = Inner.n; }",
      "Deep.Inner.up(); [Deep.Inner.n, Deep.own]",
    ],
    [2, 1],
  ],
  [
    "a function with a namespace, and an alias",
    [
      "function counted() { return counted.calls++; } namespace counted { export let calls = 0; } import Calls = counted;",
      "counted(); Calls.calls",
    ],
    1,
  ],
  [
    "dynamic import of Node's modules",
    [
      "const files = await import('fs'); const http = await import('node:http');",
      "[typeof files.readFileSync, typeof files.default.statSync, typeof http.createServer]",
    ],
    ["function", "function", "function"],
  ],
  ["import equals", ["import os = require('os'); import type fs9 = require('fs');", "typeof os.cpus"], "function"],
  [
    "class expressions and their names",
    [
      "const Anonymous = class { v = 1; }; const nameless = () => 1; let plainly = function () {};",
      "[Anonymous.name, nameless.name, plainly.name, new Anonymous().v]",
    ],
    ["Anonymous", "nameless", "plainly", 1],
  ],
  [
    "a type that is not exported, inferred",
    [
      "const hidden = (() => { class Secret { private s = 1; #t = 2; t() { return this.#t + this.s; } } return new Secret(); })();",
      "hidden.t()",
    ],
    3,
  ],
  ["unique symbols", ["const key: unique symbol = Symbol(); const keyed = { [key]: 1 };", "keyed[key]"], 1],
  [
    "private members and subclasses",
    [
      "abstract class Base { #p = 1; private q = 2; protected abstract r(): number; all() { return this.#p + this.q + this.r(); } }",
      "class Leaf extends Base { constructor(readonly n: number) { super(); } protected r() { return this.n; } }",
      "new Leaf(4).all()",
    ],
    7,
  ],
  [
    "decorators",
    [
      "function mark(target: any) { target.marked = true; } function logged(_: any, name: string, d: PropertyDescriptor) { d.value = () => name; }",
      "@mark class Marked { static self = Marked; @logged method() { return ''; } }",
      "[(Marked as any).marked, Marked.self === Marked, new Marked().method()]",
    ],
    [true, true, "method"],
  ],
  ["const enums", ["const enum Fixed { A = 1, B = A << 2 }", "[Fixed.B, (() => Fixed.A)()]"], [4, 1]],
  [
    "overloads and generics",
    [
      "function pick(a: string): string; function pick(a: number): number; function pick(a: any) { return a; }\nfunction pair<const T extends readonly unknown[]>(t: T) { return t; }",
      "const pinned: readonly [1, 'a'] = pair([1, 'a']); [pick(1).toFixed(1), pick('s').length, pinned.length]",
    ],
    ["1.0", 1, 2],
  ],
  [
    "satisfies",
    [
      "const palette = { red: [1, 2], blue: 'b' } satisfies Record<string, string | number[]>;",
      "palette.blue.length + palette.red[0]",
    ],
    2,
  ],
  ["newer methods of arrays", ["[3, 1, 2].toSorted().findLast((v) => v > 1)"], 3],
  [
    "var in blocks and loops",
    [
      "for (var i = 0; i < 3; i++) var inLoop = i; for (var of1 of [7, 8]); for (var key in { k: 1 }); if (i > 9) { var never = 1; }",
      "[i, inLoop, of1, key, never]",
    ],
    [3, 2, 8, "k", undefined],
  ],
  [
    "names of a block's own",
    [
      "let outer = 1; { let outer = 2; outer++; } for (let outer = 5; outer < 6; outer++); ((outer: number) => outer)(9);",
      "outer",
    ],
    1,
  ],
  [
    "this in a function that a cell calls",
    [
      "function self(this: unknown) { return this === undefined || this === globalThis; } const tagged = function (this: unknown, _: TemplateStringsArray) { return this === undefined || this === globalThis; };",
      "[self(), self?.(), tagged`a`]",
    ],
    [true, true, true],
  ],
  ["labels", ["let turns = 0; turns: for (;;) { for (;;) { turns++; break turns; } }", "turns"], 1],
  [
    "names that JavaScript has plans for",
    ["const require1 = require; const exports = 5; const module = 6;", "[exports, module, typeof require1]"],
    [5, 6, "function"],
  ],
  [
    "an import after what uses it",
    ["const cut = basename2('/a/b');\nimport { basename as basename2 } from 'node:path';", "cut"],
    "b",
  ],
  ["import.meta", ["typeof import.meta.url + import.meta.filename.endsWith('cell.ts')"], "stringtrue"],
  [
    "a shorthand property of an earlier cell",
    [
      "import { sep as separator } from 'node:path'; const speed = 0.5; let size = 3;",
      "const options = { speed, size, separator }; JSON.stringify(options)",
    ],
    '{"speed":0.5,"size":3,"separator":"/"}',
  ],
  [
    "a renamed property that an import and a type of an earlier cell have",
    [
      "import { join as mean } from 'node:path'; const stats = { mean: 4, deep: { mean: 5 } }; let sd = 0;",
      "const { mean: m, deep: { mean: in2 } } = stats; const f = ({ mean: z }: typeof stats) => z; let each = 0; for (const { mean: e } of [stats]) each = e;\n({ mean: sd } = stats); [m, in2, f(stats), each]",
      "[sd]",
    ],
    [4],
  ],
  [
    "a shorthand assignment",
    [
      "let level = 1, depth: number; const givenLevel = { level: 2 };",
      "({ level, depth = 7 } = givenLevel as any); [{ level }, ...[depth]] = [{ level: level + 1 }, depth];",
      "[level, depth]",
    ],
    [3, 7],
  ],
  [
    "__proto__ written short",
    [
      "const __proto__ = { inherited: 1 };",
      "const proto = { __proto__ }; [Object.keys(proto).join(), (proto as any).inherited]",
    ],
    ["__proto__", undefined],
  ],
];

testCells(bench, CELLS);

/** Cells in order, of which the last one does not compile, and what it is told. */
const REFUSED: readonly [what: string, cells: readonly string[], told: RegExp][] = [
  [
    "a const that is assigned",
    ["const fixed = 1;", "\n  fixed = 2;"],
    /^2:3 - Cannot assign to 'fixed' because it is a constant\./,
  ],
  [
    "a value of another type",
    ["let counted2 = 1;", "counted2 = 'text';"],
    /^1:1 - Type 'string' is not assignable to type 'number'\./,
  ],
  [
    "a missing property behind an export",
    ["export const have = { known: 1 };", "export const { known: kn, absent: ab } = have;"],
    /^1:27 - Property 'absent' does not exist/,
  ],
  [
    "an unknown name in a short property",
    ["const known = 1;", "const o = { known, unknownName };"],
    /^1:20 - .*'unknownName'/,
  ],
  [
    "a name of a cell that did not compile",
    ["const half2 = 1; const wrong2: string = 2;", "half2"],
    /^1:1 - Cannot find name 'half2'/,
  ],
  [
    "what a failed cell added to the world",
    ["declare global { var added3: number } const bad: string = 3;", "added3"],
    /Cannot find name 'added3'/,
  ],
  [
    "an await in a plain function",
    ["function notAsync() { await 1; }"],
    /'await' expressions are only allowed within async functions/,
  ],
  [
    "a chain of reasons",
    ["const chain: { a: { b: string } } = { a: { b: 1 } };"],
    /^1:44 - Type 'number' is not assignable to type 'string'\./,
  ],
];

for (const [what, cells, told] of REFUSED) {
  test(`${what} is refused`, async () => {
    const outcome = await bench.run(...cells);
    assert.equal(outcome.ok, false);
    assert.match(outcome.failure, told);
  });
}

test("a method that this Node does not have is refused before the cell runs", {
  skip: "fromAsync" in Array && "this Node has it",
}, async () => {
  const outcome = await bench.run("const list = await Array.fromAsync([1]);");
  assert.match(outcome.failure, /Property 'fromAsync' does not exist/);
});

test("a hundred cells later a cell costs what the first did, and sees all of them", async () => {
  for (let i = 0; i < 100; i++) await bench.run(`const v${i} = [${i}];`);
  const start = performance.now();
  const outcome = await bench.run("v0[0] + v99[0]");
  assert.equal(outcome.shown, 99);
  assert.ok(performance.now() - start < 1000);
});

const FIRST_CELLS = [
  "1 + 1",
  "const wrong: string = 1;",
  "[1, 2].map((n) => n.toFixed(1)).join()",
  "typeof process.pid",
  "const later = setTimeout(() => {}, 1); later.unref().hasRef()",
  "import { basename } from 'node:path'; basename('/a/b')",
  "type Out = NodeJS.ReadableStream; const out: Out | null = null; out",
  "absent.name",
  "Symbol.dispose.description",
  "declare const found: Buffer; typeof found",
];

test("a first cell, checked before Node's types are loaded, is told what it is told later", async () => {
  const early: Outcome[] = [];
  const late: Outcome[] = [];
  for (const cell of FIRST_CELLS) {
    const fresh = CellBench.inEmptyFolder();
    early.push(await fresh.run(cell));
    fresh.close();
  }
  const warm = CellBench.inEmptyFolder();
  warm.converter.warmUp();
  for (const cell of FIRST_CELLS) late.push(await warm.run(cell));
  warm.close();
  assert.deepEqual(early, late);
  assert.deepEqual(
    early.map(({ ok }) => ok),
    [true, false, true, true, true, true, true, false, true, true],
  );
});
