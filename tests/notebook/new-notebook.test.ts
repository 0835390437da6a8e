import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { newNotebook } from "../../src/notebook/new-notebook";
import { joined, type Notebook, readNotebook } from "../../src/notebook/run/notebook-file";
import { setParameters } from "../../src/notebook/run/parameters";
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
const codeOf = ({ cells }: Notebook): string[] =>
  cells.flatMap((cell) => (cell.cell_type === "code" ? [joined(cell.source)] : []));
const cellsOf = (path: string): string[] => codeOf(readNotebook(path));

test("the notebook has the guesses with their reasons in one cell, and the file by its relative path", async () => {
  mkdirSync(join(folder, "data"), { recursive: true });
  const file = writeTable("data/shop.csv", (i) => 3 * i);
  const { path } = await newNotebook(file, {
    target: "price",
    targetUnit: "EUR",
    group: "size",
    output: join(folder, "shop.ipynb"),
  });
  const guesses = cellsOf(path)[1];
  for (const line of [
    'const FILE = "data/shop.csv";',
    'const TARGET = "price"; // a number from 0 to 237',
    'const TARGET_UNIT = "EUR";',
    'const MISSING: string[] = ["?"]; // "?" stands among the numbers of weight (line 7)',
    'const GROUP_BY: string[] = ["size"];',
    '  { name: "hour", kind: "cyclic", period: 24 }, // cyclic by its name and range: begins anew after 24',
    "  // row: left out: it counts the rows",
  ]) {
    assert.ok(guesses.includes(line), `${line}\nis not in\n${guesses}`);
  }
});

test("missing codes and columns of words are taken as named, and cells are short enough to read", async () => {
  const lines = count.map(
    (i) => `${i === 2 ? "[98]" : i / 2},${i === 4 ? "." : i % 7},${i === 6 ? "void" : Math.sqrt(i)},${3 * i}`,
  );
  writeFileSync(join(folder, "odd.csv"), `mass,shell,size,price\n${lines.join("\n")}\n`);
  const options = { target: "price", output: join(folder, "odd.ipynb") };
  await assert.rejects(
    newNotebook(join(folder, "odd.csv"), options),
    /line 4, column mass is "\[98\]": it is not a number/,
  );
  const { path, inspected } = await newNotebook(join(folder, "odd.csv"), {
    ...options,
    missing: [".", "void"],
    text: ["mass"],
  });
  assert.deepEqual(
    inspected.features.map(({ feature }) => feature),
    [{ name: "shell" }, { name: "size" }],
  );
  const cells = cellsOf(path);
  assert.ok(cells[1].includes('const MISSING: string[] = [".","void"];'));
  assert.ok(cells[1].includes('const TEXT: string[] = ["mass"];'));
  assert.ok(cells[1].includes("  // mass: left out: 80 different words in 80 rows"));
  for (const cell of cells) assert.ok(cell.split("\n").length < 25, cell);
});

test("a file of which no column can be a feature is refused with the reasons", async () => {
  writeFileSync(join(folder, "none.csv"), `row,price\n${count.map((i) => `${i},${i * i}`).join("\n")}\n`);
  await assert.rejects(
    newNotebook(join(folder, "none.csv"), { target: "price", output: join(folder, "n.ipynb") }),
    /no column can be used as a feature \(row: left out: it counts the rows\)/,
  );
});

