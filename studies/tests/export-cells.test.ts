import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadDataset } from "lai-loss/data";
import { exportCells } from "../src/export-cells";
import { prepareStudyRows } from "../src/study-data";
import { storeMadeUp } from "./made-up-runs";
import { newFolder, smallStudy } from "./small-study";

test("another program gets the samples of each seed, the training, and what the study measured; cells that it has not are refused", async () => {
  const runs = await storeMadeUp(({ spec }, place) => ({ clean: 1 + spec.seed, noise: 2 + place, slope: 3 }));
  const folder = newFolder();
  const cells = [
    { data: "concrete", method: "MSE", value: null },
    { data: "auto-mpg", method: "Lai-MSE", value: 0.1 },
  ];
  await exportCells("main", cells, folder, runs);
  const [concrete, autoMpg] = JSON.parse(readFileSync(join(folder, "cells.json"), "utf8"));
  assert.deepEqual([concrete.training.epochs, concrete.training.learningRate], [10, 0.01]);
  assert.deepEqual([concrete.spec, autoMpg.spec], [{ method: "plainMse" }, { method: "laiMse" }]);
  assert.deepEqual(
    concrete.seeds.map(({ stored }: { stored: object }) => stored),
    [0, 1, 2, 3].map((seed) => ({ rmse: 1 + seed, slope: 3, noise: 2 })),
  );
  const { columns, train, movedColumns } = concrete.seeds[2];
  const { data } = smallStudy({ data: ["concrete"] });
  const samples = (await prepareStudyRows(await loadDataset("concrete"), data[0], 2)).train;
  const bytes = readFileSync(join(folder, train));
  assert.equal(bytes.length, 4 * samples.rows * columns);
  assert.deepEqual(
    [bytes.readFloatLE(4 * (columns + 1)), bytes.readFloatLE(4 * (2 * columns - 1))],
    [samples.x[samples.features + 1], samples.y[1]],
  );
  assert.equal(movedColumns.length, samples.features);
  // the origin of the cars is one-hot
  assert.ok(autoMpg.seeds[0].movedColumns.length < autoMpg.seeds[0].columns - 1);

  const empty = newFolder();
  const cell = { data: "concrete", method: "Lai-MSE", value: 0.7 };
  await assert.rejects(exportCells("main", [cell], empty, runs), /no runs of it/);
  await assert.rejects(exportCells("main", [{ ...cell, data: "iris" }], empty, runs), /no such data set or method/);
  assert.deepEqual(readdirSync(empty), []);
});
