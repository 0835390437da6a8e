import { ArgumentError, checkChoice, checkKeys, checkNumber } from "../base/check";
import type { PerturbedColumns, Samples } from "../base/samples";
import { featureIndices, featureName } from "../loss/features";
import { accuracy } from "./accuracy";
import { CategoryFlips } from "./category-flips";
import { type Perturbation, type PerturbedErrors, perturbedErrors } from "./perturbation";
import { chosenColumns, movedColumns, type PerturbedOptions } from "./perturbed-columns";
import { checkSamples, DEFAULT_BATCH_SIZE, type Predictor } from "./predictor";
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
  /** rows at once; defaults to 4096 */
  batchSize?: number;
}

export const DEFAULT_SIGMAS: readonly number[] = [0.05, 0.1, 0.2, 0.3, 0.5, 1];

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
export function noiseCurve(predictor: Predictor, samples: Samples, options: NoiseOptions = {}): NoiseCurve {
  checkKeys("options", options, [
    ...["sigmas", "distribution", "features", "perturbedColumns", "flipProbability", "repeats", "seed", "batchSize"],
  ]);
  const sigmas = checkLevels("sigmas", options.sigmas ?? DEFAULT_SIGMAS);
  const distribution = checkChoice("distribution", options.distribution ?? "gaussian", ["gaussian", "uniform"]);
  const flipProbability = checkNumber("flipProbability", options.flipProbability ?? 0, { min: 0, max: 1 });
  const common = checkCommon(predictor, samples, options, () =>
    flipProbability > 0 ? chosenColumns(samples, options).moved : movedColumns(samples, options),
  );
  const flips =
    flipProbability > 0 ? new CategoryFlips(samples, flippedColumns(samples, options), flipProbability) : undefined;
  const errors = perturbedErrors(predictor, samples, common.columns, DISTRIBUTIONS[distribution], {
    ...common,
    levels: sigmas,
    ...(flips && { flips }),
  });
  const points = errors.map((error, l) => ({ sigma: sigmas[l], ...error }));
  const what = { distribution, perturbedColumns: options.perturbedColumns ?? "numeric" };
  return {
    ...what,
    ...summary(samples, common),
    ...{ flipProbability, flipped: flips?.features ?? [] },
    points,
    area: area(sigmas, errors, common.cleanRmse),
  };
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
export function missingCurve(predictor: Predictor, samples: Samples, options: MissingOptions = {}): MissingCurve {
  checkKeys("options", options, ["probabilities", "replacements", "features", "repeats", "seed", "batchSize"]);
  const probabilities = checkLevels("probabilities", options.probabilities ?? DEFAULT_PROBABILITIES, 1);
  const common = checkCommon(predictor, samples, options, () => featureIndices(options.features, samples));
  const replacements = options.replacements ?? columnMeans(samples);
  if (replacements.length !== samples.features) {
    throw new ArgumentError("replacements", replacements, `give ${samples.features} numbers, one a feature.`);
  }
  for (let j = 0; j < samples.features; j++) checkNumber(`replacements[${j}]`, replacements[j]);
  const perturbation: Perturbation = {
    stream: "missing values",
    draw: (random) => random.uniform(),
    apply: (value, column, draw, probability) => (draw < probability ? replacements[column] : value),
  };
  const errors = perturbedErrors(predictor, samples, common.columns, perturbation, {
    ...common,
    levels: probabilities,
  });
  const points = errors.map((error, l) => ({ probability: probabilities[l], ...error }));
  return {
    ...summary(samples, common),
    replacements: Array.from(common.columns, (column) => replacements[column]),
    points,
    area: area(probabilities, errors, common.cleanRmse),
  };
}

interface Common {
  columns: Uint32Array;
  repeats: number;
  seed: number;
  batchSize: number;
  cleanRmse: number;
}

function checkCommon(
  predictor: Predictor,
  samples: Samples,
  options: Pick<NoiseOptions, "repeats" | "seed" | "batchSize">,
  columns: () => Uint32Array,
): Common {
  checkSamples(predictor, samples);
  const batchSize = checkNumber("batchSize", options.batchSize ?? DEFAULT_BATCH_SIZE, { min: 1, integer: true });
  return {
    columns: columns(),
    repeats: checkNumber("repeats", options.repeats ?? 10, { min: 1, integer: true }),
    seed: checkNumber("seed", options.seed ?? 0, { integer: true }),
    batchSize,
    cleanRmse: accuracy(predictor, samples, { batchSize }).rmse,
  };
}

/** Checks that levels are given, in ascending order, from 0 to `max`; returns them. */
export function checkLevels(argument: string, levels: readonly number[], max = Number.POSITIVE_INFINITY): number[] {
  if (!Array.isArray(levels) || levels.length === 0)
    throw new ArgumentError(argument, levels, "give a list of numbers.");
  for (const [i, level] of levels.entries()) {
    checkNumber(`${argument}[${i}]`, level, { min: 0, ...(Number.isFinite(max) && { max }) });
    if (i > 0 && level <= levels[i - 1]) throw new ArgumentError(argument, levels, "give them in ascending order.");
  }
  return [...levels];
}

function summary(samples: Samples, common: Common): Omit<NoiseCurve, NoiseOnly | "points" | "area"> {
  return {
    features: Array.from(common.columns, (column) => featureName(samples, column)),
    rows: samples.rows,
    repeats: common.repeats,
    seed: common.seed,
    cleanRmse: common.cleanRmse,
  };
}

/** Mean height of the curve from level 0 (clean) to the last level, by the trapezoidal rule. */
function area(levels: readonly number[], errors: readonly PerturbedErrors[], cleanRmse: number): number {
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
