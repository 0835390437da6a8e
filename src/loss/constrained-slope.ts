import { checkOptions, number, optional } from "../base/check";
import { BASE_OPTIONS } from "./base-loss";
import { FEATURES } from "./features";
import type { GradientAwareLoss } from "./loss";
import { slopeLoss } from "./slope-loss";
import type { TargetSlopeOptions } from "./slope-penalties";

/** Options of `constrainedSlopeLoss`. */
export interface ConstrainedSlopeOptions extends Omit<TargetSlopeOptions, "weight"> {
  /** slope k0 that is wanted at most, on standardised inputs and target, above 0 */
  targetSlope: number;
  /** mean excess max(0, k / k0 - 1) that is allowed, above 0; defaults to 0.002. .001 to .005 are good values */
  tolerance?: number;
  /** step size eta of the dual ascent, above 0; defaults to 0.1 */
  dualStepSize?: number;
}

/**
 * The error under a constraint on the slope, by dual ascent: mean of b + mu max(0, k / k0 - 1), k the L2 norm of the input
 * gradient, which is a linear hinge of weight mu / k0. After each step
 *
 *   mu <- max(0, mu + eta (mean max(0, k / k0 - 1) - tolerance)),
 *
 * so that mu grows until slopes above k0 are as rare and small as the tolerance allows, and falls where they are. mu, the
 * dual variable, begins at 0 and is the loss's state (`multiplier`): it is saved with checkpoints, and batches of the warm-up
 * do not move it. What is reported as the loss has the present mu in it.
 *
 * What is held is the mean excess, not the share of samples above k0: with the default tolerance about a tenth of the rows
 * ends above k0, by a few hundredths of it. mu needs a thousand steps or more.
 *
 * Source: the differential multiplier method of Platt & Barr 1987; for constraints on learning Chamon & Ribeiro 2020. The
 * constraint on the excess of the input gradient's norm, relative to k0, is this package's choice.
 *
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function constrainedSlopeLoss(options: ConstrainedSlopeOptions): GradientAwareLoss {
  const { base, delta, features, targetSlope, tolerance, dualStepSize } = checkOptions(
    "constrainedSlopeLoss",
    options,
    {
      ...BASE_OPTIONS,
      features: FEATURES,
      targetSlope: number({ above: 0 }),
      tolerance: optional(number({ above: 0 }), 0.002),
      dualStepSize: optional(number({ above: 0 }), 0.1),
    },
  );
  return slopeLoss({
    name: "constrainedSlope",
    base,
    delta,
    features,
    options: { targetSlope, tolerance, dualStepSize },
    state: {
      initial: { multiplier: 0 },
      next: ({ multiplier }, excess) => ({ multiplier: Math.max(0, multiplier + dualStepSize * (excess - tolerance)) }),
    },
    term: (point, { multiplier }) => {
      const slope = Math.sqrt(point.slopeSquared);
      const excess = Math.max(0, slope / targetSlope - 1);
      point.observed = excess;
      point.loss = point.base + multiplier * excess;
      point.byPrediction = point.baseDerivative;
      // dk/ds = 1 / (2 k); above the hinge k > k0 > 0
      point.bySlopeSquared = excess > 0 ? multiplier / (2 * targetSlope * slope) : 0;
    },
  });
}
