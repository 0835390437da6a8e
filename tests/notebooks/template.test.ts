import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { joined, type Notebook, notebooksFolder, readNotebook } from "tslab-kernel";
import ts from "typescript";
import { packageRoot } from "../../src/base/files";
import { PLOTLY_MIME } from "../../src/show/show-figure";
import { all, calledName, readExperiment } from "./experiment";

const folder = mkdtempSync(join(tmpdir(), "lai-template-"));
after(() => rmSync(folder, { recursive: true }));

const template = readNotebook(join(notebooksFolder(), "template.ipynb"));
const sources = ({ cells }: Notebook) =>
  cells.map(({ id, cell_type, metadata, source }) => ({ id, cell_type, tags: metadata.tags, source: joined(source) }));

test("the template is what `lai notebook new` writes by the command in its first cell", () => {
  const command = /```sh\nnpx lai (notebook new .*)\n```/.exec(joined(template.cells[0].source))?.[1] ?? "";
  assert.doesNotMatch(command, /['"]/); // its words are what stands between spaces
  mkdirSync(join(folder, "notebooks"));
  symlinkSync(join(packageRoot(), "data"), join(folder, "data"));
  const cli = join(packageRoot(), "build", "src", "cli.js");
  const cwd = join(folder, "notebooks");
  const { status, stderr } = spawnSync(process.execPath, [cli, ...command.split(" ")], { cwd, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  const remedy = `In notebooks/ run: node ../dist/cli.js ${command} --force && node ../dist/cli.js notebook run template --update`;
  assert.deepEqual(sources(readNotebook(join(cwd, "template.ipynb"))), sources(template), remedy);
});

test("the template's first cell says question, data, licence, run time and answer; its parameters stand in one cell", () => {
  const { markdown, parameters } = readExperiment("template");
  for (const word of ["Question", "Data", "Licence", "Run time", "Answer"])
    assert.ok(markdown[0].includes(`**${word}`), word);
  assert.match(markdown[0], /\]\(https:\/\/www\.kaggle\.com\/datasets\/uciml\//);
  for (const one of [
    "FILE",
    "TARGET",
    "TARGET_TRANSFORM",
    "FEATURES",
    "ORDINAL",
    "CATEGORICAL",
    "GROUP",
    "TIME",
    "NOISY",
  ])
    assert.ok(parameters?.declared.has(one), one);
  for (const one of ["LAMBDAS", "PENALTIES", "SEEDS", "EPOCHS", "HIDDEN", "QUESTION"])
    assert.ok(parameters?.declared.has(one), one);
});

test("the template's work stands in cells that a reader changes", () => {
  const { cells } = readExperiment("template");
  const called = cells.flatMap(({ file }) => all(file, ts.isCallExpression)).map(calledName);
  const steps = [
    "readTable",
    "prepare",
    "trainInCell",
    "adviseLoss",
    "laiLoss",
    "gradientPenaltyLoss",
    "train",
    "noiseCurve",
  ];
  const ends = ["differenceAtSameAccuracy", "comparePaired", "savePredictor", "loadPredictor", "predict"];
  assert.deepEqual(
    [...steps, ...ends].filter((step) => !called.includes(step)),
    [],
  );
  const figures = cells
    .flatMap(({ outputs }) => outputs)
    .filter(({ data }) => data !== undefined && PLOTLY_MIME in data);
  assert.ok(figures.length >= 4);
});

test("the template's verdict judges at the noise that the advice speaks of, the judged column first, its clean cost beside it", () => {
  const { cells } = readExperiment("template");
  const textOf = (id: string): string => {
    const outputs = template.cells.find((cell) => cell.id === id)?.outputs ?? [];
    return outputs.map(({ text, data }) => joined(text ?? (data?.["text/plain"] as string[]))).join("");
  };
  assert.match(cells.find(({ source }) => source.includes("const JUDGED_AT"))!.source, /^const JUDGED_AT = 0\.3;/m);
  assert.match(textOf("advice"), /changed the RMSE under noise by/);
  assert.match(textOf("table"), /\nmethod +RMSE under noise 0\.3 +RMSE, points /);
  for (const line of textOf("verdict").trim().split("\n"))
    assert.match(
      line,
      /\. RMSE under noise 0\.3: [\d.]+ \(plain [\d.]+, [+-][\d.]+ %\), clean RMSE [+-][\d.]+ %; lower in \d of 5/,
    );
  assert.match(
    textOf("choice"),
    /Best is .*clean RMSE .*against a penalty of the same clean RMSE: |No method is better/,
  );
});
