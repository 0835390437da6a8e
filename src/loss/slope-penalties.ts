import { checkOptions, number, optional } from "../base/check";
import { BASE_OPTIONS, type BaseLossName } from "./base-loss";
import { type ChosenFeatures, FEATURES } from "./features";
import type { GradientAwareLoss } from "./loss";
import { slopeLoss } from "./slope-loss";

/** Options that the penalties share. */
export interface PenaltyOptions {
  /** strength l of the penalty, at least 0 */
  weight: number;
  /** loss of the error, defaults to "mse" */
  base?: BaseLossName;
  /** Huber's corner; defaults to 1 */
  delta?: number;
  /** feature indices or names whose slope counts; defaults to all */
  features?: ChosenFeatures;
}

const PENALTY = { ...BASE_OPTIONS, weight: number({ min: 0 }), features: FEATURES };
const TARGET_SLOPE = { ...PENALTY, targetSlope: number({ min: 0 }) };
const HINGE_SLOPE = {
  ...TARGET_SLOPE,
  weight: optional(number({ min: 0 }), 3),
  power: optional(number({ min: 1, max: 2, integer: true }), 1),
};

/**
 * Gradient-norm penalty: mean of b + l k^2, k the L2 norm of the input gradient (Tikhonov regularisation in its form for networks, Bishop 1995; Varga, Csiszarik & Zombori 2017).
 *
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function gradientPenaltyLoss(options: PenaltyOptions): GradientAwareLoss {
  const { weight, ...shared } = checkOptions("gradientPenaltyLoss", options, PENALTY);
  return slopeLoss({
    name: "gradientPenalty",
    ...shared,
    options: { weight },
    term: (point) => {
      point.loss = point.base + weight * point.slopeSquared;
      point.byPrediction = point.baseDerivative;
      point.bySlopeSquared = weight;
    },
  });
}

/**
 * Double backpropagation: mean of b (1 + l k^2), for the base "mse" the squared error with a penalty on its own input gradient (Drucker & LeCun 1992).
 *
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function doubleBackpropLoss(options: PenaltyOptions): GradientAwareLoss {
  const { weight, ...shared } = checkOptions("doubleBackpropLoss", options, PENALTY);
  return slopeLoss({
    name: "doubleBackprop",
    ...shared,
    options: { weight },
    term: (point) => {
      const factor = 1 + weight * point.slopeSquared;
      point.loss = factor * point.base;
      point.byPrediction = factor * point.baseDerivative;
      point.bySlopeSquared = weight * point.base;
    },
  });
}

/** Options of the losses that name a slope. */
export interface TargetSlopeOptions extends PenaltyOptions {
  /** slope k0 on standardised inputs and target, at least 0 */
  targetSlope: number;
}

/** Options of `hingeSlopeLoss`: weight defaults to 3, a good value on standardised data. */
export interface HingeSlopeOptions extends Omit<TargetSlopeOptions, "weight"> {
  weight?: number;
  /** 1: linear hinge (the default, it holds a bound also where errors are small), 2: squared hinge */
  power?: 1 | 2;
}

/**
 * Hinge on the slope: mean of b + l max(0, k - k0)^p, p = 1 or 2. Slopes up to k0 cost nothing (one-sided penalty, as in Petzka, Fischer & Lukovnikov 2018 for p = 2).
 *
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function hingeSlopeLoss(options: HingeSlopeOptions): GradientAwareLoss {
  const { weight, targetSlope, power, ...shared } = checkOptions("hingeSlopeLoss", options, HINGE_SLOPE);
  return slopeLoss({
    name: power === 1 ? "linearHingeSlope" : "squaredHingeSlope",
    ...shared,
    options: { weight, targetSlope, power },
    term: (point) => {
      const slope = Math.sqrt(point.slopeSquared);
      const excess = Math.max(0, slope - targetSlope);
      point.loss = point.base + weight * (power === 1 ? excess : excess * excess);
      point.byPrediction = point.baseDerivative;
      // dk/ds = 1 / (2 k); above the hinge k > k0 >= 0
      point.bySlopeSquared = excess > 0 ? (weight * (power === 1 ? 1 : 2 * excess)) / (2 * slope) : 0;
    },
  });
}

/**
 * Two-sided penalty on the distance to a slope: mean of b + l (k - k0)^2 (with k0 = 1 the penalty of Gulrajani et al. 2017).
 *
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function targetSlopeLoss(options: TargetSlopeOptions): GradientAwareLoss {
  const { weight, targetSlope, ...shared } = checkOptions("targetSlopeLoss", options, TARGET_SLOPE);
  return slopeLoss({
    name: "targetSlope",
    ...shared,
    options: { weight, targetSlope },
    term: (point) => {
      const slope = Math.sqrt(point.slopeSquared);
      const distance = slope - targetSlope;
      point.loss = point.base + weight * distance * distance;
      point.byPrediction = point.baseDerivative;
      point.bySlopeSquared = slope > 0 ? (weight * distance) / slope : 0; // no direction at slope 0: v = 0
    },
  });
}
