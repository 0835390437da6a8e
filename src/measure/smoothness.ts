import { ascending, checkNumbers, checkOptions, count, number, optional } from "../base/check";
import { sampleRows } from "../base/sample-rows";
import type { Samples } from "../base/samples";
import { mean } from "../base/statistics";
import { FEATURES, featureIndices } from "../loss/features";
import type { Model } from "../model/model";
import { accumulatedLocalEffects } from "./accumulated-local-effects";
import { MOST_POINTS, type PartialDependenceOptions, partialDependence, SHARED_OPTIONS } from "./partial-dependence";
import { checkSamples, type Predictor, predictorOf } from "./predictor";

/** How rough a curve is. */
export interface Roughness {
  /** sum of |v_(i+1) - v_i|, in the unit of the prediction: the range for a monotone curve, more for a wavy one */
  totalVariation: number;
  /**
   * mean of the squared second derivative, by second divided differences, in prediction^2 / input^4; 0 for a straight line,
   * but for the float32 rounding of predictions f over steps h, about (1e-7 f / h^2)^2
   */
  meanSquaredSecondDifference: number;
}

/**
 * Total variation and mean squared second difference of a curve. The second difference at an inner point is
 * 2 ((v_(i+1) - v_i) / h_i - (v_i - v_(i-1)) / h_(i-1)) / (h_i + h_(i-1)), which for an equidistant grid is
 * (v_(i+1) - 2 v_i + v_(i-1)) / h^2. Compare only curves over the same grid.
 *
 * @param grid ascending, shape [points], at least three
 * @param values shape [points]
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function curveRoughness(grid: ArrayLike<number>, values: ArrayLike<number>): Roughness {
  const points = ascending({ least: 3, remedy: "give at least three points." })("grid", grid).length;
  checkNumbers("values", values, { length: points, anyNumber: true });
  let totalVariation = 0;
  let squares = 0;
  for (let i = 1; i < points; i++) {
    const h = grid[i] - grid[i - 1];
    totalVariation += Math.abs(values[i] - values[i - 1]);
    if (i === points - 1) continue;
    const next = grid[i + 1] - grid[i];
    const bend = (values[i + 1] - values[i]) / next - (values[i] - values[i - 1]) / h;
    squares += ((2 * bend) / (next + h)) ** 2;
  }
  return { totalVariation, meanSquaredSecondDifference: squares / (points - 2) };
}

/** How smoothly the prediction depends on one feature. */
export interface FeatureSmoothness {
  feature: string;
  /** of the partial dependence curve, which averages over rows and so hides opposite movements */
  partialDependence: Roughness;
  /** mean over rows of the roughness of their ICE curves, which nothing hides */
  ice: Roughness;
  /** of the accumulated local effects, which stay where the data are; null where the feature has too few values */
  accumulatedLocalEffects: Roughness | null;
}

export interface SmoothnessOptions extends Omit<PartialDependenceOptions, "grid" | "iceCurves"> {
  /** features, by name or index; defaults to all */
  features?: readonly (string | number)[];
}

/**
 * Total variation and mean squared second difference of the partial dependence, ICE and ALE curves of each feature.
 * A feature that is constant in the rows drawn is left out.
 *
 * @param samples x of shape [rows, features]; y is not used
 * @throws ArgumentError where the samples do not fit the model or an option cannot be used
 */
export function smoothness(
  model: Model | Predictor,
  samples: Samples,
  options: SmoothnessOptions = {},
): FeatureSmoothness[] {
  const predictor = predictorOf(model);
  const { features, ...rest } = checkOptions("options", options, {
    ...SHARED_OPTIONS,
    features: FEATURES,
    points: optional(number({ min: 3, max: MOST_POINTS, integer: true }), 21),
    maxRows: optional(count(), 1000),
  });
  const { points, maxRows, seed, batchSize } = rest;
  checkSamples(predictor, samples, false);
  const few = sampleRows(samples, maxRows, seed);
  const varying = Array.from(featureIndices(features, samples)).filter((column) => varies(few, column));
  return varying.map((column) => {
    const curves = partialDependence(predictor, few, column, { ...rest, iceCurves: maxRows });
    const ice = curves.ice.map((curve) => curveRoughness(curves.grid, curve));
    const effects = accumulatedLocalEffects(predictor, few, column, { bins: points - 1, batchSize });
    return {
      feature: curves.feature,
      partialDependence: curveRoughness(curves.grid, curves.average),
      ice: {
        totalVariation: mean(ice.map((roughness) => roughness.totalVariation)),
        meanSquaredSecondDifference: mean(ice.map((roughness) => roughness.meanSquaredSecondDifference)),
      },
      accumulatedLocalEffects: effects.grid.length < 3 ? null : curveRoughness(effects.grid, effects.effects),
    };
  });
}

/** Whether a feature has more than one value in these rows. */
export function varies({ x, rows, features }: Samples, column: number): boolean {
  for (let i = 1; i < rows; i++) if (x[i * features + column] !== x[column]) return true;
  return false;
}
