import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot, readEvidence } from "lai-internal";
import { figureSvg } from "lai-loss/show";
import { joined, notebookNames, notebooksFolder, readNotebook } from "tslab-kernel";
import { loadResults } from "../../src/stored/load-results";
import { storedResults } from "../../src/stored/results-folder";
import { makeEvidence } from "../../src/verdict/make-evidence";
import { resultsPage } from "../../src/verdict/results-page";

const RESULTS = readFileSync(join(packageRoot(), "RESULTS.md"), "utf8");
const REMEDY = "run: npx lai study results";

test("RESULTS.md, its pictures and the evidence of adviseLoss are what the stored results give", async () => {
  const all = storedResults().map((name) => loadResults(name));
  const { text, pictures } = resultsPage(all);
  assert.ok(text === RESULTS, REMEDY);
  for (const [path, figure] of pictures) {
    assert.ok((await figureSvg(figure)) === readFileSync(join(packageRoot(), path), "utf8"), `${path}: ${REMEDY}`);
  }
  assert.deepEqual(readEvidence(), JSON.parse(JSON.stringify(makeEvidence(all))), REMEDY);
});

/** Tables in Markdown by their captions. */
function tablesOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^\*\*(.+)\*\*\n\n((?:\|.*\n?)+)/gm)].map(([, caption, rows]) => [caption, rows.trim()]),
  );
}

const onPage = tablesOf(RESULTS);
for (const name of notebookNames()) {
  const notebook = readNotebook(join(notebooksFolder(), `${name}.ipynb`));
  const stored = notebook.cells.some(({ source }) => joined(source).includes("loadResults("));
  const tables = notebook.cells
    .flatMap(({ outputs }) => outputs ?? [])
    .flatMap(({ data }) => [...tablesOf(joined((data?.["text/markdown"] ?? "") as string))]);
  const common = tables.filter(([caption]) => onPage.has(caption));
  if (!stored) continue;

  test(`the tables of ${name} are those of RESULTS.md`, () => {
    assert.ok(common.length > 0);
    for (const [caption, rows] of common) assert.equal(rows, onPage.get(caption), caption);
  });
}

test("what README.md quotes of the results stands in RESULTS.md", () => {
  const readme = readFileSync(join(packageRoot(), "README.md"), "utf8");
  const found = readme.slice(readme.indexOf("## What was found"), readme.indexOf("## Start"));
  const sentences = [...found.matchAll(/^> (.+)$/gm)].map(([, sentence]) => `- ${sentence}`);
  const rows = [...found.matchAll(/^\|.+$/gm)].map(([row]) => row);
  assert.ok(sentences.length >= 5 && rows.length >= 6);
  for (const line of [...sentences, ...rows]) assert.ok(RESULTS.includes(`${line}\n`), line);
});
