import { ArgumentError, checkOptions, number, optional } from "../base/check";
import { BASE_OPTIONS, type BaseLossName, baseLoss } from "./base-loss";
import { type ChosenFeatures, FEATURES, featureIndices } from "./features";
import type { GradientAwareLoss, InputDescription, LossBatch } from "./loss";
import { baseRows, lossOptions } from "./slope-loss";

/** Options of `monotoneLoss`. */
export interface MonotoneOptions {
  /** features, by index or name, in which the prediction is never to fall */
  rising?: ChosenFeatures;
  /** features, by index or name, in which the prediction is never to rise; one of the two lists must be given */
  falling?: ChosenFeatures;
  /** strength l of the penalty, at least 0; defaults to 10 */
  weight?: number;
  /** 1: linear hinge, 2: squared hinge (the default) */
  power?: 1 | 2;
  /** loss of the error, defaults to "mse" */
  base?: BaseLossName;
  /** Huber's corner; defaults to 1 */
  delta?: number;
}

/**
 * The direction of the slope: the prediction is never to fall in some features, never to rise in others. Mean of
 *
 *   b + l sum_j max(0, -d_j g_j)^p
 *
 * over the chosen features j, with g_j the derivative of the prediction with respect to feature j, d_j = 1 where it is to rise
 * and -1 where it is to fall, p = 1 or 2. What goes the wanted way costs nothing. It is paid at the samples alone: between and
 * beyond them nothing is promised, and the sum is not 0 where data and wish disagree (`sensitivity` measures the signed slopes).
 *
 * Source: penalties on partial derivatives of the wrong sign, as in Gupta et al. 2019 (arXiv 1909.10662, point-wise loss). Ours
 * beside the paper of Lai, which is about the size of the slope.
 *
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function monotoneLoss(options: MonotoneOptions): GradientAwareLoss {
  const { rising, falling, weight, power, base, delta } = checkOptions("monotoneLoss", options, {
    ...BASE_OPTIONS,
    rising: FEATURES,
    falling: FEATURES,
    weight: optional(number({ min: 0 }), 10),
    power: optional(number({ min: 1, max: 2, integer: true }), 2),
  });
  if (rising === undefined && falling === undefined)
    throw new ArgumentError("rising", rising, "name features in rising, in falling, or in both.");
  const ofError = baseLoss(base, delta);
  return {
    name: "monotone",
    options: lossOptions({ base: options.base, delta, rising, falling, weight, power }),
    needsInputGradient: true,
    isLogistic: base === "logistic",
    bind(input) {
      const wrongWays = wrongWaysOf(rising, falling, input);
      return (batch) => (wrongWayRows(batch, wrongWays, weight, power) + baseRows(batch, 0, ofError)) / batch.rows;
    },
  };
}

/** A chosen column, and the sign of a derivative that is not wanted there. */
type WrongWay = [column: number, sign: 1 | -1];

function wrongWaysOf(rising: ChosenFeatures, falling: ChosenFeatures, input: InputDescription): WrongWay[] {
  const columns = (name: string, features: ChosenFeatures): number[] =>
    features === undefined ? [] : [...featureIndices(features, input, name)];
  const up = columns("rising", rising);
  const down = columns("falling", falling);
  const both = down.findIndex((column) => up.includes(column));
  if (both >= 0)
    throw new ArgumentError(`falling[${both}]`, falling?.[both], "it is in rising too: name it in one of the two.");
  return [...up.map((column): WrongWay => [column, -1]), ...down.map((column): WrongWay => [column, 1])];
}

/** Fills v of the rows of the whole loss; returns the sum of their penalties. */
function wrongWayRows(batch: LossBatch, wrongWays: readonly WrongWay[], weight: number, power: number): number {
  const { rows, features, slopeLossRows, inputGradients, inputGradientDerivatives } = batch;
  inputGradientDerivatives.fill(0, 0, slopeLossRows * features);
  let total = 0;
  for (let row = 0; row < slopeLossRows * features; row += features) {
    for (const [column, sign] of wrongWays) {
      const excess = sign * inputGradients[row + column];
      if (!(excess > 0)) continue;
      total += weight * (power === 1 ? excess : excess * excess);
      inputGradientDerivatives[row + column] = (sign * weight * (power === 1 ? 1 : 2 * excess)) / rows;
    }
  }
  return total;
}
