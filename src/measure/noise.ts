import {
  ArgumentError,
  ascending,
  checkNumbers,
  checkOptions,
  choice,
  count,
  number,
  numbers,
  optional,
  SEED,
} from "../base/check";
import { looksLike } from "../base/format";
import type { PerturbedColumns, Samples } from "../base/samples";
import { FEATURES, featureIndices } from "../loss/features";
import type { Model } from "../model/model";
import { CategoryFlips } from "./category-flips";
import { curveLooks } from "./looks";
import { type Perturbation, type PerturbationCurve, type PerturbedErrors, perturbationCurve } from "./perturbation";
import { chosenColumns, movedColumns, PERTURBED, type PerturbedOptions } from "./perturbed-columns";
import { BATCH_SIZE, checkSamples, type Predictor, predictorOf } from "./predictor";
import { columnMeans } from "./principal-directions";

/** One point of a noise curve. */
export interface NoisePoint extends PerturbedErrors {
  /** standard deviation of the noise, in the unit of x (1 is one standard deviation of a standardised feature) */
  sigma: number;
}

/** RMSE as a function of the noise on the inputs. */
export interface NoiseCurve extends PerturbationCurve<NoisePoint> {
  distribution: "gaussian" | "uniform";
  /** the columns that noise could go to: those that hold numbers, or all of them */
  perturbedColumns: PerturbedColumns;
  /** probability that a category was flipped, at every sigma */
  flipProbability: number;
  /** names of the features that are flipped */
  flipped: string[];
}

export interface NoiseOptions extends PerturbedOptions {
  /** standard deviations of the noise, ascending; defaults to .05, .1, .2, .3, .5, 1 */
  sigmas?: readonly number[];
  /** "gaussian" N(0, sigma^2), or "uniform" on [-sqrt(3) sigma, sqrt(3) sigma], whose standard deviation is sigma too; defaults to "gaussian" */
  distribution?: "gaussian" | "uniform";
  /**
   * at every sigma a chosen feature of categories or two values, which takes no noise, is flipped with this probability in
   * each row: to another of its categories, each as likely, or to the other value; defaults to 0
   */
  flipProbability?: number;
  /** draws of the noise for each row; defaults to 10 */
  repeats?: number;
  /** seed of the noise; defaults to 0 */
  seed?: number;
}

export const FLIP_PROBABILITY = optional(number({ min: 0, max: 1 }), 0);

/** One draw of standard deviation 1. */
const DISTRIBUTIONS: Record<"gaussian" | "uniform", Perturbation["draw"]> = {
  gaussian: (random) => random.normal(),
  uniform: (random) => Math.sqrt(3) * (2 * random.uniform() - 1),
};

/**
 * The noise curve RMSE(sigma): the error of the predictions at x + sigma z against the clean targets, z drawn for every
 * row, chosen column and repeat. One-hot and 0/1 columns take no noise, as a standard deviation of them means nothing; they
 * can be flipped. The draws depend on seed, repeat, row and feature alone: models measured with the same
 * seed on the same samples meet the same noise, and `compareNoise` uses that.
 *
 * For a linear model w the exact value is sqrt(cleanRmse^2 + sigma^2 |w|^2).
 *
 * @param samples x of shape [rows, features], y of shape [rows]
 * @throws ArgumentError where samples, features or an option cannot be used
 */
