import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
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
const cellOf = (path: string, id: string): string =>
  joined(readNotebook(path).cells.find((cell) => cell.id === id)!.source);

const has = (source: string, lines: readonly string[]): void => {
  for (const line of lines) assert.ok(source.split("\n").includes(line), `${line}\nis not in\n${source}`);
};

test("the guesses stand as lines to edit, the file by its relative path, reasons above the cells", async () => {
  mkdirSync(join(folder, "data"), { recursive: true });
  const file = writeTable("data/shop.csv", (i) => 3 * i);
  const { path } = await newNotebook(file, {
    target: "price",
    targetUnit: "EUR",
    group: "size",
    output: join(folder, "shop.ipynb"),
  });
  has(cellOf(path, "parameters"), [
    'const FILE = "data/shop.csv";             // or another path',
    'const TARGET = "price";                   // a number from 0 to 237',
    'const UNIT = "EUR";                       // of the target',
    'const FEATURES = ["hour", "weight"];',
    'const TRANSFORMS: PrepareOptions["transforms"] = { hour: { kind: "cyclic", period: 24 } };',
    'const GROUP: string[] = ["size"];         // rows alike in these stay together',
    'const QUESTION: Question = "noisy inputs"; // what is wanted; see The advice',
    "const SEEDS = [0, 1, 2, 3, 4];            // each draws split, weights, batches and noise",
  ]);
  has(cellOf(path, "read-notes"), ['- Taken for missing: "?" stands among the numbers of weight (line 7).']);
  has(cellOf(path, "read"), ['  missing: { weight: ["?"] },']);
  has(cellOf(path, "clean-notes"), [
    "- `hour`: cyclic by its name and range: begins anew after 24",
    "**Left out:**",
    "- `row`: it counts the rows",
  ]);
  has(cellOf(path, "clean"), ['const table = clean(raw.filter(pl.col(TARGET).isNotNull())).drop("row");']);
});

test("columns are made of dates, which are no features themselves; words are declared, in their order where it is known", async () => {
  const lines = count.map(
    (i) => `2024-0${1 + (i % 9)}-1${i % 10},${["low", "high", "medium"][i % 3]},${i % 2 ? "a" : "b"},${i * i}`,
  );
  writeFileSync(join(folder, "dated.csv"), `when,grade,kind,price\n${lines.join("\n")}\n`);
  const { path } = await newNotebook(join(folder, "dated.csv"), {
    target: "price",
    output: join(folder, "dated.ipynb"),
  });
  has(cellOf(path, "parameters"), [
    'const ORDINAL: Record<string, string[]> = { grade: ["low","medium","high"] };',
    'const CATEGORICAL: string[] = ["kind"];',
  ]);
  has(cellOf(path, "clean"), ['  pl.col("when").date.month().cast(pl.Float64).alias("when month"),']);
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
  assert.match(cellOf(path, "clean-notes"), /^- `order`: .*an identifier, such as 9007199254740993; divide them/m);
  const output = join(folder, "refused.ipynb");
  await assert.rejects(
    newNotebook(file, { target: "order", output }),
    /orders\.csv, line 2, column order is "9007199254740993": a whole number of 2\^53 or more/,
  );
  assert.ok(!existsSync(output));
});

test("the question is a parameter, whose choices are all explained", async () => {
  const file = writeTable("asked.csv", (i) => i);
  const output = join(folder, "asked.ipynb");
  const { path } = await newNotebook(file, { target: "price", question: "worst case", output });
  assert.match(cellOf(path, "parameters"), /^const QUESTION: Question = "worst case";/m);
  const named = [...cellOf(path, "advice-notes").matchAll(/^- `"(.*)"`: ./gm)].map(([, question]) => question);
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
      assert.ok(cellOf(path, "parameters").startsWith(`const FILE = ${JSON.stringify(named)};`));
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
  has(cellOf(path, "read"), ['  missing: [".", "void"],', '  text: ["mass"],']);
  has(cellOf(path, "clean-notes"), ["- `mass`: 80 different words in 80 rows, a name or free text"]);
  for (const cell of codeOf(readNotebook(path))) {
    const lines = cell.split("\n");
    assert.ok(lines.length < 25 && lines.every((line) => line.length <= 100), cell);
  }
});

