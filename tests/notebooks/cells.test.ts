import assert from "node:assert/strict";
import { test } from "node:test";
import { EXPERIMENTS, readExperiment, shorthandsOfEarlierCells, unawaited } from "./experiment";

for (const name of [...EXPERIMENTS, "00-geometry", "12-verdict", "13-your-own-pipeline", "template"]) {
  const { cells } = readExperiment(name);

  test(`${name} has cells of at most 25 lines and 100 columns, with every promise awaited`, () => {
    for (const { source } of cells) {
      const lines = source.split("\n");
      assert.ok(lines.length <= 25 && lines.every((line) => line.length <= 100), source);
    }
    assert.deepEqual(unawaited(cells), []);
  });

  test(`${name} draws nothing without a seed: polars' sample passes over that of its form with names`, () => {
    for (const { source } of cells) assert.doesNotMatch(source, /\bMath\.random\b|\.sample\(\s*(\{|\))/);
  });

  test(`${name} runs on stock tslab: no cell takes a variable of another cell by shorthand`, () => {
    assert.deepEqual(shorthandsOfEarlierCells(cells), []);
  });
}
