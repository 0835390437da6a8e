import assert from "node:assert/strict";
import { test } from "node:test";
import type { ComparisonRun } from "lai-loss/compare";
import { datasetFrom, prepareDataset } from "lai-loss/data";
import { assertClose } from "../../../tests/assert-close";
import { rowPredictor } from "../../../tests/measure/predictors";
import { liveByGroup } from "../../src/verdict/live-groups";

test("error and slope of each group of test rows are in the target's unit, groups in order", async () => {
  const x = Array.from({ length: 50 }, (_, i) => i);
  const dataset = datasetFrom({ x, y: x.map((value) => 10 * value) }, { target: "y", features: ["x"] });
  const prepared = await prepareDataset(dataset, { seed: 1 });
  const { sd } = prepared.preprocessor.target;
  // standardised x and y are equal up to the split's means: the model is off by one standard deviation of the target
  const predictor = rowPredictor(
    1,
    (row) => row[0] + 1,
    () => [1],
  );
  const run = { method: "shifted", seed: 1, predictor, prepared } as unknown as ComparisonRun;
  const { table, sentences } = liveByGroup([run], {
    title: "low and high",
    groupOf: ({ target, value }) => {
      assertClose(target, 10 * value("x"), 1e-3);
      return value("x") < 25 ? "1: low" : "2: high";
    },
  });
  assert.deepEqual(
    table.rows.map(({ group, method }) => [group, method]),
    [
      ["1: low", "shifted"],
      ["2: high", "shifted"],
    ],
  );
  assert.equal(Number(table.rows[0]["test rows"]) + Number(table.rows[1]["test rows"]), prepared.test.rows);
  for (const row of table.rows) assertClose([Number(row.RMSE), Number(row["mean error"])], [sd, sd], 1e-3 * sd);
  assert.match(sentences[0], /mean slope 1.00/);
  assert.throws(() => liveByGroup([], { title: "", groupOf: () => "" }), /give the runs of compareMethods/);
});
