import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../src/base/files";
import { mean } from "../../src/base/statistics";
import { columnsOf, numbers, rowCount } from "../../src/data/columns";
import { loadDataset } from "../../src/data/load";

test("the embedded diabetes file holds Efron's 442 patients, with the means that R and scikit-learn show", async () => {
  const { table } = await loadDataset(join(packageRoot(), "data/diabetes.csv.gz"), { target: "progression" });
  const columns = columnsOf(table);
  assert.equal(rowCount(columns), 442);
  // from summary() of the original table in R, to the digits that it prints
  const expected = { age: 48.52, bmi: 26.38, bp: 94.65, s1: 189.1, s2: 115.44, s3: 49.79, s4: 4.07 };
  for (const [name, value] of Object.entries(expected)) {
    assert.ok(Math.abs(mean(numbers(columns, name)) - value) < 0.05, name);
  }
  assert.equal(
    numbers(columns, "progression").reduce((sum, value) => sum + value),
    67243,
  ); // 442 · 152.133
});
