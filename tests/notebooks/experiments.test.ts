import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import { catalogueEntry } from "../../src/data/catalogue";
import { PLOTLY_MIME } from "../../src/show/show-figure";
import { all, calledName, EXPERIMENTS, isOfStudy, readExperiment } from "./experiment";

const BY_DANFO = /^(03|07|10)-/;
const READERS = ["readTable", "readCSV", "readParquet"];
/** Operations of polars' and danfo's frames. */
const FRAME_OPERATIONS = new Set([
  ...[
    "withColumns",
    "withColumn",
    "filter",
    "groupBy",
    "groupby",
    "agg",
    "select",
    "drop",
    "dropNulls",
    "dropNa",
    "sort",
  ],
  ...[
    "sortValues",
    "describe",
    "head",
    "join",
    "unique",
    "rename",
    "fillNull",
    "fillNa",
    "replace",
    "query",
    "addColumn",
  ],
  ...[
    "asType",
    "sample",
    "isDuplicated",
    "isNaN",
    "nullCount",
    "pivot",
    "concat",
    "merge",
    "loc",
    "iloc",
    "valueCounts",
  ],
]);

test("there is a notebook for each of the eleven Kaggle experiments", () => {
  assert.deepEqual(
    EXPERIMENTS.map((name) => name.slice(0, 2)),
    Array.from({ length: 11 }, (_, i) => String(i + 1).padStart(2, "0")),
  );
});

for (const name of EXPERIMENTS) {
  const { cells, markdown, parameters } = readExperiment(name);
  const calls = cells.flatMap(({ file }) => all(file, ts.isCallExpression));
  const called = calls.map(calledName);

  test(`${name} begins with question, data, licence, run time and answer, and has its parameters in one cell`, () => {
    for (const word of ["Question", "Data", "Licence", "Run time", "Answer"])
      assert.ok(markdown[0].includes(`**${word}`), word);
    assert.match(markdown[0], /\]\(https:\/\/www\.kaggle\.com\/(datasets|competitions)\//);
    assert.match(markdown[0], /arxiv\.org\/abs\/2405\.07884/);
    assert.ok(parameters && cells.indexOf(parameters) <= 2);
    const wanted = ["FILE", "FEATURES", "NOISY", "SEEDS", "LAMBDAS", "HIDDEN", "ACTIVATION", "EPOCHS", "LEARNING_RATE"];
    assert.deepEqual(
      wanted.filter((one) => !parameters.declared.has(one)),
      [],
    );
  });

  test(`${name} reads a frame, looks at it and cleans it by at least three operations of ${BY_DANFO.test(name) ? "danfo" : "polars"}`, () => {
    assert.ok(called.some((one) => READERS.includes(one)));
    const imported = cells.flatMap(({ file }) => all(file, ts.isImportDeclaration)).map((one) => one.getText());
    const frames = BY_DANFO.test(name) ? /"danfojs-node"/ : /"nodejs-polars"/;
    assert.ok(imported.some((one) => frames.test(one)));
    const operations = new Set(called.filter((one) => FRAME_OPERATIONS.has(one)));
    assert.ok(operations.size >= 3, [...operations].join(", "));
    assert.ok(called.includes("prepare"));
  });

  test(`${name} trains Lai loss, a plain loss and a penalty in a loop over seeds that a reader can change`, () => {
    assert.ok(called.includes("train"));
    const loops = cells
      .flatMap(({ file }) => all(file, ts.isForOfStatement))
      .map(({ expression }) => expression.getText());
    assert.ok(loops.includes("SEEDS"), loops.join(", "));
    for (const loss of ["laiLoss", "plainLoss", "gradientPenaltyLoss"]) assert.ok(called.includes(loss), loss);
    for (const measure of ["noiseCurve", "gradientNorms", "attack", "differenceAtSameAccuracy"])
      assert.ok(called.includes(measure), measure);
    const texts = cells.map(({ source }) => source).join("\n");
    assert.match(texts, /slopeLossFraction/); // the paper's training: a random part of each batch
    assert.match(texts, /\bfeatures: (NOISY|DOUBTED)\b/); // and the noisy features alone
    assert.ok(!called.includes("compareMethods"), "the loop stands in the open");
    for (const hidden of [/\.sd\b\s*\*|\*\s*[\w.]*\.sd\b/, /Math\.random/]) assert.doesNotMatch(texts, hidden);
  });

  test(`${name} draws at least three figures of its own runs; at most a quarter of its cells show the stored study`, () => {
    const own = cells.filter((cell) => !isOfStudy(cell));
    const figures = own
      .flatMap(({ outputs }) => outputs)
      .filter(({ data }) => data !== undefined && PLOTLY_MIME in data);
    assert.ok(figures.length >= 3, String(figures.length));
    assert.ok(cells.length - own.length <= cells.length / 4, `${cells.length - own.length} of ${cells.length}`);
  });

  test(`${name}: a missing file skips the cells that need it, and no other cell uses what they make`, () => {
    const id = /datasetFile\("([^"]+)"\)/.exec(parameters?.source ?? "")?.[1] ?? "";
    if (catalogueEntry(id).embedded) {
      assert.deepEqual(
        cells.filter(({ tags }) => tags.includes("needs-data") && !isOfOtherSet(tags)).map(({ source }) => source),
        [],
      );
      return;
    }
    assert.ok(parameters?.tags.includes("needs-data"));
    const skipped = new Set(
      cells.filter(({ tags }) => tags.includes("needs-data")).flatMap((cell) => [...cell.declared]),
    );
    for (const { source, tags, used } of cells) {
      if (tags.includes("needs-data")) continue;
      assert.deepEqual(
        [...used].filter((one) => skipped.has(one)),
        [],
        source,
      );
    }
  });

  test(`${name} types no result: texts below the parameters hold no percentage, and the last of its own cells says sentences`, () => {
    const typed = markdown.slice(1).filter((text) => /\d ?%/.test(text.replace(/60\/20\/20/g, "")));
    assert.deepEqual(typed, []);
    const conclusions = cells
      .filter((cell) => !isOfStudy(cell) && /console\.log\(|showText\(/.test(cell.source))
      .at(-1);
    const texts = (conclusions?.outputs ?? []).map(({ text, data }) => text ?? data?.["text/plain"]);
    const told = texts.flatMap((text) => text ?? "").join("");
    assert.match(told, /[A-Za-z]{3,}.*\d/);
  });
}

/** A cell that needs another set than the notebook's own has a tag that says which. */
function isOfOtherSet(tags: readonly string[]): boolean {
  return tags.some((tag) => tag.startsWith("other-data"));
}
