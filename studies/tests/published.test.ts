import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { before, test } from "node:test";
import { packageRoot } from "lai-internal";
import { type Answers, readAnswers } from "../src/answers/answers";
import { dataSentences } from "../src/answers/data-answers";
import { writeAnswers } from "../src/answers/write-answers";
import { newFolder } from "./small-study";

let answers: Answers;
before(() => {
  answers = readAnswers();
});

test("RESULTS.md, its pages and pictures, README and what adviseLoss goes by are what the stored runs say", async () => {
  const to = newFolder();
  const written = (await writeAnswers(undefined, to)).map((path) => relative(to, path));
  for (const name of ["RESULTS.md", "README.md", join("data", "evidence.json")])
    assert.ok(written.includes(name), name);
  const differing = written.filter((name) => {
    const [stored, now] = [packageRoot(), to].map((folder) => readFileSync(join(folder, name)));
    return !stored.equals(now);
  });
  assert.deepEqual(differing, [], "run: npx lai study answers");
});

/** What the cells of a notebook have put out as text. */
function outputsOf(notebook: string): string {
  const { cells } = JSON.parse(readFileSync(join(packageRoot(), "notebooks", `${notebook}.ipynb`), "utf8"));
  return cells
    .flatMap(({ outputs = [] }: { outputs?: { data?: Record<string, string | string[]> }[] }) => outputs)
    .flatMap(({ data = {} }: { data?: Record<string, string | string[]> }) => data["text/plain"] ?? [])
    .join("");
}

test("12-verdict finds by group-bys over the trainings what the study answers", () => {
  const outputs = outputsOf("12-verdict");
  const signed = (logarithm: number): string => {
    const value = 100 * (Math.exp(logarithm) - 1);
    return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(1)}`;
  };
  for (const [kind, method, rival] of [
    ["noise .3", "Lai-MSE", "gradient penalty"],
    ["noise .3", "Lai-MSE", "MSE"],
    ["noise .3", "gradient penalty", "MSE"],
    ["clean", "Lai-MSE", "MSE"],
    ["clean", "Lai-MSE", "gradient penalty"],
  ]) {
    const { comparison } = answers.main.chosen.find(
      (one) => one.epoch === "last" && one.kind === kind && one.method === method && one.rival === rival,
    )!;
    const { mean, low, high } = comparison.over!;
    const text = `${signed(mean)} % (${signed(low)} to ${signed(high)})`;
    assert.ok(outputs.includes(text), `${kind}, ${method} beside ${rival}: ${text}`);
  }
});

for (const [notebook, data] of [
  ["01-diamonds", "diamonds"],
  ["02-concrete", "concrete"],
  ["03-auto-mpg", "auto-mpg"],
  ["04-california-housing", "california-housing"],
  ["05-air-quality", "air-quality by time"],
  ["06-ccpp", "ccpp"],
  ["07-gas-turbine", "gas-turbine by year"],
  ["08-airfoil", "airfoil by tunnel run"],
  ["09-playground-s3e1", "playground-s3e1"],
  ["10-wine", "wine-red"],
  ["11-abalone", "abalone"],
]) {
  test(`${notebook} shows the study's answer for its data`, () => {
    const outputs = outputsOf(notebook);
    for (const sentence of dataSentences(answers.main, data)) assert.ok(outputs.includes(sentence), sentence);
  });
}
