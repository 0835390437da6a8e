import { ArgumentError, checkOptions, number, optional } from "../base/check";
import { looksLike } from "../base/format";
import type { Samples } from "../base/samples";
import { FEATURES, featureIndices, featureName } from "../loss/features";
import type { Model } from "../model/model";
import { describeNorms, type GradientNorms, normOfRow } from "./gradient-norm";
import { sensitivityLooks } from "./looks";
import { BATCH_SIZE, checkSamples, forEachBatch, type MeasureOptions, type Predictor, predictorOf } from "./predictor";
import { DIRECTIONS, type PrincipalDirections, principalDirections } from "./principal-directions";

/** How the prediction reacts to one feature. */
export interface FeatureSensitivity {
  feature: string;
  /** mean over rows of |d prediction / d x_j| */
  meanAbsolute: number;
  /** mean over rows of d prediction / d x_j */
  mean: number;
  /** share of the rows with a derivative other than 0 that have the more frequent sign, .5 to 1; null where all are 0 */
  signConsistency: number | null;
}

/** Where the slope of the model points, compared with where the inputs vary. */
export interface DirectionSensitivity {
  /** share of the variance of the inputs along this principal direction */
  varianceShare: number;
  /** share of sum_i |g_i|^2 along it: sum_i (g_i . v)^2 / sum_i |g_i|^2; null where all gradients are 0 */
  gradientShare: number | null;
}

/** How the prediction reacts to small changes of the input. */
export interface Sensitivity {
  /** distribution of |g| over all features */
  norms: GradientNorms;
  /** the same over the chosen features; null where none were chosen */
  featureNorms: GradientNorms | null;
  /** one entry for each feature */
  perFeature: FeatureSensitivity[];
  /** one entry a principal direction of the inputs, by descending variance, over all features; [] for a single row */
  directions: DirectionSensitivity[];
}

export interface SensitivityOptions extends MeasureOptions {
  /** features, by name or index, for `featureNorms`; defaults to none */
  features?: readonly (string | number)[];
  /** a wanted slope, such as sqrt(lambda) for the MSE variant of the Lai loss; defaults to none */
  targetSlope?: number;
  /** principal directions to compare with, such as those of the training rows; defaults to those of these samples */
  directions?: PrincipalDirections;
}

/**
 * Exact sensitivity of the prediction to its inputs: the distribution of the slope, each feature's mean derivative, and
 * the share of the squared slope along each principal direction of the inputs. A model that is steep along directions of
 * little variance (a large gradientShare beside a small varianceShare) reacts to changes that the data hardly show.
 * Rows with a NaN or infinite derivative are counted in `norms` and left out of the rest.
 *
 * @param samples x of shape [rows, features]; y is not used
 * @throws ArgumentError where samples, features or an option cannot be used
 */
export function sensitivity(model: Model | Predictor, samples: Samples, options: SensitivityOptions = {}): Sensitivity {
  const predictor = predictorOf(model);
  const { features, targetSlope, batchSize, ...given } = checkOptions("options", options, {
    features: FEATURES,
    targetSlope: optional(number({ min: 0 })),
    directions: optional(DIRECTIONS),
    batchSize: BATCH_SIZE,
  });
  checkSamples(predictor, samples, false);
  const d = samples.features;
  const all = featureIndices(undefined, samples);
  const chosen = features && featureIndices(features, samples);
  const directions = given.directions ?? (samples.rows > 1 ? principalDirections(samples) : undefined);
  if (directions && [directions.vectors, ...directions.vectors].some(({ length }) => length !== d)) {
    throw new ArgumentError("directions", directions.varianceShares, `give the directions of ${d} features.`);
  }

  const norms = new Float64Array(samples.rows);
  const featureNorms = chosen && new Float64Array(samples.rows);
  const sums = { absolute: new Float64Array(d), signed: new Float64Array(d) };
  const signs = { positive: new Float64Array(d), negative: new Float64Array(d) };
  const moments = new Float64Array(d * d); // sum_i g_i g_iᵀ, upper half
  let finite = 0;
  forEachBatch(samples, batchSize, (start, rows, x) => {
    const { inputGradients } = predictor.inputGradients(x, rows);
    for (let i = 0; i < rows; i++) {
      const offset = i * d;
      norms[start + i] = normOfRow(inputGradients, offset, all);
      if (chosen && featureNorms) featureNorms[start + i] = normOfRow(inputGradients, offset, chosen);
      if (!Number.isFinite(norms[start + i])) continue; // that of finite 32-bit derivatives is finite
      finite++;
      for (let j = 0; j < d; j++) {
        const g = inputGradients[offset + j];
        sums.signed[j] += g;
        sums.absolute[j] += Math.abs(g);
        if (g > 0) signs.positive[j]++;
        else if (g < 0) signs.negative[j]++;
        for (let k = j; k < d; k++) moments[j * d + k] += g * inputGradients[offset + k];
      }
    }
  });

  const perFeature = Array.from(all, (j) => {
    const moving = signs.positive[j] + signs.negative[j];
    return {
      feature: featureName(samples, j),
      meanAbsolute: sums.absolute[j] / finite,
      mean: sums.signed[j] / finite,
      signConsistency: moving > 0 ? Math.max(signs.positive[j], signs.negative[j]) / moving : null,
    };
  });
  const found: Sensitivity = {
    norms: describeNorms(norms, targetSlope),
    featureNorms: featureNorms ? describeNorms(featureNorms, targetSlope) : null,
    perFeature,
    directions: directions ? gradientShares(directions, moments, d) : [],
  };
  return looksLike(found, () => sensitivityLooks(found));
}

/** vᵀ M v / trace(M) for every direction v, M given by its upper half. */
function gradientShares(directions: PrincipalDirections, moments: Float64Array, d: number): DirectionSensitivity[] {
  let trace = 0;
  for (let j = 0; j < d; j++) trace += moments[j * d + j];
  return directions.vectors.map((v, k) => {
    let along = 0;
    for (let j = 0; j < d; j++) {
      along += moments[j * d + j] * v[j] * v[j];
      for (let m = j + 1; m < d; m++) along += 2 * moments[j * d + m] * v[j] * v[m];
    }
    return { varianceShare: directions.varianceShares[k], gradientShare: trace > 0 ? along / trace : null };
  });
}
