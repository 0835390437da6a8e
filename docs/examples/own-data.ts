import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
// #region samples
import { denseModel, laiLoss, Random, ready, train } from "lai-loss";
import { loadPredictor, prepare, savePredictor } from "lai-loss/data";

const random = new Random(1);
const houses = Array.from({ length: 200 }, (_, id) => {
  const size = 40 + 120 * random.uniform();
  const quarter = random.uniform() < 0.5 ? "north" : "south";
  return { id, size, quarter, price: 2000 * size + (quarter === "north" ? 40000 : 0) + 20000 * random.normal() };
});

const {
  train: rows,
  test,
  preprocessor,
  notes,
} = prepare(houses, {
  target: "price",
  unit: "USD",
  features: ["size", "quarter"],
  categorical: ["quarter"],
  seed: 0,
});
console.log(rows.features, rows.featureNames, test.rows, notes);
// #endregion samples

async function main(): Promise<void> {
  const folder = join(mkdtempSync(join(tmpdir(), "lai-example-")), "my-model");
  // #region predictor
  await ready();
  const model = denseModel({ inputs: rows.features, hidden: [16], seed: 0 });
  await train(model, rows, { loss: laiLoss({ lambda: 0.3 }), epochs: 100 });
  await savePredictor(folder, { model, preprocessor });

  const predictor = await loadPredictor(folder);
  const { values, unit } = predictor.predict([{ size: 75, quarter: "north" }]);
  console.log(values[0], unit);
  // #endregion predictor
}
void main();
