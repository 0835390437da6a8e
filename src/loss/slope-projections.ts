import { checkOptions, number } from "../base/check";
import { type ChosenFeatures, FEATURES } from "./features";
import type { GradientAwareLoss } from "./loss";
import { slopeLoss } from "./slope-loss";

/** Options that the squared-error losses of this file share. */
export interface SquaredErrorOptions {
  /** feature indices or names whose slope counts; defaults to all */
  features?: ChosenFeatures;
}

/** Options of `linearisedAdversarialLoss`. */
export interface LinearisedAdversarialOptions extends SquaredErrorOptions {
  /** radius of the L2 ball of input changes, in standardised units, at least 0 */
  epsilon: number;
}

/**
 * Linearised adversarial loss: mean of (|e| + eps k)^2, the worst squared error of the model's tangent over an L2 ball of
 * radius eps around the input (Lyu, Huang & Liang 2015). At e = 0 the derivative of |e| is taken as 0.
 *
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function linearisedAdversarialLoss(options: LinearisedAdversarialOptions): GradientAwareLoss {
  const { epsilon, features } = checkOptions("linearisedAdversarialLoss", options, {
    epsilon: number({ min: 0 }),
    features: FEATURES,
  });
  return slopeLoss({
    name: "linearisedAdversarial",
    features,
    options: { epsilon },
    term: (point) => {
      const slope = Math.sqrt(point.slopeSquared);
      const worst = Math.abs(point.error) + epsilon * slope;
      point.loss = worst * worst;
      point.byPrediction = 2 * worst * Math.sign(point.error);
      point.bySlopeSquared = slope > 0 ? (epsilon * worst) / slope : 0; // no direction at slope 0: v = 0
    },
  });
}

/**
 * Cosine projection alone: mean of e^2 / (1 + k^2), the squared distance to the tangent (total least squares, Golub & Van Loan 1980). The limit of Lai loss for lambda above every slope.
 *
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function cosOnlyLoss(options: SquaredErrorOptions = {}): GradientAwareLoss {
  return slopeLoss({
    name: "cosOnly",
    ...checkOptions("cosOnlyLoss", options, { features: FEATURES }),
    term: (point) => {
      const cosSquared = 1 / (1 + point.slopeSquared);
      point.loss = point.base * cosSquared;
      point.byPrediction = point.baseDerivative * cosSquared;
      point.bySlopeSquared = -point.loss * cosSquared;
    },
  });
}

/**
 * Sine projection alone: mean of e^2 k^2 / (1 + k^2). A constant model makes it zero, so it is no loss to train with but a limit to know.
 *
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function sinOnlyLoss(options: SquaredErrorOptions = {}): GradientAwareLoss {
  return slopeLoss({
    name: "sinOnly",
    ...checkOptions("sinOnlyLoss", options, { features: FEATURES }),
    term: (point) => {
      const cosSquared = 1 / (1 + point.slopeSquared);
      const sinSquared = point.slopeSquared * cosSquared;
      point.loss = point.base * sinSquared;
      point.byPrediction = point.baseDerivative * sinSquared;
      point.bySlopeSquared = point.base * cosSquared * cosSquared;
    },
  });
}
