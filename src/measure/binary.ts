import { checkNumbers, checkOptions, choice, count, optional } from "../base/check";
import type { Samples } from "../base/samples";
import { averageRanks, quantileOfSorted, sortedCopy } from "../base/statistics";
import type { Model } from "../model/model";
import {
  BATCH_SIZE,
  checkSamples,
  type MeasureOptions,
  mapOutput,
  type Predictor,
  predictInBatches,
  predictorOf,
} from "./predictor";

/** One bin of a reliability diagram. */
export interface CalibrationBin {
  rows: number;
  /** mean predicted probability of class 1 */
  meanProbability: number;
  /** share of the rows that are of class 1 */
  observedShare: number;
}

/** How good the probabilities of a binary model are. */
export interface BinaryAccuracy {
  rows: number;
  /** mean of -y log p - (1 - y) log(1 - p), in nats */
  logLoss: number;
  /** share of the rows where p > .5 agrees with y */
  accuracy: number;
  /** area under the ROC curve: the chance that a row of class 1 gets the higher logit, ties one half; null with one class only */
  auc: number | null;
  /** mean((p - y)^2) (Brier 1950) */
  brier: number;
  /** sum over bins of (rows in bin / rows) |observedShare - meanProbability| (Naeini et al. 2015; Guo et al. 2017) */
  expectedCalibrationError: number;
  /** the bins that hold at least one row, by ascending probability */
  calibration: CalibrationBin[];
}

export interface BinaryOptions extends MeasureOptions {
  /** number of bins of the calibration; defaults to 10 */
  bins?: number;
  /** bins of equal width in p, or of about equal numbers of rows (edges at percentiles); defaults to "width" */
  binning?: "width" | "count";
}

const BINS = { bins: optional(count(100_000), 10), binning: optional(choice(["width", "count"]), "width") };

/**
 * Log loss, accuracy, AUC, Brier score and calibration of a model whose output is a logit, p = 1 / (1 + exp(-f(x))).
 *
 * @param samples x of shape [rows, features], y of shape [rows] of 0 and 1
 * @throws ArgumentError where a target is neither 0 nor 1
 */
export function binaryAccuracy(
  model: Model | Predictor,
  samples: Samples,
  options: BinaryOptions = {},
): BinaryAccuracy {
  const predictor = predictorOf(model);
  const { batchSize, ...rest } = checkOptions("options", options, { ...BINS, batchSize: BATCH_SIZE });
  checkSamples(predictor, samples);
  return binaryAccuracyOf(predictInBatches(predictor, samples, batchSize), samples.y, rest);
}

/**
 * The same for given logits.
 *
 * @param logits shape [rows]
 * @param targets shape [rows], 0 or 1
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function binaryAccuracyOf(
  logits: ArrayLike<number>,
  targets: ArrayLike<number>,
  options: Omit<BinaryOptions, "batchSize"> = {},
): BinaryAccuracy {
  const { bins, binning } = checkOptions("options", options, BINS);
  const zeroOrOne = { min: 0, max: 1, integer: true };
  const rows = checkNumbers("targets", targets, { ...zeroOrOne, remedy: "give at least one row." }).length;
  const remedy = `give one logit for each of the ${rows} targets.`;
  checkNumbers("logits", logits, { length: rows, anyNumber: true, remedy });
  const probabilities = Float64Array.from(logits, sigmoid);
  let logLoss = 0;
  let right = 0;
  let brier = 0;
  for (let i = 0; i < rows; i++) {
    logLoss += softplus(targets[i] === 1 ? -logits[i] : logits[i]);
    if (logits[i] > 0 === (targets[i] === 1)) right++;
    brier += (probabilities[i] - targets[i]) ** 2;
  }
  const calibration = calibrationBins(probabilities, targets, bins, binning);
  return {
    rows,
    logLoss: logLoss / rows,
    accuracy: right / rows,
    auc: areaUnderRoc(logits, targets),
    brier: brier / rows,
    expectedCalibrationError: calibration.reduce(
      (sum, bin) => sum + (bin.rows / rows) * Math.abs(bin.observedShare - bin.meanProbability),
      0,
    ),
    calibration,
  };
}

/** 1 / (1 + exp(-z)). */
export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** log(1 + exp(z)), without overflow: the log loss of a logit z for a row of class 0. */
export function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

/** The Mann-Whitney statistic of the rows of class 1, divided by the number of pairs. */
function areaUnderRoc(logits: ArrayLike<number>, targets: ArrayLike<number>): number | null {
  const ranks = averageRanks(logits);
  let positives = 0;
  let rankSum = 0;
  for (let i = 0; i < ranks.length; i++) {
    if (targets[i] === 1) {
      positives++;
      rankSum += ranks[i];
    }
  }
  const negatives = ranks.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function calibrationBins(
  probabilities: Float64Array,
  targets: ArrayLike<number>,
  bins: number,
  binning: "width" | "count",
): CalibrationBin[] {
  const sorted = sortedCopy(probabilities);
  // bins are closed on the right, as in Guo et al.; equal probabilities share a bin
  const edges = Array.from({ length: bins - 1 }, (_, k) => {
    const share = (k + 1) / bins;
    return binning === "width" ? share : quantileOfSorted(sorted, share);
  });
  const result = Array.from({ length: bins }, () => ({ rows: 0, meanProbability: 0, observedShare: 0 }));
  for (const [i, probability] of probabilities.entries()) {
    const above = edges.findIndex((edge) => probability <= edge);
    const bin = result[above < 0 ? bins - 1 : above];
    bin.rows++;
    bin.meanProbability += probability;
    bin.observedShare += targets[i];
  }
  return result
    .filter((bin) => bin.rows > 0)
    .map((bin) => ({
      rows: bin.rows,
      meanProbability: bin.meanProbability / bin.rows,
      observedShare: bin.observedShare / bin.rows,
    }));
}

/**
 * The same model with the probability 1 / (1 + exp(-f(x))) as its output, and that output's gradient p (1 - p) g. The RMSE
 * of the measures is then the square root of the Brier score, in units of probability.
 *
 * @throws ArgumentError where the model is refused
 */
export function probabilityPredictor(model: Model | Predictor): Predictor {
  const predictor = predictorOf(model);
  return mapOutput(predictor, sigmoid, (p) => p * (1 - p));
}