test("a notebook that is there is not written over, and a file that cannot be trained on gives none", async () => {
  const file = writeTable("twice.csv", (i) => i);
  const output = join(folder, "twice.ipynb");
  await newNotebook(file, { target: "price", output });
  await assert.rejects(newNotebook(file, { target: "price", output }), /it is there already: .*--force/);
  await newNotebook(file, { target: "price", output, force: true });
  const refused = async (name: string, target: string, message: RegExp, options: object = {}): Promise<void> => {
    const none = join(folder, "none.ipynb");
    await assert.rejects(newNotebook(join(folder, name), { target, output: none, ...options }), message);
    assert.ok(!existsSync(none));
  };
  writeTable("constant.csv", () => 7);
  await refused("constant.csv", "price", /target is "price": it is the same in all rows/);
  await refused("constant.csv", "prise", /target is "prise": the table has no such column; it has row, hour/);
  await refused("absent.csv", "price", /there is no such file/);
  writeFileSync(join(folder, "ragged.csv"), "a,price\n1,2\n3\n");
  await refused("ragged.csv", "price", /ragged.csv, line 3 is "a row of 1 cell"/);
  await assert.rejects(newNotebook(file, { target: "price", output: "x.txt" }), /give a name that ends in .ipynb/);
});

test("groups that all last to the end cannot be split by time too: refused before anything is written", async () => {
  const rows = count.map(
    (i) => `${i % 3},2024-01-${String(1 + Math.floor(i / 3)).padStart(2, "0")},${(7 * i) % 11},${i * i}`,
  );
  writeFileSync(join(folder, "stocks.csv"), `shop,day,sold,price\n${rows.join("\n")}\n`);
  const output = join(folder, "stocks.ipynb");
  const options = { target: "price", group: "shop", time: "day", output };
  await assert.rejects(
    newNotebook(join(folder, "stocks.csv"), options),
    /groupBy is \["shop"\]: a group stands where its latest row does, and that leaves a part empty/,
  );
  assert.ok(!existsSync(output));
  await newNotebook(join(folder, "stocks.csv"), { ...options, group: undefined });
});

test("a target of 0 and 1 is learnt as a chance; a packed file gives a notebook of its plain name", async () => {
  const lines = count.map((i) => `${Math.sin(i)},${i % 3 === 0 ? 1 : 0}`);
  writeFileSync(join(folder, "sick.csv.gz"), gzipSync(`dose,sick\n${lines.join("\n")}\n`));
  const before = process.cwd();
  process.chdir(folder);
  try {
    const { path } = await newNotebook("sick.csv.gz", { target: "sick" });
    assert.equal(path, join(folder, "sick.ipynb"));
    const cells = cellsOf(path).join("\n");
    for (const part of ['const POSITIVE = "1"; // counts as 1, 0 as 0', 'base: "logistic"', "binaryAccuracy("]) {
      assert.ok(cells.includes(part), part);
    }
  } finally {
    process.chdir(before);
  }
});

for (const [kind, price] of [
  ["a number", (i: number) => 3 * i + (i % 5)],
  ["two words", (i: number) => (i % 24 > 11 ? "yes" : "no")],
] as const) {
  const title = `in a folder outside of the package the notebook runs from top to bottom, its target ${kind}`;
  test(title, { skip: withoutKernel }, async () => {
    const file = writeTable(`${kind}.csv`, price);
    const { path } = await newNotebook(file, { target: "price", output: join(folder, `${kind}.ipynb`) });
    const kernel = await KernelSession.start(folder);
    try {
      const outputs: string[] = [];
      const notebook = readNotebook(path);
      setParameters(
        notebook,
        new Map<string, number | number[]>([
          ["EPOCHS", 3],
          ["WARM_UP_EPOCHS", 1],
          ["SEEDS", [0, 1]],
        ]),
      );
      for (const source of codeOf(notebook)) {
        const result = await kernel.execute(source, 120_000);
        assert.equal(result.error, null, `${source}\n${JSON.stringify(result.error)}`);
        outputs.push(result.stdout + JSON.stringify(result.outputs));
      }
      const figures = outputs.filter((output) => output.includes("application/vnd.plotly.v1+json"));
      assert.equal(figures.length, 3);
      assert.match(
        outputs.at(-1) ?? "",
        /gradient penalty against plain: mean slope [+-]\d+\.\d ± \d+\.\d %, RMSE [+-]/,
      );
      assert.match(outputs.at(-1) ?? "", /(in every seed: .|No method had less error)/);
    } finally {
      await kernel.close();
    }
  });
}
