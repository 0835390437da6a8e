import assert from "node:assert/strict";
import { test } from "node:test";
import { linearError, REFERENCE } from "../../bench/preparation/linear-fit";
import { listDatasets } from "../../src/data/catalogue";
import { loadDataset } from "../../src/data/load";
import { locate } from "../../src/data/locate";

for (const [id, reference] of Object.entries(REFERENCE)) {
  const entry = listDatasets().find((one) => one.id === id);
  const skip =
    entry && locate(entry) ? false : `${id} is not on this machine: set LAI_DATA_DIR to a folder that has it`;
  test(`least squares on ${id} lands within 10 % of scikit-learn's ${reference}`, { skip }, async () => {
    const dataset = await loadDataset(id, { download: false });
    const { mean } = await linearError(dataset, { split: "random" });
    assert.ok(Math.abs(mean / reference - 1) < 0.1, `${mean}`);
    if (id !== "concrete") return;
    const byMix = await linearError(dataset, { split: "group" });
    assert.ok(byMix.mean > mean, "a mix that the model has not seen is harder");
  });
}
