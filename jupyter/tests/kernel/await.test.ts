import { after } from "node:test";
import { CellBench, type Meant, testCells } from "./cell-bench";

const bench = CellBench.inEmptyFolder();
after(() => bench.close());

const CELLS: readonly Meant[] = [
  ["await before parentheses", ["const x = Promise.resolve({ y: async () => 3 });", "await (await x).y()"], 3],
  ["await of a function called at once", ["await (async () => 4)()"], 4],
  ["await before parentheses alone", ["await (Promise.resolve(5))"], 5],
  ["await before a bracket", ["await [6]"], [6]],
  ["await before a sign", ["await -7"], -7],
  ["await before a template", ["await `eight`"], "eight"],
  ["await at a line's end", ["await\n  9"], 9],
  ["await in a template", [`\`$\{await 1}$\{await 2}\``], "12"],
  ["await in a default value", ["const { a = await 5, b: [c = await 6] = [] } = {} as any; [a, c]"], [5, 6]],
  [
    "await in a class's computed name",
    [
      "class Named { [await 'key']() { return 1; } static two: number; static { this.two = 2; } } (new Named() as any).key() + Named.two",
    ],
    3,
  ],
  [
    "await in a loop's head",
    ["let sum = 0; for (const v of await [1, 2]) sum += v; for await (const v of [3]) sum += v; sum"],
    6,
  ],
  ["await in an argument, a spread and a condition", ["Math.max(...(await [1, 5]), (await true) ? await 7 : 0)"], 7],
  ["an await inside of a function only", ["const inside = async () => await 1; typeof inside"], "function"],
  [
    "using",
    [
      "const order: string[] = [];",
      "{ using r = { [Symbol.dispose]() { order.push('gone'); } }; order.push('used'); }\nusing last = { n: 3, [Symbol.dispose]() { order.push('last'); } };",
      "[...order, last.n].join()",
    ],
    "used,gone,last,3",
  ],
  [
    "await using",
    [
      "const closed: string[] = []; async function scoped() { await using f = { async [Symbol.asyncDispose]() { closed.push('closed'); } }; return 1; }",
      "await using g = { async [Symbol.asyncDispose]() { closed.push('top'); } }; await scoped(); void 0",
      "closed.join()",
    ],
    "closed,top",
  ],
];

testCells(bench, CELLS);
