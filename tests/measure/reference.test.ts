import assert from "node:assert/strict";
import { test } from "node:test";
import { takeRows } from "../../src/base/sample-rows";
import { accumulatedLocalEffects } from "../../src/measure/accumulated-local-effects";
import { accuracy } from "../../src/measure/accuracy";
import { attack } from "../../src/measure/attack/attack";
import { minimalPerturbation } from "../../src/measure/attack/minimal-perturbation";
import { binaryAccuracyOf } from "../../src/measure/binary";
import { globalLipschitzBound } from "../../src/measure/lipschitz/global-bound";
import { localLipschitzBound } from "../../src/measure/lipschitz/local-bound";
import { missingCurve, noiseCurve } from "../../src/measure/noise";
import { partialDependence } from "../../src/measure/partial-dependence";
import { sensitivity } from "../../src/measure/sensitivity";
import { curveRoughness } from "../../src/measure/smoothness";
import { partialDependenceSurface, surfaceRoughness } from "../../src/measure/surface";
import { assertClose } from "../assert-close";
import { noiseReference, reference, referenceModel } from "./dense-predictor";

const { weights, predictor, samples } = referenceModel();

test("accuracy agrees with scikit-learn", () => {
  const { rmse, mae, r2 } = accuracy(predictor, samples);
  assertClose(
    [rmse, mae, r2 as number],
    [reference.accuracy.rmse, reference.accuracy.mae, reference.accuracy.r2],
    1e-7,
  );
});

test("slopes, percentiles and signs agree with JAX and NumPy, principal directions with scikit-learn", () => {
  const expected = reference.sensitivity;
  const { norms, perFeature, directions } = sensitivity(predictor, samples, { targetSlope: 0.5 });
  assertClose(
    [norms.mean, norms.p50, norms.p95, norms.p99, norms.max] as number[],
    [expected.mean, ...expected.percentiles, expected.max],
    1e-6,
  );
  assert.equal(norms.aboveTarget, expected.aboveHalf);
  assertClose(
    perFeature.map((feature) => feature.meanAbsolute),
    expected.meanAbsolute,
    1e-6,
  );
  assertClose(
    perFeature.map((feature) => feature.mean),
    expected.meanSigned,
    1e-6,
  );
  assertClose(
    perFeature.map((feature) => feature.signConsistency as number),
    expected.signConsistency,
    1e-12,
  );
  assertClose(
    directions.map((direction) => direction.varianceShare),
    expected.varianceShares,
    1e-9,
  );
  assertClose(
    directions.map((direction) => direction.gradientShare as number),
    expected.gradientShares,
    1e-6,
  );
});

test("FGSM and PGD agree with a plain PGD in JAX", () => {
  for (const { norm, epsilon, steps, fgsm, pgd } of reference.attack) {
    const { points } = attack(predictor, samples, { norm, epsilons: [epsilon], steps, restarts: 1 });
    assertClose([points[0].fgsm, points[0].pgd], [fgsm, pgd], 1e-6, `${norm} ${epsilon}`);
  }
});

test("PGD on the log loss agrees with the same in JAX", () => {
  const labelled = { ...samples, y: samples.y.map((y) => (y > 0 ? 1 : 0)) };
  for (const { epsilon, steps, pgd } of reference.logisticAttack) {
    const options = { objective: "logistic", epsilons: [epsilon], steps, restarts: 1 } as const;
    assertClose(attack(predictor, labelled, options).points[0].pgd, pgd, 1e-6, `${epsilon}`);
  }
});

test("minimal perturbations come near the optimum that sequential quadratic programming finds", () => {
  const { tolerance, distances } = reference.minimalPerturbation;
  for (const [row, distance] of distances.entries()) {
    const { p50 } = minimalPerturbation(predictor, takeRows(samples, [row]), { tolerance });
    assert.ok(p50 !== null && p50 > distance * 0.999, `row ${row}: ${p50} is below the optimum ${distance}`);
    assert.ok(p50 < distance * 1.01, `row ${row}: ${p50} is far above the optimum ${distance}`);
  }
});

test("global Lipschitz bounds agree with NumPy's norms and the sum over all subsets of layers", () => {
  const { product, averaged } = globalLipschitzBound(weights);
  assertClose(product / reference.lipschitz.product, 1, 1e-9);
  assertClose(averaged / reference.lipschitz.averaged, 1, 1e-9);
});

