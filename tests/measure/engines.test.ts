import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { sampleRows } from "../../src/base/sample-rows";
import { BACKEND_NAMES, ready } from "../../src/engine/backend";
import { createEngine } from "../../src/engine/create-engine";
import { ENGINE_NAMES } from "../../src/engine/engine";
import { type Evaluation, evaluate, type MeasureName } from "../../src/measure/evaluate";
import type { Predictor } from "../../src/measure/predictor";
import { EVALUATION_PRESETS } from "../../src/measure/presets";
import { denseModel } from "../../src/model/dense-model";
import { assertClose } from "../assert-close";
import { referenceModel } from "./dense-predictor";
import { reorderFeatures } from "./predictors";

const { weights, predictor, samples: all } = referenceModel();
const samples = sampleRows(all, 60, 0);
const labelled = { ...samples, y: samples.y.map((y) => (y > 0 ? 1 : 0)) };

/** Every measure of the full preset for a real target, and those that a binary target changes. */
const everything = (of: Predictor): Evaluation["measures"][] => {
  const options = { preset: "full", weights, features: ["b"], targetSlope: 0.5 } as const;
  const changed: MeasureName[] = ["accuracy", "binary", "noise", "attack", "minimalPerturbation"];
  return [
    evaluate(of, samples, options).measures,
    evaluate(of, labelled, { ...options, which: changed, targets: "binary" }).measures,
  ];
};

/** All numbers of a record, by their path. */
function numbers(value: unknown, path = "", found = new Map<string, number | null>()): Map<string, number | null> {
  if (typeof value === "number" || value === null) found.set(path, value as number | null);
  else if (typeof value === "object") for (const [key, v] of Object.entries(value)) numbers(v, `${path}.${key}`, found);
  return found;
}

const expected = everything(predictor);

for (const backend of BACKEND_NAMES) {
  for (const name of ENGINE_NAMES) {
    test(`every measure with engine ${name} on ${backend} is what plain float64 arithmetic gives`, async (t) => {
      try {
        await ready({ backend });
      } catch (error) {
        if (backend !== "tensorflow") throw error;
        return t.skip((error as Error).message);
      }
      const model = denseModel({ inputs: 3, hidden: [8, 6], activation: "tanh", seed: 0 });
      model.setWeights(
        weights.layers.flatMap(({ kernel, bias, units }) => [
          tf.tensor(kernel, [kernel.length / units, units]),
          tf.tensor(bias),
        ]),
      );
      const engine = createEngine(model, { engine: name });
      const actual = everything({
        features: 3,
        predict: (x, rows) => engine.predict(x, rows),
        inputGradients: (x, rows) => engine.inputGradients(x, rows),
      });
      engine.dispose();
      model.dispose();
      for (const [k, measures] of expected.entries()) {
        assert.deepEqual(Object.keys(actual[k]), Object.keys(measures));
        for (const measure of Object.keys(measures) as MeasureName[]) compare(measure, actual[k], measures);
      }
    });
  }
}

function compare(measure: MeasureName, actual: Evaluation["measures"], wanted: Evaluation["measures"]): void {
  const found = numbers(actual[measure]);
  for (const [path, value] of numbers(wanted[measure])) {
    const other = found.get(path);
    const label = `${measure}${path}: ${other}, expected ${value}`;
    if (value === null || other === null || other === undefined) assert.equal(other, value, label);
    // a step that just reaches its goal, or just not: a last bit of float32 decides
    else if (path === ".unreached") assert.ok(Math.abs(other - value) <= 1, label);
    else assert.ok(Math.abs(other - value) <= tolerance(measure) * (0.1 + Math.abs(value)), label);
  }
}

function tolerance(measure: MeasureName): number {
  if (measure === "minimalPerturbation") return 2e-3;
  return measure === "attack" || measure === "attackLinf" || measure === "featureAttack" ? 1e-4 : 5e-5;
}

test("the comparison covers every measure there is", () => {
  const covered = new Set(expected.flatMap((measures) => Object.keys(measures)));
  assert.deepEqual([...covered].sort(), [...EVALUATION_PRESETS.full.measures].sort());
});

test("the batch size changes no measure, draws or not, and bounds the rows that a model is handed", () => {
  let most = 0;
  const counting: Predictor = {
    features: 3,
    predict(x, rows) {
      most = Math.max(most, rows);
      return predictor.predict(x, rows);
    },
    inputGradients(x, rows) {
      most = Math.max(most, rows);
      return predictor.inputGradients(x, rows);
    },
  };
  for (const targets of ["real", "binary"] as const) {
    const of = targets === "real" ? samples : labelled;
    const options = { preset: "full", weights, features: ["b"], targets } as const;
    const batched = evaluate(counting, of, { ...options, batchSize: 7 }).measures;
    for (const [measure, value] of Object.entries(evaluate(predictor, of, options).measures)) {
      const found = numbers(batched[measure as MeasureName]);
      for (const [path, number] of numbers(value)) {
        const other = found.get(path);
        if (number === null) assert.equal(other, null, `${measure}${path}`);
        else assertClose(other as number, number, 1e-9 * (1 + Math.abs(number)), `${measure}${path}`);
      }
    }
  }
  assert.equal(most, 7);
});

test("neither the batch size nor the order of the features changes a measure", () => {
  // measures that draw one number a feature meet other noise in another order: they get one feature, or none drawn
  const which: MeasureName[] = [
    "accuracy",
    "sensitivity",
    "featureNoise",
    "minimalPerturbation",
    "globalLipschitz",
    "smoothness",
    "surface",
  ];
  const order = [2, 0, 1];
  const other = reorderFeatures(predictor, samples, order);
  const [first, ...rest] = weights.layers;
  const rows = order.flatMap((j) => Array.from(first.kernel.subarray(j * first.units, (j + 1) * first.units)));
  const reordered = { inputs: 3, layers: [{ ...first, kernel: Float32Array.from(rows) }, ...rest] };
  const options = { preset: "full", which, features: ["b"] } as const;
  const a = evaluate(predictor, samples, { ...options, weights }).measures;
  const names = ["c", "a", "b"];
  const b = evaluate(
    other.predictor,
    { ...other.samples, featureNames: names },
    {
      ...options,
      weights: reordered,
      batchSize: 13,
    },
  ).measures;
  // put what is listed by feature back into the first order
  const back = <T>(list: T[]): T[] => ["a", "b", "c"].map((name) => list[names.indexOf(name)]);
  assert.ok(b.sensitivity && b.smoothness && b.globalLipschitz);
  b.sensitivity.perFeature = back(b.sensitivity.perFeature);
  b.smoothness = back(b.smoothness);
  b.globalLipschitz.derivativeRanges = back(b.globalLipschitz.derivativeRanges);
  for (const measure of which) compare(measure, b, a);
});
