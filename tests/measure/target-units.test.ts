import assert from "node:assert/strict";
import { before, test } from "node:test";
import { mean } from "../../src/base/statistics";
import { prepareDataset } from "../../src/data/prepare";
import { ready } from "../../src/engine/backend";
import { accuracy } from "../../src/measure/accuracy";
import { attack } from "../../src/measure/attack/attack";
import { evaluate } from "../../src/measure/evaluate";
import { noiseCurve } from "../../src/measure/noise";
import { type Predictor, predictInBatches, withPredictor } from "../../src/measure/predictor";
import { measureRows } from "../../src/measure/table";
import { inTargetUnits } from "../../src/measure/target-units";
import { denseModel } from "../../src/model/dense-model";
import { assertClose } from "../assert-close";
import { linearPredictor, samplesOf } from "./predictors";

before(() => ready());

/** Prices over four decades, as thousands of dollars: an error in log units is nothing like one in dollars. */
const count = Array.from({ length: 120 }, (_, i) => i);
const table = {
  size: count.map((i) => Math.sin(i)),
  age: count.map((i) => Math.cos(3 * i)),
  price: count.map((i) => Math.exp(4 + 2.5 * Math.sin(i) + 0.3 * Math.cos(7 * i))),
};

for (const transform of ["none", "log1p"] as const) {
  test(`every error is that of predictions and targets in the target's unit (${transform})`, async () => {
    const target = { name: "price", transform };
    const { test: rows, preprocessor, dataset, split } = await prepareDataset(table, { target, seed: 2 });
    const prices = Array.from(split.test, (row) => table.price[row]);
    assert.equal(dataset.target.name, "price");
    const model = denseModel({ inputs: rows.features, hidden: [6], seed: 3 });
    withPredictor(model, (predictor) => {
      const predictions = preprocessor.inverse(predictInBatches(predictor, rows, rows.rows));
      const errors = prices.map((price, i) => predictions[i] - price);
      const rmse = Math.sqrt(mean(errors.map((error) => error ** 2)));
      const mae = mean(errors.map(Math.abs));
      assert.ok(rmse > 30, `${rmse} must be dollars`);

      const told = accuracy(predictor, rows).inTargetUnits!;
      assertClose([told.rmse, told.mae, told.bias], [rmse, mae, mean(errors)], 1e-5 * rmse);
      const units = inTargetUnits(predictor, rows);
      assertClose(accuracy(units.predictor, units.samples).rmse, rmse, 1e-5 * rmse);
      assertClose(accuracy(units.predictor, units.samples).inTargetUnits!.rmse, rmse, 1e-5 * rmse);
      assertClose(Array.from(units.samples.y), prices, 1e-3);
      assertClose(noiseCurve(units.predictor, units.samples, { sigmas: [0] }).points[0].rmse, rmse, 1e-5 * rmse);

      // the error under noise by hand: the same draws, each prediction brought back
      const options = { sigmas: [0.3], repeats: 1, seed: 7 };
      let squares = 0;
      const byHand: Predictor = {
        ...predictor,
        features: predictor.features,
        inputGradients: predictor.inputGradients.bind(predictor),
        predict(x, n) {
          const values = predictor.predict(x, n).slice(0, n);
          squares = mean(Array.from(preprocessor.inverse(values), (value, i) => (value - prices[i]) ** 2));
          return values;
        },
      };
      noiseCurve(byHand, rows, options); // the last call is the one under noise
      const noisy = noiseCurve(units.predictor, units.samples, options).points[0].rmse;
      assertClose(noisy, Math.sqrt(squares), 1e-5 * noisy);
    });
    model.dispose();
  });
}

test("gradients are those of the prediction in the target's unit, and an attack is as strong as finite differences say", async () => {
  const target = { name: "price", transform: "log1p" as const };
  const { test: rows } = await prepareDataset(table, { target, seed: 2 });
  const model = denseModel({ inputs: rows.features, hidden: [6], seed: 3 });
  withPredictor(model, (predictor) => {
    const units = inTargetUnits(predictor, rows);
    const { inputGradients } = units.predictor.inputGradients(rows.x, rows.rows);
    const step = 1e-2;
    for (let j = 0; j < rows.features; j++) {
      const moved = (sign: number) => {
        const x = rows.x.map((value, k) => (k % rows.features === j ? value + sign * step : value));
        return units.predictor.predict(x, rows.rows);
      };
      const [up, down] = [moved(1), moved(-1)];
      for (let i = 0; i < rows.rows; i++) {
        const slope = (up[i] - down[i]) / (2 * step);
        assertClose(inputGradients[i * rows.features + j], slope, 1e-2 * Math.max(1, Math.abs(slope)));
      }
    }
    const [clean, point] = [accuracy(units.predictor, units.samples).rmse, { epsilons: [0.5], trials: 1 }];
    const attacked = attack(units.predictor, units.samples, point);
    assertClose(attacked.clean, clean, 1e-6 * clean);
    assert.ok(attacked.points[0].pgd > clean);
  });
  model.dispose();
});

test("an affine target's attack in units is the standardised one times its standard deviation", async () => {
  const { test: rows } = await prepareDataset(table, { target: "price", seed: 2 });
  const linear = linearPredictor([0.4, -0.7]);
  const units = inTargetUnits(linear, rows);
  const options = { epsilons: [0.2], seed: 1 };
  const inSd = attack(linear, rows, options).points[0].pgd;
  assertClose(attack(units.predictor, units.samples, options).points[0].pgd, inSd * rows.target!.sd, 1e-3);
});

test("what has no unit is refused by name, and has no error in one", async () => {
  const plain = samplesOf([[0], [1]], [0, 1]);
  const linear = linearPredictor([1]);
  assert.throws(() => inTargetUnits(linear, plain), /samples.target is undefined: .*prepareDataset/);
  assert.equal(accuracy(linear, plain).inTargetUnits, null);
  const answers = { ...table, price: table.price.map((price) => (price > 55 ? "dear" : "cheap")) };
  const { test: rows } = await prepareDataset(answers, { target: "price", seed: 0 });
  const two = linearPredictor([1, 1]);
  assert.throws(() => inTargetUnits(two, rows), /samples.target.transform is "binary": .*probabilityPredictor/);
  assert.equal(accuracy(two, rows).inTargetUnits, null);
});

test("an evaluation's table has the errors in the target's unit, also of a logarithm", async () => {
  const target = { name: "price", transform: "log1p" as const };
  const { test: rows } = await prepareDataset(table, { target, seed: 2 });
  const predictor = linearPredictor([0.5, 0.1]);
  const { rmse } = accuracy(predictor, rows).inTargetUnits!;
  const found = measureRows(evaluate(predictor, rows, { which: ["accuracy"] }));
  assert.equal(found.find(({ measure }) => measure === "RMSE in target units")?.value, rmse);
});
