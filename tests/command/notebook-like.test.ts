import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { environmentPython, executeNotebook, joined, type Notebook, readNotebook } from "tslab-kernel";
import ts from "typescript";
import { withoutKernel } from "../../jupyter/tests/kernel/kernel-session";
import { packageRoot } from "../../src/base/files";
import { newNotebook } from "../../src/command/new-notebook/new-notebook";
import { repeats } from "../long";
import { all, codeCells, EXPERIMENTS, readExperiment } from "../notebooks/experiment";

const folder = mkdtempSync(join(tmpdir(), "lai-like-"));
after(() => rmSync(folder, { recursive: true }));

/** Homes: words, an order, missing numbers and missing words; kilns: batches, times and a missing reading. */
const homes = join(folder, "homes.csv");
writeFileSync(
  homes,
  `district,rooms,area,condition,price\n${Array.from({ length: 90 }, (_, i) => {
    const area = i % 17 === 3 ? "NA" : 30 + ((i * 37) % 90) + i / 100;
    const price = 60 + 2 * ((i * 37) % 90) + 10 * (i % 3) + ((i * i) % 7);
    const words = ["North", "South", "", "Old town"][i % 4];
    return `${words},${1 + (i % 5)},${area},${["poor", "fair", "good"][i % 3]},${price}.5`;
  }).join("\n")}\n`,
);
const kilns = join(folder, "kilns.tsv");
writeFileSync(
  kilns,
  `when\tbatch\toperator\ttemperature\tmoisture\tstrength\n${Array.from({ length: 96 }, (_, i) => {
    const [temperature, moisture] = [900 + ((i * 29) % 61), ((i * 13) % 31) / 100];
    const day = `2024-${String(1 + Math.floor(i / 24)).padStart(2, "0")}-${String(1 + (i % 24)).padStart(2, "0")}`;
    const strength = temperature / 50 - 20 * moisture + (i % 3) + ((i * i) % 5) / 10;
    return [
      day,
      `B${Math.floor(i / 4)}`,
      ["Ann", "Bo"][i % 2],
      temperature,
      i % 19 === 4 ? "" : moisture,
      strength,
    ].join("\t");
  }).join("\n")}\n`,
);
const like = async (name: string, grouped = false): Promise<Notebook> => {
  const output = join(folder, `${name}${grouped ? " of kilns" : ""}.ipynb`);
  const of = grouped
    ? { target: "strength", group: "batch", time: "when" }
    : { target: "price", targetUnit: "kEUR", command: "the command" };
  await newNotebook(grouped ? kilns : homes, { ...of, like: name, output, force: true });
  return readNotebook(output);
};

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

const runs = EXPERIMENTS.slice(0, repeats({ short: 0, long: EXPERIMENTS.length })).flatMap((name) =>
  [false, true].map((grouped) => ({ name, grouped })),
);
for (const { name, grouped } of runs) {
  test(`a notebook like ${name} runs from top to bottom on ${grouped ? "kilns, by batch and time" : "homes"}`, {
    skip: withoutKernel,
  }, async () => {
    const notebook = await like(name, grouped);
    const parameters = notebook.cells.find(({ metadata }) => metadata.tags?.includes("parameters"))!;
    parameters.source = joined(parameters.source)
      .replace(/const (\w*)SEEDS = .*?;/g, "const $1SEEDS = [0, 1];")
      .replace(/const EPOCHS = .*?;/, "const EPOCHS = 3;");
    const failures: string[] = [];
    const executed = await executeNotebook(notebook, {
      folder,
      python: environmentPython(packageRoot()),
      onEvent: (event) => {
        if (event.event === "failure") failures.push(event.text);
      },
    });
    assert.deepEqual(failures, []);
    const printed = executed!.cells
      .flatMap(({ outputs = [] }) => outputs)
      .map(({ text, data }) => joined(text ?? (data?.["text/plain"] as string) ?? ""));
    assert.match(printed.join("\n"), /asks for slope/);
  });
}
