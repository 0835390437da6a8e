import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { newNotebook } from "../../src/notebook/new-notebook";
import { joined, readNotebook } from "../../src/notebook/run/notebook-file";
import { KernelSession, withoutKernel } from "./kernel/kernel-session";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "lai new ")));
after(() => rmSync(folder, { recursive: true }));

const count = Array.from({ length: 80 }, (_, i) => i);
const writeTable = (name: string, price: (i: number) => unknown): string => {
  const lines = count.map(
    (i) => `${i + 1},${i % 24},${["small", "large", "medium"][i % 3]},${i === 5 ? "?" : i / 4},${price(i)}`,
  );
  writeFileSync(join(folder, name), `row,hour,size,weight,price\n${lines.join("\n")}\n`);
  return join(folder, name);
};
const cellsOf = (path: string): string[] =>
  readNotebook(path).cells.flatMap((cell) => (cell.cell_type === "code" ? [joined(cell.source)] : []));

test("the notebook has the guesses with their reasons in one cell, and the file by its relative path", () => {
  mkdirSync(join(folder, "data"), { recursive: true });
  const file = writeTable("data/shop.csv", (i) => 3 * i);
  const { path } = newNotebook(file, {
    target: "price",
    targetUnit: "EUR",
    group: "size",
    output: join(folder, "shop.ipynb"),
  });
  const guesses = cellsOf(path)[1];
  for (const line of [
    'const FILE = "data/shop.csv";',
    'const TARGET = "price";',
    'const TARGET_UNIT = "EUR";',
    'const MISSING: string[] = ["?"]; // "?" stands among the numbers of weight (line 7)',
    'const GROUP_BY: string[] = ["size"];',
    '  { name: "hour", kind: "cyclic", period: 24 }, // cyclic by its name and range: begins anew after 24',
    "  // row: left out: it counts the rows",
  ]) {
    assert.ok(guesses.includes(line), `${line}\nis not in\n${guesses}`);
  }
});

test("a notebook that is there is not written over, and a file that cannot be trained on gives none", () => {
  const file = writeTable("twice.csv", (i) => i);
  const output = join(folder, "twice.ipynb");
  newNotebook(file, { target: "price", output });
  assert.throws(() => newNotebook(file, { target: "price", output }), /it is there already: .*--force/);
  newNotebook(file, { target: "price", output, force: true });
  const refused = (name: string, target: string, message: RegExp): void => {
    const none = join(folder, "none.ipynb");
    assert.throws(() => newNotebook(join(folder, name), { target, output: none }), message);
    assert.ok(!existsSync(none));
  };
  writeTable("constant.csv", () => 7);
  refused("constant.csv", "price", /target is "price": it is the same in all rows/);
  refused("constant.csv", "prise", /column is "prise": the table has no such column/);
  refused("absent.csv", "price", /there is no such file/);
  writeFileSync(join(folder, "ragged.csv"), "a,price\n1,2\n3\n");
  refused("ragged.csv", "price", /ragged.csv, line 3 is "a row of 1 cell"/);
  assert.throws(() => newNotebook(file, { target: "price", output: "x.txt" }), /give a name that ends in .ipynb/);
});

for (const [kind, price] of [
  ["a number", (i: number) => 3 * i + (i % 5)],
  ["two words", (i: number) => (i % 24 > 11 ? "yes" : "no")],
] as const) {
  const title = `in a folder outside of the package the notebook runs from top to bottom, its target ${kind}`;
  test(title, { skip: withoutKernel }, async () => {
    const file = writeTable(`${kind}.csv`, price);
    const { path } = newNotebook(file, { target: "price", output: join(folder, `${kind}.ipynb`) });
    const kernel = await KernelSession.start(folder);
    try {
      const outputs: string[] = [];
      for (const source of cellsOf(path)) {
        const short = source.replace(/const EPOCHS = \d+/, "const EPOCHS = 3").replace("[0, 1, 2]", "[0]");
        const result = await kernel.execute(short.replace(/WARM_UP_EPOCHS = \d+/, "WARM_UP_EPOCHS = 1"), 120_000);
        assert.equal(result.error, null, `${source}\n${JSON.stringify(result.error)}`);
        outputs.push(result.stdout + JSON.stringify(result.outputs));
      }
      assert.match(outputs.at(-2) ?? "", /seed 0, gradient penalty: RMSE \d/);
      assert.match(outputs.at(-1) ?? "", /mean slope/);
    } finally {
      await kernel.close();
    }
  });
}
