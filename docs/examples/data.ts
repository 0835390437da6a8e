import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "lai-example-"));

// #region begin
import { denseModel, Random, ready } from "lai-loss";
import * as data from "lai-loss/data";

const random = new Random(1);
const houses = Array.from({ length: 120 }, (_, id) => {
  const size = 40 + 120 * random.uniform();
  const quarter = random.uniform() < 0.5 ? "north" : "south";
  return { id, size, quarter, price: 2000 * size + (quarter === "north" ? 40000 : 0) + 20000 * random.normal() };
});
// #endregion begin

// #region prepare
const features = ["size", { name: "quarter", kind: "categorical" }] as const;
const { train, validation, test, preprocessor, notes } = data.prepare(houses, {
  target: "price",
  unit: "USD",
  features,
  seed: 0,
});
console.log(
  [train, validation, test].map(({ rows }) => rows),
  train.featureNames,
  notes,
);
// #endregion

// #region readTable
const path = join(folder, "houses.csv");
writeFileSync(path, ["size,price", ...houses.map(({ size, price }) => `${size},${price}`)].join("\n"));
const frame = data.readTable(path, { missing: { price: ["-1"] } }); // a polars frame; what cannot be read is an error
console.log(frame.height, frame.columns);
// #endregion

// #region prepareDataset
const prepared = await data.prepareDataset(path, { target: "price" });
console.log(prepared.train.rows, prepared.notes);
// #endregion

// #region inspectTable
const { columns, warnings } = data.inspectTable(houses, { target: "price" });
console.log(
  columns.map(({ name }) => name),
  warnings,
);
// #endregion

// #region splitRows, takeRows
const split = data.splitRows(houses, { groupBy: "quarter", seed: 1, fractions: [0.5, 0, 0.5] });
console.log(data.takeRows(houses, split.test)); // the rows themselves
const folds = data.splitRows(120, { folds: 5, seed: 1 }); // by number of rows; each fold can be `prepare`'s option `split`
console.log(folds.length, folds[0].test.length);
// #endregion

// #region fitPreprocessor, Preprocessor
const fitted = data.fitPreprocessor(houses, split.train, { features, target: "price" }); // learns from the training rows alone
const samples = fitted.transform(houses);
const again = data.Preprocessor.fromJSON(JSON.parse(JSON.stringify(fitted)));
console.log(samples.features, again.transform(houses).x[0] === samples.x[0]); // 3, true
// #endregion

// #region datasetFrom
const dataset = data.datasetFrom(houses, { target: "price", targetUnit: "USD", features });
console.log(
  dataset.target,
  dataset.features.map(({ name }) => name),
);
// #endregion

// #region listDatasets, loadDataset, datasetFile
console.log(data.listDatasets().map(({ id }) => id)); // Kaggle's sets; some are embedded
const abalone = await data.loadDataset("abalone");
console.log(abalone.target, data.datasetFile("abalone"));
// #endregion

// #region toDanfo
const danfo = data.toDanfo(houses); // needs danfojs-node
console.log(danfo.shape);
// #endregion

// #region savePredictor, loadPredictor
await ready();
const model = denseModel({ inputs: train.features, hidden: [8], seed: 0 });
await data.savePredictor(join(folder, "my-model"), { model, preprocessor });
const predictor = await data.loadPredictor(join(folder, "my-model"));
const { values, unit } = predictor.predict([{ size: 75, quarter: "north" }]);
console.log(values[0], unit); // in dollars
// #endregion

// #region toTensors
const tensors = data.toTensors(test); // for training loops of your own; dispose of both
console.log(tensors.x.shape, tensors.y.shape);
tensors.x.dispose();
tensors.y.dispose();
// #endregion
