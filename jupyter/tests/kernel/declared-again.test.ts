import assert from "node:assert/strict";
import { after, test } from "node:test";
import { CellBench, type Meant, testCells } from "./cell-bench";

// a name is one variable for all cells, whichever declares or assigns it
const bench = CellBench.inEmptyFolder();
after(() => bench.close());

const CELLS: readonly Meant[] = [
  [
    "a variable that a later cell assigns, in functions of its own cell",
    [
      "let rate = 0.1; function plain() { return rate; } const arrow = () => rate; class Holder { get rate() { return rate; } }\n" +
        "function* each() { yield rate; yield rate; } const started = each(); started.next();\n" +
        "const waiting = (async () => { await new Promise((ok) => setTimeout(ok, 20)); return rate; })();",
      "rate = 0.3;",
      "[plain(), arrow(), new Holder().rate, started.next().value, await waiting]",
    ],
    [0.3, 0.3, 0.3, 0.3, 0.3],
  ],
  [
    "a function that assigns",
    ["let counter = 0; const up = () => ++counter;", "up(); up();", "counter += 5; up(); [counter]"],
    [8],
  ],
  ...["let", "var", "const"].map((word): [string, string[], unknown] => [
    `a ${word} declared again with another type`,
    [`${word} again = 1; const seen = () => again;`, `${word} again = 'text';`, "[seen(), again.length]"],
    ["text", 4],
  ]),
  [
    "a function declared again",
    [
      "function tool(n: number) { return n; } const use = () => tool(2);",
      'function tool(s: number) { return "t" + s; }',
      "[use(), tool(1).length]",
    ],
    ["t2", 2],
  ],
  [
    "a function that calls itself, declared again",
    [
      "function down(n: number): string { return n === 0 ? 'old' : down(n - 1); } const first = down;",
      "function down(n: number) { return 'new'; }",
      "first(3)",
    ],
    "new",
  ],
  [
    "a class declared again",
    [
      "class Thing { kind = 1; } const make = () => new Thing();",
      "class Thing { kind = 'two'; more = 3; }",
      "[make().kind, new Thing().more]",
    ],
    ["two", 3],
  ],
  [
    "an enum declared again",
    [
      "enum Mode { Off = 1 } const mode = () => Mode.Off as unknown;",
      "enum Mode { Off = 'off', On = 'on' }",
      "[mode(), Mode.On]",
    ],
    ["off", "on"],
  ],
  [
    "an import and a variable in each other's place",
    [
      "import { join } from 'node:path'; const joined = () => (join as any)('a', 'b');",
      "const join = (...words: string[]) => words.length;",
      "[joined(), join('x')]",
    ],
    [2, 1],
  ],
  [
    "a variable and an import in each other's place",
    ["const sep = 1; const told = () => sep as unknown;", "import { sep } from 'node:path';", "told()"],
    "/",
  ],
  [
    "types declared again",
    [
      "type Row = number; interface Shape { a: number }",
      "type Row = string; interface Shape { b: string }",
      "const row: Row = 'r'; const shape: Shape = { b: row }; shape.b",
    ],
    "r",
  ],
];

testCells(bench, CELLS);

test("a cell that throws keeps its imports and what it had declared by then", async () => {
  const thrown = await bench.run(
    "import { dirname } from 'node:path'; type Kept = number;\nconst before: Kept = 1; function hoisted() { return before; }\n" +
      "class Early {} throw new Error('midway');\nconst late = 2; let after = 3; class Late {}",
  );
  assert.equal(thrown.failure, "Error: midway");
  const kept = await bench.run(
    "const again: Kept = before; [dirname('/a/b'), before, hoisted(), new Early() instanceof Early]",
  );
  assert.deepEqual(kept.shown, ["/a", 1, 1, true]);
  for (const name of ["late", "after", "Late"])
    assert.match((await bench.run(name)).failure, /^1:1 - Cannot find name/);
  const awaited = await bench.run("const soon = 1; await Promise.reject(new Error('later')); const never2 = 2;");
  assert.equal(awaited.failure, "Error: later");
  assert.equal((await bench.run("soon")).shown, 1);
  assert.equal((await bench.run("never2")).ok, false);
});

test("a name that a failed cell did not come to declare again keeps its earlier meaning", async () => {
  await bench.run("let stays = 1;", "throw new Error('x'); let stays = 'text';");
  assert.equal((await bench.run("stays.toFixed(1)")).shown, "1.0");
});

test("what is not there yet is a ReferenceError, in the words of the cell", async () => {
  const early = await bench.run("const look = () => soonThere; look(); const soonThere = 1;");
  assert.equal(early.failure, "ReferenceError: soonThere is not defined");
});
