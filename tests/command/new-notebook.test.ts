import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { joined, type Notebook, readNotebook, setParameters } from "tslab-kernel";
import { KernelSession, withoutKernel } from "../../jupyter/tests/kernel/kernel-session";
import { packageRoot } from "../../src/base/files";
import { newNotebook } from "../../src/command/new-notebook/new-notebook";
import { QUESTIONS } from "../../src/compare/evidence";

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
  const [, guesses, question, training] = cellsOf(path);
  assert.match(question, /^const QUESTION: Question = "noisy inputs";\nconst SLOPE: number \| undefined = undefined;/);
  assert.match(training, /^const SEEDS = \[0, 1, 2, 3, 4\];/);
  for (const line of [
    'const FILE = "data/shop.csv";',
    'const TARGET = "price"; // a number from 0 to 237',
    'const TARGET_UNIT = "EUR";',
    'const MISSING: Record<string, string[]> = {"weight":["?"]}; // "?" stands among the numbers of weight (line 7)',
    'const GROUP_BY: string[] = ["size"];',
    '  { name: "hour", kind: "cyclic", period: 24 }, // cyclic by its name and range: begins anew after 24',
    "  // row: left out: it counts the rows",
  ]) {
    assert.ok(guesses.includes(line), `${line}\nis not in\n${guesses}`);
  }
});

test("large whole numbers are left out as an identifier, and refused as the target with their line", async () => {
  const file = join(folder, "orders.csv");
  const lines = count.map((i) => `${9007199254740993n + BigInt(i)},${(7 * i) % 11},${i}`);
  writeFileSync(file, `order,x,price\n${lines.join("\n")}\n`);
  const { path, inspected } = await newNotebook(file, { target: "price", output: join(folder, "orders.ipynb") });
  assert.deepEqual(
    inspected.features.map(({ feature }) => feature),
    [{ name: "x" }],
  );
  assert.match(cellsOf(path)[1], /^ {2}\/\/ order: left out: .*an identifier, such as 9007199254740993; divide them/m);
  const output = join(folder, "refused.ipynb");
  await assert.rejects(
    newNotebook(file, { target: "order", output }),
    /orders\.csv, line 2, column order is "9007199254740993": a whole number of 2\^53 or more/,
  );
  assert.ok(!existsSync(output));
});

test("the question stands in a cell of its own, whose choices are all explained", async () => {
  const file = writeTable("asked.csv", (i) => i);
  const output = join(folder, "asked.ipynb");
  const { path } = await newNotebook(file, { target: "price", question: "worst case", output });
  assert.ok(cellsOf(path)[2].startsWith('const QUESTION: Question = "worst case";'));
  const texts = readNotebook(path).cells.map(({ source }) => joined(source));
  const explained = texts.find((text) => text.startsWith("## Edit 2")) ?? "";
  const named = [...explained.matchAll(/^- `"(.*)"`: ./gm)].map(([, question]) => question);
  assert.deepEqual(named, [...QUESTIONS]);
});

