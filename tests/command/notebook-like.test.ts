import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { joined } from "tslab-kernel";
import ts from "typescript";
import { newNotebook } from "../../src/command/new-notebook/new-notebook";
import { all, codeCells, EXPERIMENTS, readExperiment } from "../notebooks/experiment";
import { folder, homes, like } from "./like-files";

/** Names that a cell declares anywhere, inner functions and their parameters too. */
const declaredAnywhere = (file: ts.SourceFile): Set<string> =>
  new Set(
    [
      ...all(file, ts.isVariableDeclaration).flatMap(({ name }) => all(name, ts.isIdentifier)),
      ...all(file, ts.isParameter).flatMap(({ name }) => all(name, ts.isIdentifier)),
    ].map(({ text }) => text),
  );

for (const name of EXPERIMENTS) {
  test(`${name} becomes the model for another file: its own data are gone, and no cell misses what they made`, async () => {
    const model = readExperiment(name);
    const notebook = await like(name);
    const cells = codeCells(notebook);
    const ofModel = new Set(model.cells.flatMap(({ declared }) => [...declared]));
    const known = new Set<string>();
    for (const { source, file, declared, used, tags } of cells) {
      for (const one of declared) known.add(one);
      const here = declaredAnywhere(file);
      const unknown = [...used].filter((one) => ofModel.has(one) && !known.has(one) && !here.has(one));
      assert.deepEqual(unknown, [], source);
      assert.ok(!used.has("findings") && !used.has("datasetFile"), source);
      assert.deepEqual(
        tags.filter((tag) => tag !== "parameters"),
        [],
      );
      const lines = source.split("\n");
      assert.ok(lines.length <= 27 && lines.every((line) => line.length <= 100), source);
    }
    const { source } = cells.find(({ tags }) => tags.includes("parameters"))!;
    assert.match(source, /^const FILE = "homes\.csv";/m);
    assert.match(source, /^const UNIT = "kEUR";/m);
    for (const one of ["LAMBDAS", "PENALTIES", "HIDDEN"]) {
      const value = new RegExp(`^const ${one} = (.*?);`, "m");
      assert.equal(value.exec(source)?.[1], value.exec(model.parameters!.source)?.[1]);
    }
    assert.ok(cells.length >= 18, String(cells.length));
    assert.match(joined(notebook.cells.at(-1)!.source), /- The study's answer/);
    assert.match(joined(notebook.cells[0].source), /the command/);
  });
}

test("an unknown experiment, a target of two values and a file without numbers are refused, and nothing is written", async () => {
  const output = join(folder, "refused.ipynb");
  const refused = (file: string, target: string, name: string, why: RegExp) =>
    assert.rejects(newNotebook(file, { target, like: name, output }), why);
  await refused(homes, "price", "05", /--like is "05": give one of "01-diamonds", .*"11-abalone"/);
  const words = join(folder, "words.csv");
  const rows = Array.from({ length: 60 }, (_, i) => `${"abc"[i % 3]},${"xyzw"[i % 4]},${i},${["no", "yes"][i % 2]}`);
  writeFileSync(words, `kind,colour,size,sold\n${rows.join("\n")}\n`);
  await refused(
    words,
    "sold",
    "01-diamonds",
    /the experiments learn numbers, and sold has two values: leave --like out/,
  );
  writeFileSync(words, `kind,colour,size\n${rows.map((_, i) => `${"abc"[i % 3]},${"xyzw"[i % 4]},${i}`).join("\n")}\n`);
  await refused(words, "size", "01-diamonds", /no feature is a number that noise could be put in/);
  assert.ok(!existsSync(output));
});