export function noiseCurve(model: Model | Predictor, samples: Samples, options: NoiseOptions = {}): NoiseCurve {
  const predictor = predictorOf(model);
  const checked = checkOptions("options", options, {
    ...COMMON,
    ...PERTURBED,
    sigmas: optional(ascending({ min: 0 }), [0.05, 0.1, 0.2, 0.3, 0.5, 1]),
    distribution: optional(choice(["gaussian", "uniform"]), "gaussian"),
    flipProbability: FLIP_PROBABILITY,
  });
  const { sigmas, distribution, perturbedColumns, flipProbability } = checked;
  checkSamples(predictor, samples);
  const hasFlips = flipProbability > 0;
  const { moved, left } = chosenColumns(samples, checked);
  if (hasFlips && left.length === 0) {
    const remedy =
      'no chosen feature is known to hold categories or two values: samples of a preprocessor say what their columns hold; with perturbedColumns: "all" every column takes noise instead.';
    throw new ArgumentError("flipProbability", flipProbability, remedy);
  }
  const columns = hasFlips ? moved : movedColumns(samples, checked);
  const flips = hasFlips ? new CategoryFlips(samples, left, flipProbability) : undefined;
  const perturbation: Perturbation = {
    stream: `${distribution} noise`,
    draw: DISTRIBUTIONS[distribution],
    apply: (value, _column, draw, sigma) => value + sigma * draw,
  };
  const settings = { ...checked, levels: sigmas, flips };
  const { points, area, ...rest } = perturbationCurve(predictor, samples, columns, perturbation, settings);
  const curve: NoiseCurve = {
    distribution,
    perturbedColumns,
    ...rest,
    flipProbability,
    flipped: flips?.features ?? [],
    points: points.map((point, l) => ({ sigma: sigmas[l], ...point })),
    area,
  };
  return looksLike(curve, () => curveLooks(`${distribution} noise`, curve, "sigma", ({ sigma }) => sigma));
}

/** One point of a missing-value curve. */
export interface MissingPoint extends PerturbedErrors {
  /** probability that a chosen cell is missing */
  probability: number;
}

/** RMSE as a function of the share of missing cells. */
export interface MissingCurve extends PerturbationCurve<MissingPoint> {
  /** what stands for a missing value: one number for each of `features` */
  replacements: number[];
}

export interface MissingOptions extends Pick<NoiseOptions, "features" | "repeats" | "seed" | "batchSize"> {
  /** probabilities that a cell is missing, ascending, in [0, 1]; defaults to .05, .1, .2, .3, .5 */
  probabilities?: readonly number[];
  /** the value that replaces a missing one, for every feature of the samples; defaults to the means of these samples */
  replacements?: ArrayLike<number>;
}

/**
 * RMSE where each chosen cell is missing with a probability, whatever its value (completely at random, in Rubin's 1976
 * terms), and replaced by its feature's mean. One uniform
 * draw u per cell serves all probabilities (missing where u < p), so that the cells missing at .1 are missing at .2 too.
 *
 * @param samples x of shape [rows, features], y of shape [rows]
 * @throws ArgumentError where samples, features or an option cannot be used
 */
export function missingCurve(model: Model | Predictor, samples: Samples, options: MissingOptions = {}): MissingCurve {
  const predictor = predictorOf(model);
  const checked = checkOptions("options", options, {
    ...COMMON,
    features: FEATURES,
    batchSize: BATCH_SIZE,
    probabilities: optional(ascending({ min: 0, max: 1 }), [0.05, 0.1, 0.2, 0.3, 0.5]),
    replacements: optional(numbers()),
  });
  const { probabilities } = checked;
  checkSamples(predictor, samples);
  const columns = featureIndices(checked.features, samples);
  const given = checked.replacements ?? columnMeans(samples);
  const replacements = checkNumbers("replacements", given, { length: samples.features });
  const perturbation: Perturbation = {
    stream: "missing values",
    draw: (random) => random.uniform(),
    apply: (value, column, draw, probability) => (draw < probability ? replacements[column] : value),
  };
  const settings = { ...checked, levels: probabilities };
  const { points, area, ...rest } = perturbationCurve(predictor, samples, columns, perturbation, settings);
  const curve: MissingCurve = {
    ...rest,
    replacements: Array.from(columns, (column) => replacements[column]),
    points: points.map((point, l) => ({ probability: probabilities[l], ...point })),
    area,
  };
  return looksLike(curve, () => curveLooks("missing values", curve, "share missing", (point) => point.probability));
}

/** The rules of what both curves take beside the rest. */
const COMMON = { repeats: optional(count(1_000_000), 10), seed: SEED };
