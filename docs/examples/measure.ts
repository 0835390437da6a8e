// #region begin
import { type DenseNetwork, Random, type Samples } from "lai-loss";
import * as measure from "lai-loss/measure";

const random = new Random(1);
const rows = 120;
const x = Float32Array.from({ length: 2 * rows }, () => random.normal()); // shape [rows, 2], standardised
const y = Float32Array.from({ length: rows }, (_, i) => 0.7 * x[2 * i] + 0.3 * random.normal());
const samples: Samples = { x, y, rows, features: 2, featureNames: ["size", "age"] };
const model: DenseNetwork = {
  layers: [
    {
      kernel: [
        [0.9, -0.2],
        [0.1, 0.4],
      ],
      bias: [0, 0],
      activation: "tanh",
    },
    { kernel: [[0.8], [-0.3]], bias: [0] },
  ],
};
// #endregion begin

// #region evaluate, measureTable, measureRows
const evaluation = measure.evaluate(model, samples, { seed: 0 });
console.log(measure.measureTable(evaluation)); // the main numbers, a line each
console.log(measure.measureRows(evaluation).length); // the same as rows of a table
// #endregion

// #region accuracy
const { rmse, mae, r2 } = measure.accuracy(model, samples);
console.log(rmse, mae, r2);
// #endregion

// #region accuracyOf
console.log(measure.accuracyOf([1, 2, 3], [1, 2, 4]).rmse); // sqrt(1 / 3)
// #endregion

// #region gradientNorms
const slopes = measure.gradientNorms(model, samples, { targetSlope: 0.5 });
console.log(slopes.mean, slopes.max, slopes.aboveTarget); // aboveTarget: the share of rows steeper than 0.5
// #endregion

// #region inputGradientNorms
console.log(measure.inputGradientNorms(model, samples).length); // the slope of each row
// #endregion

// #region noiseCurve, compareNoise
const noisy = measure.noiseCurve(model, samples, { sigmas: [0.1, 0.3], repeats: 20, seed: 0 });
console.log(
  noisy.cleanRmse,
  noisy.points.map(({ sigma, rmse }) => [sigma, rmse]),
);
const flat: DenseNetwork = { layers: [{ kernel: [[0.3], [0]], bias: [0] }] };
const flatter = measure.noiseCurve(flat, samples, { sigmas: [0.1, 0.3], repeats: 20, seed: 0 }); // the same noise
console.log(measure.compareNoise(noisy, flatter)); // differences, row by row
// #endregion

// #region missingCurve
console.log(measure.missingCurve(model, samples, { probabilities: [0.1, 0.3], repeats: 5 }).points);
// #endregion

// #region attack
console.log(measure.attack(model, samples, { epsilons: [0.1, 0.3], steps: 5 }).points); // the error at the worst place nearby
// #endregion

// #region minimalPerturbation
console.log(measure.minimalPerturbation(model, samples, { tolerance: 0.5 })); // how far to go until a prediction moves by 0.5
// #endregion

// #region binaryAccuracyOf
console.log(measure.binaryAccuracyOf([2, -1, 0.5], [1, 0, 0]).accuracy); // of logits and targets 0 or 1
// #endregion

// #region binaryAccuracy, probabilityPredictor
const classes: Samples = { ...samples, y: y.map((value) => Number(value > 0)) };
console.log(measure.binaryAccuracy(model, classes).accuracy);
console.log(measure.probabilityPredictor(model).predict(x, rows)[0]); // from 0 to 1, of a model that gives logits
// #endregion

// #region globalLipschitzBound
const layers = [
  { kernel: Float32Array.of(0.9, -0.2, 0.1, 0.4), bias: new Float32Array(2), units: 2, activation: "tanh" },
  { kernel: Float32Array.of(0.8, -0.3), bias: new Float32Array(1), units: 1, activation: "linear" },
];
console.log(measure.globalLipschitzBound({ inputs: 2, layers })); // no slope anywhere is above these
// #endregion

// #region localLipschitzBound
console.log(measure.localLipschitzBound(model, samples, { radius: 0.5, maxRows: 20, steps: 5 }).max); // some slope nearby is at least this
// #endregion

// #region exactLipschitz
const linear = { kernel: Float32Array.of(0.3, 0.4), bias: new Float32Array(1), units: 1, activation: "linear" };
console.log(measure.exactLipschitz({ inputs: 2, layers: [linear] })?.value); // 0.5; null for this package's usual networks
// #endregion

// #region smoothness
console.log(measure.smoothness(model, samples, { maxRows: 20 }));
// #endregion

// #region curveRoughness
console.log(measure.curveRoughness([0, 1, 2, 3], [0, 1, 0, 1]));
// #endregion

// #region sensitivity
console.log(measure.sensitivity(model, samples)); // by feature and by principal direction
// #endregion

// #region principalDirections
console.log(measure.principalDirections(samples).varianceShares);
// #endregion

// #region partialDependence
const { grid, average } = measure.partialDependence(model, samples, "size", { grid: [-1, 0, 1] });
console.log(grid, average);
// #endregion

// #region accumulatedLocalEffects
console.log(measure.accumulatedLocalEffects(model, samples, "size", { bins: 5 }));
// #endregion

// #region partialDependenceSurface, surfaceRoughness
const surface = measure.partialDependenceSurface(model, samples, ["size", "age"]);
console.log(measure.surfaceRoughness(surface.grids, surface.values));
// #endregion

// #region withPredictor
const both = measure.withPredictor(model, (held) => [
  measure.accuracy(held, samples).rmse,
  measure.gradientNorms(held, samples).mean,
]);
console.log(both); // the model was read once for both
// #endregion

// #region inTargetUnits
const fitted = {
  name: "price",
  unit: "USD",
  transform: "none",
  positive: null,
  negative: null,
  mean: 1000,
  sd: 200,
} as const;
const own = measure.inTargetUnits(model, { ...samples, target: fitted });
console.log(measure.noiseCurve(own.predictor, own.samples, { sigmas: [0.3], repeats: 5 }).points[0].rmse, own.unit); // in dollars
// #endregion

// #region mean, standardDeviation, describe, quantileOfSorted
const values = [1, 2, 4, 8];
console.log(measure.mean(values), measure.standardDeviation(values), measure.describe(values));
console.log(measure.quantileOfSorted(values, 0.5)); // 3: between two values on a straight line
// #endregion
