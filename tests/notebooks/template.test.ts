import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { joined, type Notebook, notebooksFolder, readNotebook } from "tslab-kernel";
import { packageRoot } from "../../src/base/files";

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

test("the template's cells are short, and its first one says question, data, licence, run time and outcome", () => {
  for (const { cell_type, source } of sources(template)) {
    if (cell_type === "code") assert.ok(source.split("\n").length < 25, source);
  }
  const [{ source }] = sources(template);
  for (const word of ["Question", "Data", "Licence", "Run time", "Outcome"])
    assert.ok(source.includes(`**${word}`), word);
  assert.match(source, /\]\(https:\/\/www\.kaggle\.com\/datasets\/uciml\//);
});