test("the local lower bound nearly reaches the largest of 200,000 sampled slopes", () => {
  const { radius, localMaxima } = reference.lipschitz;
  for (const [row, sampled] of localMaxima.entries()) {
    const { max } = localLipschitzBound(predictor, takeRows(samples, [row]), { radius });
    assert.ok(max !== null && max > 0.99 * sampled && max < 1.01 * sampled, `row ${row}: ${max}, sampled ${sampled}`);
  }
});

test("partial dependence, ICE and the surface agree with scikit-learn", () => {
  const { grid, average, individual, surfaceGrid, surface } = reference.partialDependence;
  const result = partialDependence(predictor, samples, "b", { grid, iceCurves: 201 });
  assertClose(result.average, average, 1e-6);
  for (const [row, curve] of individual.entries()) {
    assertClose(result.ice[result.iceRows.indexOf(row)], curve, 1e-6);
  }
  const { values } = partialDependenceSurface(predictor, samples, ["a", "c"], {
    grids: [surfaceGrid, grid],
    maxRows: 201,
  });
  for (const [i, row] of surface.entries()) assertClose(values[i], row, 1e-6);
});

test("accumulated local effects agree with PyALE", () => {
  const { grid, effects } = accumulatedLocalEffects(predictor, samples, "b", { grid: reference.ale.grid });
  assertClose(grid, reference.ale.grid, 0);
  assertClose(effects, reference.ale.effects, 1e-6);
});

test("log loss, AUC, accuracy, Brier score and calibration agree with scikit-learn", () => {
  const expected = reference.binary;
  const result = binaryAccuracyOf(expected.logits, expected.labels);
  assertClose(
    [result.logLoss, result.auc as number, result.accuracy, result.brier, result.expectedCalibrationError],
    [expected.logLoss, expected.auc, expected.accuracy, expected.brier, expected.ece],
    1e-12,
  );
  const ofCounts = binaryAccuracyOf(expected.logits, expected.labels, { binning: "count" });
  assertClose(ofCounts.expectedCalibrationError, expected.eceOfCounts, 1e-12);
});

test("noise curves agree with the exact integrals by NumPy's quadrature", () => {
  for (const { distribution, sigma, columns, ...exact } of noiseReference.noise) {
    const { points } = noiseCurve(predictor, samples, {
      distribution,
      sigmas: [sigma],
      features: columns,
      repeats: 100,
    });
    const { rmse, standardError, predictionVariance, predictionChange } = points[0];
    const label = `${distribution} ${sigma} on ${columns}`;
    assert.ok((standardError as number) < 0.005, label);
    assertClose(rmse, exact.rmse, 4 * (standardError as number), label);
    assertClose((predictionVariance as number) / exact.predictionVariance, 1, 0.05, label);
    assertClose(predictionChange / exact.predictionChange, 1, 0.03, label);
  }
});

test("missing values agree with the sum over all subsets of missing features", () => {
  const probabilities = noiseReference.missing.map((point: { probability: number }) => point.probability);
  const { points } = missingCurve(predictor, samples, { probabilities, repeats: 200 });
  for (const [l, { rmse }] of noiseReference.missing.entries()) {
    assertClose(points[l].rmse, rmse, 4 * (points[l].standardError as number) + 1e-6, `${probabilities[l]}`);
  }
});

test("the roughness of curves and surfaces agrees with NumPy's differences", () => {
  const { curve, surface } = noiseReference;
  const { average } = partialDependence(predictor, samples, "b", { grid: curve.grid });
  const rough = curveRoughness(curve.grid, average);
  assertClose(rough.totalVariation, curve.totalVariation, 1e-6);
  assertClose(rough.meanSquaredSecondDifference / curve.meanSquaredSecondDifference, 1, 1e-4);
  const { values } = partialDependenceSurface(predictor, samples, ["a", "c"], { grids: surface.grids, maxRows: 201 });
  const rough2 = surfaceRoughness(surface.grids, values);
  assertClose(rough2.totalVariation, surface.totalVariation, 1e-5);
  assertClose(rough2.meanSquaredSecondDifference / surface.meanSquaredSecondDifference, 1, 1e-4);
});
