import assert from "node:assert/strict";
import { test } from "node:test";
import { fitPreprocessor } from "../../../src/data/preprocess/fit-preprocessor";
import { Preprocessor } from "../../../src/data/preprocess/preprocessor";

const table = {
  garden: [0, 1, 0, 1, 1, 0, 0, 0],
  rooms: [3, 3, 9, 3, 9, 9, 3, null],
  level: ["low", "high", "low", "low", "high", "high", "low", "low"],
  age: [1, 2, 3, 4, 5, 6, 7, 8],
  colour: ["red", "blue", "red", "blue", "red", "red", "blue", "red"],
  price: [1, 2, 3, 4, 5, 6, 7, 9],
};
const features = [
  "garden",
  { name: "rooms", log1p: true },
  { name: "level", kind: "ordinal" as const, order: ["low", "high"] },
  "age",
  { name: "colour", kind: "categorical" as const },
];

test("columns of two values are known, with those values as they stand in x", () => {
  const preprocessor = fitPreprocessor(table, undefined, { features, target: "price" });
  const { x, rows, columns, features: width } = preprocessor.transform(table);
  assert.equal(columns, preprocessor.columns);
  assert.deepEqual(
    columns!.filter(({ twoValues }) => twoValues === null).map(({ name }) => name),
    ["age"],
  );
  for (const [j, { name, twoValues }] of columns!.entries()) {
    if (twoValues === null) continue;
    const found = new Set(Array.from({ length: rows }, (_, i) => x[i * width + j]));
    for (const value of twoValues) assert.ok(found.has(value), `${name}: ${value} is not in x`);
    assert.ok(twoValues[0] < twoValues[1]);
  }
  assert.deepEqual(preprocessor.numericColumns(), [preprocessor.featureNames.indexOf("age")]);
});

test("a saved preprocessor keeps them; one that was saved without them is read, its features of two values as numbers", () => {
  const preprocessor = fitPreprocessor(table, undefined, { features, target: "price" });
  const json = JSON.parse(JSON.stringify(preprocessor));
  assert.deepEqual(Preprocessor.fromJSON(json).columns, preprocessor.columns);
  for (const feature of json.features) delete feature.twoValues;
  const before = Preprocessor.fromJSON(json);
  const names = before.numericColumns().map((j) => before.featureNames[j]);
  assert.deepEqual(names, ["garden", "rooms", "level", "age"]);
});