test("long lists are filled lines, and names that are no words of code are quoted", async () => {
  const names = Array.from({ length: 12 }, (_, i) => `column number ${i}`);
  const lines = count.map((i) =>
    [...names.map((_, j) => (i === j ? "?" : Math.sin(i * (j + 1)).toFixed(4))), i].join(","),
  );
  writeFileSync(join(folder, "wide.csv"), `${names.join(",")},price\n${lines.join("\n")}\n`);
  const { path } = await newNotebook(join(folder, "wide.csv"), { target: "price", output: join(folder, "wide.ipynb") });
  for (const id of ["parameters", "read", "clean"])
    for (const line of cellOf(path, id).split("\n")) assert.ok(line.length <= 100, line);
  assert.match(cellOf(path, "read"), /^ {4}\["column number 0"\]: \["\?"\], /m);
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
    /a group stands where its latest row does\) do not fill every part; .* split by time or by group alone/,
  );
  assert.ok(!existsSync(output));
  await newNotebook(join(folder, "stocks.csv"), { ...options, group: undefined });
});

test("a target of two other whole numbers is learnt as a chance, and that is said", async () => {
  const lines = count.map((i) => `${Math.sin(i)},${i % 3 === 0 ? 1 : 2}`);
  writeFileSync(join(folder, "classes.csv"), `dose,class\n${lines.join("\n")}\n`);
  const options = { target: "class", output: join(folder, "classes.ipynb") };
  const { path, targetReason, inspected } = await newNotebook(join(folder, "classes.csv"), options);
  assert.equal(targetReason, "two values: the chance of 2 is learnt");
  has(cellOf(path, "parameters"), ['const TARGET_TRANSFORM: "none" | "log1p" | "binary" = "binary";']);
  const { warnings } = inspected.report;
  assert.match(
    warnings.join(),
    /class, the target, holds two numbers, 1 and 2, .* asks for the chance of 2, as the notebook/,
  );
});

