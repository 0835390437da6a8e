import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import typescript from "typescript";
import { reachPackagesBeside } from "../../src/kernel/packages-beside";
import { CellBench } from "./cell-bench";

// what is beside a notebook: packages of every form, modules of its own, and both as they come, change and go
let bench: CellBench;
beforeEach(() => {
  bench = CellBench.inEmptyFolder();
});
afterEach(() => bench.close());

function write(path: string, text: string): void {
  const file = join(bench.folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function writePackage(name: string, manifest: object, files: Record<string, string>): void {
  write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", ...manifest }));
  for (const [file, text] of Object.entries(files)) write(`node_modules/${name}/${file}`, text);
}

async function shows(cell: string, value: unknown): Promise<void> {
  const outcome = await bench.run(cell);
  assert.equal(outcome.failure, "", cell);
  assert.deepEqual(outcome.shown, value, cell);
}

const ES_ONLY = {
  type: "module",
  exports: {
    ".": { types: "./index.d.ts", import: "./index.js" },
    "./sub": { types: "./sub.d.ts", import: "./sub.js" },
  },
};
const ES_FILES = {
  "index.js": "export default 'whole'; export let count = 1; export const up = () => ++count;",
  "index.d.ts":
    "declare const whole: string; export default whole; export let count: number; export function up(): number;",
  "sub.js": "export class Sub { v = 3 }",
  "sub.d.ts": "export declare class Sub { v: number; private own; }",
};

test("packages that have only ES modules, by import and by await import", async () => {
  writePackage("es-only", ES_ONLY, ES_FILES);
  await shows(
    "import whole, { count, up } from 'es-only';\nimport * as all from 'es-only'; up(); [whole, count, all.count]",
    ["whole", 2, 2],
  );
  await shows("up(); count", 3);
  await shows("import { Sub } from 'es-only/sub'; const sub = new Sub(); sub.v", 3);
  await shows("const later = await import('es-only/sub'); [new later.Sub().v, later.Sub === Sub]", [3, true]);
  await shows("const fromFunction = async () => (await import('es-only')).default; await fromFunction()", "whole");
});

test("packages of CommonJS, by each of their forms", async () => {
  const manifest = { exports: { ".": "./main.js", "./deep/part": { types: "./part.d.ts", default: "./part.js" } } };
  const types = "declare function main(): string; declare namespace main { const two: number } export = main;";
  writePackage(
    "common",
    {
      ...manifest,
      types: "./main.d.ts",
      exports: { ...manifest.exports, ".": { types: "./main.d.ts", default: "./main.js" } },
    },
    {
      "main.js": "module.exports = () => 'main'; module.exports.two = 2;",
      "main.d.ts": types,
      "part.js":
        "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'part'; exports.named = 1;",
      "part.d.ts": "declare const part: string; export default part; export const named: number;",
    },
  );
  await shows(
    "import main, { two } from 'common'; import * as space from 'common'; [main(), two, space.two, space.default()]",
    ["main", 2, 2, "main"],
  );
  await shows("import part, { named } from 'common/deep/part'; [part, named]", ["part", 1]);
  await shows("const given = await import('common'); [given.default(), given.two]", ["main", 2]);
  await shows("import same = require('common'); same === main", true);
});

test("types that a package does not export are kept from cell to cell", async () => {
  writePackage(
    "hiding",
    { types: "./index.d.ts" },
    {
      "index.js": "exports.make = () => ({ inner: { n: 1 } });",
      "index.d.ts": "interface Hidden { inner: { n: number } } declare function make(): Hidden; export { make };",
    },
  );
  await shows(
    "import { make } from 'hiding'; const made = make(); const lists = [made]; const of = () => make(); made.inner.n",
    1,
  );
  await shows("class Own { hidden = of(); } new Own().hidden.inner.n + lists[0].inner.n", 2);
  assert.match(
    (await bench.run("made.inner.absent")).failure,
    /Property 'absent' does not exist on type '{ n: number; }'/,
  );
});

test("declare module gives types to a package without any, and to files by a pattern", async () => {
  writePackage("untyped", {}, { "index.js": "exports.one = 1;" });
  write("note.txt.js", "module.exports = 'note';");
  const declared = await bench.run(
    'declare module "untyped" { export const one: number; }\ndeclare module "*.txt" { const text: string; export default text; }\nimport { one } from "untyped"; one.toFixed(1)',
  );
  assert.equal(declared.failure, "");
  assert.equal(declared.shown, "1.0");
  await shows("import note from './note.txt'; note.length", 4);
  assert.match((await bench.run("one.absent")).failure, /Property 'absent' does not exist on type 'number'/);
  await bench.run('declare module "unheard" { export const n: number; }\nconst wrong: string = 1;');
  assert.match((await bench.run("import { n } from 'unheard';")).failure, /Cannot find module 'unheard'/);
});

test("JSON is imported with its types", async () => {
  write("data.json", '{ "rows": [1, 2] }');
  await shows(
    "import data from './data.json'; import same from './data.json' with { type: 'json' }; data.rows.length + same.rows[1]",
    4,
  );
  assert.match((await bench.run("data.columns")).failure, /Property 'columns' does not exist/);
});

test("a folder with types of its own still knows Node", async () => {
  write(
    "node_modules/@types/colour/package.json",
    '{ "name": "@types/colour", "version": "1.0.0", "types": "index.d.ts" }',
  );
  write("node_modules/@types/colour/index.d.ts", "declare const colourOfTheDay: string;");
  const other = new CellBench(bench.folder);
  const outcome = await other.run("const day = () => colourOfTheDay; console.log; typeof process.pid");
  assert.equal(outcome.failure, "");
  assert.equal(outcome.shown, "number");
});

test("a package and types that come while the kernel runs are found at once", async () => {
  assert.match((await bench.run("import { late } from 'late';")).failure, /Cannot find module 'late'/);
  writePackage(
    "late",
    { types: "./index.d.ts" },
    { "index.js": "exports.late = 1;", "index.d.ts": "export const late: number;" },
  );
  await shows("import { late } from 'late'; late.toFixed(1)", "1.0");
  assert.match((await bench.run("typeof ambientLate")).failure, /Cannot find name 'ambientLate'/);
  write(
    "node_modules/@types/late-types/package.json",
    '{ "name": "@types/late-types", "version": "1.0.0", "types": "index.d.ts" }',
  );
  write("node_modules/@types/late-types/index.d.ts", "declare const ambientLate: string;");
  await shows("const read = () => ambientLate; typeof process.pid", "number");
});

test("packages beside the kernel are found where the folder has none, and not where it has its own", async () => {
  writePackage("own", {}, { "index.js": "exports.own = 'own';" });
  const project = mkdtempSync(join(tmpdir(), "beside-"));
  const beside = join(project, "node_modules");
  const cell = "import { own } from 'own'; import { other } from 'other'; [own, other]";
  for (const name of ["own", "other"]) {
    mkdirSync(join(beside, name), { recursive: true });
    writeFileSync(join(beside, name, "index.js"), `exports.${name} = 'beside';`);
  }
  assert.match((await bench.run(cell)).failure, /Cannot find module 'other'/);
  reachPackagesBeside(typescript, bench.folder, beside);
  await shows(cell, ["own", "beside"]);
  rmSync(join(bench.folder, "node_modules"), { recursive: true });
  await shows("import { other } from 'other'; other", "beside");
  // types that come now are the folder's own, beside which those of Node are still found
  mkdirSync(join(beside, "@types", "node"), { recursive: true });
  writeFileSync(join(beside, "@types", "node", "package.json"), "{}");
  write(
    "node_modules/@types/mine/package.json",
    '{ "name": "@types/mine", "version": "1.0.0", "types": "index.d.ts" }',
  );
  write("node_modules/@types/mine/index.d.ts", "declare const mine: string;");
  await shows("const read = () => mine; typeof process.pid", "number");
  rmSync(project, { recursive: true });
});

test("modules of the folder, as they are written, changed and taken away", async () => {
  assert.match((await bench.run("import { size } from './shape';")).failure, /Cannot find module '.\/shape'/);
  write("unit.ts", "export const unit: number = 2;");
  write(
    "shape.ts",
    "import { unit } from './unit'; export interface Shape { n: number } export const size = (s: Shape) => s.n * unit;",
  );
  await shows("import { size, type Shape } from './shape'; const shape: Shape = { n: 3 }; size(shape)", 6);
  write("unit.ts", "export const unit: number = 5; // now more");
  await shows("import { size } from './shape'; size(shape)", 15);
  write(
    "shape.ts",
    "import { unit } from './unit'; export interface Shape { n: string } export const size = (text: string) => text + unit;",
  );
  assert.match(
    (await bench.run("size(shape)")).failure,
    /Argument of type 'Shape' is not assignable to parameter of type 'string'/,
  );
  await shows("import { size } from './shape.ts'; size('w')", "w5");
  write("shape.ts", "export const size: number = 'wrong';");
  assert.match(
    (await bench.run("import { size } from './shape';")).failure,
    /^shape\.ts 1:14 - Type 'string' is not assignable/,
  );
  rmSync(join(bench.folder, "shape.ts"));
  assert.match((await bench.run("import { size } from './shape';")).failure, /Cannot find module '.\/shape'/);
  await shows("1 + 1", 2);
});

test("modules that import each other, and one that failed before", async () => {
  write("one.ts", "import { two } from './two'; export const one = 1; export const sum = () => one + two;");
  write("two.ts", "import { one } from './one'; export const two = 2; export const product = () => one * two;");
  await shows("import { sum } from './one'; import { product } from './two'; [sum(), product()]", [3, 2]);
  write("fails.ts", "export const early = 1; throw new Error('as it loads');");
  for (let i = 0; i < 2; i++)
    assert.match((await bench.run("import { early } from './fails'; early")).failure, /as it loads/);
  write("module.mts", "export const inModule = 1;");
  await shows("import { inModule } from './module.mjs'; inModule", 1);
});

test("modules in JavaScript and in folders below", async () => {
  write("plain.js", "export const plain = 1; export default function twice(n) { return 2 * n; }");
  write(
    "below/deep.ts",
    "import { plain } from '../plain'; export enum Level { Low = 1 } export const deep = plain + Level.Low;",
  );
  await shows(
    "import twice, { plain } from './plain'; import { deep, Level } from './below/deep'; [twice(plain), deep, Level.Low]",
    [2, 2, 1],
  );
  await shows("const again = await import('./below/deep'); again.deep", 2);
});

test("a cell may be a module of its own, which others import", async () => {
  const outcome = await bench.run("/** @module greeting */\nexport const hello: string = 'hello';");
  assert.equal(outcome.failure, "");
  await shows("import { hello } from './greeting'; hello", "hello");
  await bench.run("/** @module greeting */\nexport const hello: string = 'hello again';");
  await shows("import { hello } from './greeting'; hello", "hello again");
  assert.match(
    (await bench.run("/** @module wrong */\nexport const n: number = 'n';")).failure,
    /^wrong\.ts 2:14 - Type 'string'/,
  );
});