test("the file is named from the notebook's folder where it was named relatively, else absolutely", async () => {
  mkdirSync(join(folder, "here"), { recursive: true });
  const file = writeTable("beside.csv", (i) => i);
  const before = process.cwd();
  process.chdir(join(folder, "here"));
  try {
    for (const [given, named] of [
      ["../beside.csv", "../beside.csv"],
      [file, file],
    ]) {
      const { path } = await newNotebook(given, { target: "price", force: true });
      assert.ok(cellsOf(path)[1].startsWith(`const FILE = ${JSON.stringify(named)};`));
    }
  } finally {
    process.chdir(before);
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
    reading: { missing: [".", "void"], text: ["mass"] },
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

test("a target of two other whole numbers is learnt as a chance, and that is said", async () => {
  const lines = count.map((i) => `${Math.sin(i)},${i % 3 === 0 ? 1 : 2}`);
  writeFileSync(join(folder, "classes.csv"), `dose,class\n${lines.join("\n")}\n`);
  const options = { target: "class", output: join(folder, "classes.ipynb") };
  const { path, targetReason } = await newNotebook(join(folder, "classes.csv"), options);
  assert.equal(targetReason, "two values: the chance of 2 is learnt");
  assert.ok(cellsOf(path).join("\n").includes('const POSITIVE = "2"; // counts as 1, 1 as 0'));
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
    for (const part of [
      'const POSITIVE = "1"; // counts as 1, 0 as 0',
      'plainLoss({ base: "logistic" })',
      'SLOPE, base: "logistic"',
      "binaryAccuracy(",
    ]) {
      assert.ok(cells.includes(part), part);
    }
  } finally {
    process.chdir(before);
  }
});

test("an unknown question is refused by the command, with those there are", () => {
  const cli = join(packageRoot(), "build", "src", "cli.js");
  const flags = ["notebook", "new", writeTable("asked-2.csv", (i) => i), "--target", "price", "--question", "faster"];
  const { status, stderr } = spawnSync(process.execPath, [cli, ...flags], { encoding: "utf8" });
  assert.equal(status, 1);
  assert.match(stderr, /'faster' is invalid.* Allowed choices are smoother, slope bound, noisy inputs/);
});

/** Learns the target as a logarithm, in a generated notebook. */
const takeLogarithm = (source: string): string =>
  source
    .replace("prepareDataset(dataset, { seed })", 'prepareDataset(dataset, { seed, target: { transform: "log1p" } })')
    .replace('const TARGET_UNIT = "";', 'const TARGET_UNIT = "thousand $";');

/** What a generated notebook's tables and curves say, beside errors of predictions that were brought back by hand. */
const BY_HAND = `const ofHand = runs.map(({ predictor, prepared: { test, preprocessor, dataset, split } }, i) => {
  const predictions = preprocessor.inverse(predictor.predict(test.x, test.rows));
  const prices = dataset.table.getColumn("price").toArray() as number[];
  const rmse = Math.sqrt(mean(Array.from(split.test, (row, k) => (predictions[k] - prices[row]) ** 2)));
  return { rmse, told: measured[i].rmse, noisy: measured[i].noise[4], attacked: measured[i].attacked };
});
console.log(JSON.stringify(ofHand));`;

test("errors of a target taken as a logarithm are in its own unit", { skip: withoutKernel }, async () => {
  const file = writeTable("logarithm.csv", (i) => Math.round(Math.exp(5 + 2 * Math.sin(i))));
  const { path } = await newNotebook(file, { target: "price", output: join(folder, "logarithm.ipynb") });
  const kernel = await KernelSession.start(folder);
  try {
    const notebook = readNotebook(path);
    const few: [string, number | number[]][] = [
      ["EPOCHS", 3],
      ["WARM_UP_EPOCHS", 1],
      ["SEEDS", [0, 1]],
    ];
    setParameters(notebook, new Map(few));
    let said = "";
    for (const cell of [...codeOf(notebook).map(takeLogarithm), BY_HAND]) {
      const result = await kernel.execute(cell, 120_000);
      assert.equal(result.error, null, `${cell}\n${JSON.stringify(result.error)}`);
      said = result.stdout;
    }
    const errors = JSON.parse(said) as { rmse: number; told: number; noisy: number; attacked: number }[];
    assert.equal(errors.length, 6);
    for (const { rmse, told, noisy, attacked } of errors) {
      assert.ok(rmse > 50, `${rmse} must be thousands of dollars`);
      assert.ok(Math.abs(told / rmse - 1) < 1e-4, `${told} for ${rmse}`);
      assert.ok(noisy > 50 && attacked > rmse, `${noisy}, ${attacked}`);
    }
  } finally {
    await kernel.close();
  }
});

for (const [kind, price, question, best, judged] of [
  ["a number", (i: number) => 3 * i + (i % 5), "slope bound", "linear hinge", "% of slopes above"],
  [
    "two words",
    (i: number) => (i % 24 > 11 ? "yes" : "no"),
    "worst case",
    "gradient penalty",
    "log loss under attack 0.2",
  ],
] as const) {
  const title = `in a folder outside of the package the notebook runs from top to bottom, its target ${kind}`;
  test(title, { skip: withoutKernel }, async () => {
    const file = writeTable(`${kind}.csv`, price);
    const { path } = await newNotebook(file, { target: "price", question, output: join(folder, `${kind}.ipynb`) });
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
      for (const cell of codeOf(notebook)) {
        const source = cell.replace("const NOISY: string[] = [];", 'const NOISY: string[] = ["hour"];');
        const result = await kernel.execute(source, 120_000);
        assert.equal(result.error, null, `${source}\n${JSON.stringify(result.error)}`);
        outputs.push(result.stdout + JSON.stringify(result.outputs));
      }
      const figures = outputs.filter((output) => output.includes("application/vnd.plotly.v1+json"));
      assert.equal(figures.length, 3);
      const [advice] = outputs.filter((output) => output.includes("The plain model has a mean slope"));
      assert.match(advice, new RegExp(`Compared below: plain; ${best}, .*; Lai-.*, one-sided, lambda `));
      assert.match(
        outputs.at(-2) ?? "",
        new RegExp(`${best}, .* against plain: RMSE [+-]\\d+\\.\\d ± \\d+\\.\\d %, mean`),
      );
      const answer = outputs.at(-1) ?? "";
      assert.ok(answer.startsWith(`Asked for "${question}", judged by ${judged}`), answer);
      assert.match(answer, /(Lower than plain in every seed: .|No method is lower than plain)/);
    } finally {
      await kernel.close();
    }
  });
}