test("a target of 0 and 1 is learnt as a chance; a packed file gives a notebook of its plain name", async () => {
  const lines = count.map((i) => `${Math.sin(i)},${i % 3 === 0 ? 1 : 0}`);
  writeFileSync(join(folder, "sick.csv.gz"), gzipSync(`dose,sick\n${lines.join("\n")}\n`));
  const before = process.cwd();
  process.chdir(folder);
  try {
    const { path } = await newNotebook("sick.csv.gz", { target: "sick" });
    assert.equal(path, join(folder, "sick.ipynb"));
    assert.match(cellOf(path, "parameters"), /TARGET_TRANSFORM: .* = "binary";/);
    assert.match(cellOf(path, "parameters"), /^const TARGET = "sick"; +\/\/ two values: the chance of 1 is learnt$/m);
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

/** What the notebook says of its first run, beside errors of predictions that were brought back by hand. */
const BY_HAND = `{
  const { model, test, preprocessor } = runs[0];
  const predictions = preprocessor.inverse(predict(model, test.x));
  const truth = preprocessor.inverse(test.y);
  const rmse = Math.sqrt(mean(Array.from(truth as Float64Array, (y, i) => (y - predictions[i]) ** 2)));
  console.log(JSON.stringify({ rmse: rmse, told: measures[0].rmse, noisy: measures[0].noise, saved: answer.values[0] }));
}`;

const FEW = { EPOCHS: 3, SEEDS: [0, 1] };

// a fresh kernel for each kind of target; the logarithm's notebook runs in the first, as if its parameters had been edited
const kernels = { "a number": new KernelSession(), "two words": new KernelSession() };
before(async () => {
  if (!withoutKernel) for (const kernel of Object.values(kernels)) await kernel.open(folder);
});
after(async () => {
  for (const kernel of Object.values(kernels)) await kernel.close();
});

/** What each cell printed and showed, in a kernel that stands in the folder. */
async function runCells(kernel: KernelSession, cells: readonly string[]): Promise<string[]> {
  const said: string[] = [];
  for (const cell of cells) {
    const result = await kernel.execute(cell);
    assert.equal(result.error, null, `${cell}\n${JSON.stringify(result.error)}`);
    said.push(result.stdout + JSON.stringify(result.outputs));
  }
  return said;
}

for (const [kind, price, question, best, judged] of [
  ["a number", (i: number) => 3 * i + (i % 5), "slope bound", "constrained slope", "% of slopes above"],
  ["two words", (i: number) => (i % 24 > 11 ? "yes" : "no"), "worst case", "gradient penalty", "RMSE under attack 0.5"],
] as const) {
  const title = `in a folder outside of the package the notebook runs from top to bottom, its target ${kind}`;
  test(title, { skip: withoutKernel }, async () => {
    const file = writeTable(`${kind}.csv`, price);
    const dated = readFileSync(file, "utf8").trim().split("\n"); // polars' describe() fails on dates
    const days = dated.map((line, i) => `${line},${i === 0 ? "day" : `2024-03-${10 + (i % 20)}`}`);
    writeFileSync(file, `${days.join("\n")}\n`);
    const { path } = await newNotebook(file, { target: "price", question, output: join(folder, `${kind}.ipynb`) });
    const notebook = readNotebook(path);
    setParameters(notebook, new Map(Object.entries({ ...FEW, NOISY: ["weight"] })));
    const outputs = await runCells(kernels[kind], codeOf(notebook));
    assert.equal(outputs.filter((output) => output.includes("application/vnd.plotly.v1+json")).length, 4);
    const [advice] = outputs.filter((output) => output.includes("The plain model has a mean slope"));
    assert.match(advice, new RegExp(`Compared below: ${best}, .*; Lai-.*, one-sided, lambda `));
    const [sentences, verdict, answer] = outputs.slice(-3);
    assert.match(
      sentences,
      new RegExp(`advised: ${best}, .*\\. ${judged}.*: .* \\(plain .*\\), clean RMSE [+-]\\d+\\.\\d %`),
    );
    assert.ok(
      verdict.includes(
        JSON.stringify(`Asked for "${question}", with at most 5 % of clean RMSE to give up:`).slice(1, -1),
      ),
      verdict,
    );
    assert.match(
      answer,
      kind === "a number"
        ? /says: price [\d.e-]+; the file says 0\./
        : /says: price \w+, chance of yes 0\.\d+; the file says no\./,
    );
  });
}

test("errors of a target taken as a logarithm are in its own unit", { skip: withoutKernel }, async () => {
  const file = writeTable("logarithm.csv", (i) => Math.round(Math.exp(5 + 2 * Math.sin(i))));
  const { path } = await newNotebook(file, { target: "price", output: join(folder, "logarithm.ipynb") });
  const notebook = readNotebook(path);
  setParameters(notebook, new Map(Object.entries({ ...FEW, TARGET_TRANSFORM: "log1p" })));
  const byHand = ['import { predict } from "lai-loss";', BY_HAND];
  const said = await runCells(kernels["a number"], [...codeOf(notebook), ...byHand]);
  const { rmse, told, noisy, saved } = JSON.parse(said.at(-1)!.split("\n")[0]);
  assert.ok(rmse > 50, `${rmse} must be dollars`);
  assert.ok(Math.abs(told / rmse - 1) < 1e-4, `${told} for ${rmse}`);
  assert.ok(noisy > 50 && saved > 0);
});
