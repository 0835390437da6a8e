import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ready } from "../../src/engine/backend";
import { modelPredictor } from "../../src/engine/predict";
import * as measures from "../../src/measure";
import type { Predictor } from "../../src/measure/predictor";
import { denseModel } from "../../src/model/dense-model";
import type { Model } from "../../src/model/model";
import { normalSamples } from "./predictors";

before(() => ready());

test("every measure takes a model and gives what it gives of the model's predictor", () => {
  const model = denseModel({ inputs: 3, hidden: [8, 6], activation: "tanh", seed: 2 });
  const predictor = modelPredictor(model);
  const normal = normalSamples(predictor, 40, 0.2);
  const samples = { ...normal, y: normal.y.map((value) => Number(value > 0)) };
  const target = { name: "t", unit: "m", transform: "none", positive: null, negative: null, mean: 1, sd: 2 } as const;
  const ofTarget = { ...samples, target };
  const calls: Record<string, (measured: Model | Predictor) => unknown> = {
    accuracy: (measured) => measures.accuracy(measured, samples),
    accumulatedLocalEffects: (measured) => measures.accumulatedLocalEffects(measured, samples, 0),
    attack: (measured) => measures.attack(measured, samples),
    binaryAccuracy: (measured) => measures.binaryAccuracy(measured, samples),
    evaluate: (measured) => measures.evaluate(measured, samples, { which: ["accuracy", "sensitivity"] }).measures,
    gradientNorms: (measured) => measures.gradientNorms(measured, samples),
    inputGradientNorms: (measured) => measures.inputGradientNorms(measured, samples),
    inTargetUnits: (measured) => {
      const inUnits = measures.inTargetUnits(measured, ofTarget);
      return measures.accuracy(inUnits.predictor, inUnits.samples);
    },
    localLipschitzBound: (measured) => measures.localLipschitzBound(measured, samples),
    minimalPerturbation: (measured) => measures.minimalPerturbation(measured, samples, { tolerance: 0.1 }),
    missingCurve: (measured) => measures.missingCurve(measured, samples),
    noiseCurve: (measured) => measures.noiseCurve(measured, samples),
    partialDependence: (measured) => measures.partialDependence(measured, samples, 0),
    partialDependenceSurface: (measured) => measures.partialDependenceSurface(measured, samples, [0, 1]),
    probabilityPredictor: (measured) => measures.accuracy(measures.probabilityPredictor(measured), samples),
    sensitivity: (measured) => measures.sensitivity(measured, samples),
    smoothness: (measured) => measures.smoothness(measured, samples),
  };
  for (const [name, measure] of Object.entries(calls)) assert.deepEqual(measure(model), measure(predictor), name);
  model.dispose();
});
