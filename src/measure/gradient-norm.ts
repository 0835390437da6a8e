import { checkOptions, number, optional } from "../base/check";
import { looksLike } from "../base/format";
import type { Samples } from "../base/samples";
import { type Distribution, describe } from "../base/statistics";
import { FEATURES, featureIndices } from "../loss/features";
import type { Model } from "../model/model";
import { distributionLooks } from "./looks";
import { BATCH_SIZE, checkSamples, forEachBatch, type MeasureOptions, type Predictor, predictorOf } from "./predictor";

/** The distribution of the slope |g|, in units of prediction per unit of input (both standardised, as a rule). */
export interface GradientNorms extends Distribution {
  rows: number;
  /** rows whose slope is exactly 0: a dead or saturated network */
  zero: number;
  /** rows with a NaN in their gradient; left out of mean, percentiles and maximum */
  nan: number;
  /** rows with an infinite gradient and no NaN, or one too large for its norm; left out likewise */
  infinite: number;
  /** share of the rows with a finite slope whose slope is above `targetSlope`; null where none was given */
  aboveTarget: number | null;
  /** mean over the same rows of max(0, slope / targetSlope - 1): how far above it is; null where none above 0 was given */
  excess: number | null;
}

export interface GradientNormOptions extends MeasureOptions {
  /** features, by name or index, over which the norm is taken; defaults to all */
  features?: readonly (string | number)[];
  /** a wanted slope, such as sqrt(lambda) for the MSE variant of the Lai loss; defaults to none */
  targetSlope?: number;
}

const RULES = { features: FEATURES, batchSize: BATCH_SIZE };

/**
 * The distribution over the rows of the slope |g_i| = sqrt(sum_j (d prediction_i / d x_ij)^2), j over the chosen features.
 * The gradients are exact. Percentiles are by linear interpolation.
 *
 * @param samples x of shape [rows, features]; y is not used
 * @throws ArgumentError where the samples do not fit the model or a feature is unknown
 */
export function gradientNorms(
  model: Model | Predictor,
  samples: Samples,
  options: GradientNormOptions = {},
): GradientNorms {
  const predictor = predictorOf(model);
  const { targetSlope, ...rest } = checkOptions("options", options, {
    ...RULES,
    targetSlope: optional(number({ min: 0 })),
  });
  return describeNorms(inputGradientNorms(predictor, samples, rest), targetSlope);
}

/**
 * The slope |g_i| of each row over the chosen features, shape [rows]: what a histogram is drawn from.
 *
 * @param samples x of shape [rows, features]; y is not used
 * @throws ArgumentError where the samples do not fit the model or an option cannot be used
 */
export function inputGradientNorms(
  model: Model | Predictor,
  samples: Samples,
  options: Omit<GradientNormOptions, "targetSlope"> = {},
): Float64Array {
  const predictor = predictorOf(model);
  const { features, batchSize } = checkOptions("options", options, RULES);
  checkSamples(predictor, samples, false);
  const columns = featureIndices(features, samples);
  const norms: Float64Array = new Float64Array(samples.rows);
  forEachBatch(samples, batchSize, (start, rows, x) => {
    const { inputGradients } = predictor.inputGradients(x, rows);
    for (let i = 0; i < rows; i++) norms[start + i] = normOfRow(inputGradients, i * samples.features, columns);
  });
  return norms;
}

/** The L2 norm of one row over chosen columns, in double precision. */
export function normOfRow(values: Float32Array, offset: number, columns: Uint32Array): number {
  let squares = 0;
  for (let j = 0; j < columns.length; j++) {
    const value = values[offset + columns[j]];
    squares += value * value;
  }
  return Math.sqrt(squares);
}

/** Counts and percentiles of slopes. */
export function describeNorms(norms: Float64Array, targetSlope?: number): GradientNorms {
  let zero = 0;
  let nan = 0;
  let infinite = 0;
  let above = 0;
  let excess = 0;
  for (const norm of norms) {
    if (norm === 0) zero++;
    else if (Number.isNaN(norm)) nan++;
    else if (norm === Number.POSITIVE_INFINITY) infinite++;
    else if (targetSlope !== undefined && norm > targetSlope) {
      above++;
      excess += norm / targetSlope - 1;
    }
  }
  const finite = norms.length - nan - infinite;
  const found: GradientNorms = {
    rows: norms.length,
    ...describe(norms),
    zero,
    nan,
    infinite,
    aboveTarget: targetSlope === undefined || finite === 0 ? null : above / finite,
    excess: !targetSlope || finite === 0 ? null : excess / finite,
  };
  return looksLike(found, () => distributionLooks("slope", found, `${found.rows} rows, ${zero} of slope 0`));
}
