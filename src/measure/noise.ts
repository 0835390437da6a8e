import {
  ArgumentError,
  ascending,
  type Checked,
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
import { FEATURES, featureIndices, featureName } from "../loss/features";
import type { Model } from "../model/model";
import { accuracy } from "./accuracy";
import { CategoryFlips } from "./category-flips";
import { missingLooks, noiseLooks } from "./looks";
import { type Perturbation, type PerturbedErrors, perturbedErrors } from "./perturbation";
import { chosenColumns, movedColumns, PERTURBED, type PerturbedOptions } from "./perturbed-columns";
import { BATCH_SIZE, checkSamples, type Predictor, predictorOf } from "./predictor";
import { columnMeans } from "./principal-directions";

/** One point of a noise curve. */
export interface NoisePoint extends PerturbedErrors {
  /** standard deviation of the noise, in the unit of x (1 is one standard deviation of a standardised feature) */
  sigma: number;
}

/** RMSE as a function of the noise on the inputs. */
export interface NoiseCurve {
  distribution: "gaussian" | "uniform";
  /** the columns that noise could go to: those that hold numbers, or all of them */
  perturbedColumns: PerturbedColumns;
  /** names of the columns that take the noise */
  features: string[];
  /** probability that a category was flipped, at every sigma */
  flipProbability: number;
  /** names of the features that are flipped */
  flipped: string[];
  rows: number;
  repeats: number;
  seed: number;
  /** RMSE without noise */
  cleanRmse: number;
  points: NoisePoint[];
  /** area under RMSE(sigma) from 0 to the largest sigma by the trapezoidal rule, divided by that sigma: a mean RMSE */
  area: number;
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

const DEFAULT_SIGMAS: readonly number[] = [0.05, 0.1, 0.2, 0.3, 0.5, 1];

const DISTRIBUTIONS: Record<"gaussian" | "uniform", Perturbation> = {
  gaussian: {
    stream: "gaussian noise",
    draw: (random) => random.normal(),
    apply: (value, _column, draw, sigma) => value + sigma * draw,
  },
  uniform: {
    stream: "uniform noise",
    draw: (random) => Math.sqrt(3) * (2 * random.uniform() - 1),
    apply: (value, _column, draw, sigma) => value + sigma * draw,
  },
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
    sigmas: optional(ascending({ min: 0 }), [...DEFAULT_SIGMAS]),
    distribution: optional(choice(["gaussian", "uniform"]), "gaussian"),
    flipProbability: FLIP_PROBABILITY,
  });
  const { sigmas, distribution, perturbedColumns, flipProbability } = checked;
  checkSamples(predictor, samples);
  const hasFlips = flipProbability > 0;
  const columns = hasFlips ? chosenColumns(samples, checked).moved : movedColumns(samples, checked);
  const flips = hasFlips ? new CategoryFlips(samples, flippedColumns(samples, checked), flipProbability) : undefined;
  const perturbation = DISTRIBUTIONS[distribution];
  const { errors, area, ...rest } = curveOf(predictor, samples, columns, perturbation, sigmas, checked, flips);
  const curve: NoiseCurve = {
    distribution,
    perturbedColumns,
    ...rest,
    flipProbability,
    flipped: flips?.features ?? [],
    points: errors.map((error, l) => ({ sigma: sigmas[l], ...error })),
    area,
  };
  return looksLike(curve, () => noiseLooks(curve));
}

/** @throws ArgumentError where there is nothing to flip: all is moved, or the samples do not say what their columns hold */
function flippedColumns(samples: Samples, options: NoiseOptions): Uint32Array {
  const { left } = chosenColumns(samples, options);
  if (left.length > 0) return left;
  const remedy =
    options.perturbedColumns === "all"
      ? 'with perturbedColumns: "all" every column takes noise: leave one of the two out.'
      : "no chosen feature is known to hold categories or two values: samples of a preprocessor say what their columns hold.";
  throw new ArgumentError("flipProbability", options.flipProbability, remedy);
}

/** One point of a missing-value curve. */
export interface MissingPoint extends PerturbedErrors {
  /** probability that a chosen cell is missing */
  probability: number;
}

/** What noise has and missing values have not: a value of any column can be missing. */
type NoiseOnly = "distribution" | "perturbedColumns" | "flipProbability" | "flipped";

/** RMSE as a function of the share of missing cells. */
export interface MissingCurve extends Omit<NoiseCurve, NoiseOnly | "points"> {
  /** what stands for a missing value: one number for each of `features` */
  replacements: number[];
  points: MissingPoint[];
}

export interface MissingOptions extends Omit<NoiseOptions, "sigmas" | NoiseOnly> {
  /** probabilities that a cell is missing, ascending, in [0, 1]; defaults to .05, .1, .2, .3, .5 */
  probabilities?: readonly number[];
  /** the value that replaces a missing one, for every feature of the samples; defaults to the means of these samples */
  replacements?: ArrayLike<number>;
}

const DEFAULT_PROBABILITIES: readonly number[] = [0.05, 0.1, 0.2, 0.3, 0.5];

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
    probabilities: optional(ascending({ min: 0, max: 1 }), [...DEFAULT_PROBABILITIES]),
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
  const { errors, area, ...rest } = curveOf(predictor, samples, columns, perturbation, probabilities, checked);
  const curve: MissingCurve = {
    ...rest,
    replacements: Array.from(columns, (column) => replacements[column]),
    points: errors.map((error, l) => ({ probability: probabilities[l], ...error })),
    area,
  };
  return looksLike(curve, () => missingLooks(curve));
}

/** The rules of what both curves take beside the rest. */
const COMMON = { repeats: optional(count(1_000_000), 10), seed: SEED };

/** What both curves are made of: the errors at each level, and the area under them. */
function curveOf(
  predictor: Predictor,
  samples: Samples,
  columns: Uint32Array,
  perturbation: Perturbation,
  levels: readonly number[],
  { repeats, seed, batchSize }: Checked<typeof COMMON> & { batchSize: number },
  flips?: CategoryFlips,
): Omit<NoiseCurve, NoiseOnly | "points"> & { errors: PerturbedErrors[] } {
  const cleanRmse = accuracy(predictor, samples, { batchSize }).rmse;
  const settings = { levels, repeats, seed, batchSize, cleanRmse, flips };
  const errors = perturbedErrors(predictor, samples, columns, perturbation, settings);
  const features = Array.from(columns, (column) => featureName(samples, column));
  const area = areaUnder(levels, errors, cleanRmse);
  return { features, rows: samples.rows, repeats, seed, cleanRmse, errors, area };
}

/** Mean height of the curve from level 0 (clean) to the last level, by the trapezoidal rule. */
function areaUnder(levels: readonly number[], errors: readonly PerturbedErrors[], cleanRmse: number): number {
  let sum = 0;
  let level = 0;
  let height = cleanRmse;
  for (let l = 0; l < levels.length; l++) {
    sum += ((levels[l] - level) * (height + errors[l].rmse)) / 2;
    level = levels[l];
    height = errors[l].rmse;
  }
  return level > 0 ? sum / level : cleanRmse;
}
