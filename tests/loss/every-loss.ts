import { constrainedSlopeLoss } from "../../src/loss/constrained-slope";
import { laiLoss } from "../../src/loss/lai-loss";
import type { GradientAwareLoss } from "../../src/loss/loss";
import { monotoneLoss } from "../../src/loss/monotone";
import { plainLoss } from "../../src/loss/plain-loss";
import {
  doubleBackpropLoss,
  gradientPenaltyLoss,
  hingeSlopeLoss,
  targetSlopeLoss,
} from "../../src/loss/slope-penalties";
import { cosOnlyLoss, linearisedAdversarialLoss, sinOnlyLoss } from "../../src/loss/slope-projections";

export const BASES = ["mse", "mae", "huber", "logistic"] as const;

/** Every loss of the package, with the kinds of options that change its formula. */
export function allLosses(): GradientAwareLoss[] {
  const losses: GradientAwareLoss[] = [];
  for (const base of BASES) {
    losses.push(plainLoss({ base, delta: 0.7 }));
    for (const multiplier of ["mae", "mse"] as const) {
      for (const oneSided of [false, true]) {
        for (const lambda of [0.05, 0.5, 1, 2, 10])
          losses.push(laiLoss({ base, multiplier, lambda, oneSided, delta: 0.7 }));
        losses.push(laiLoss({ base, multiplier, lambda: 0.5, oneSided, features: [0, 3] }));
        losses.push(laiLoss({ base, multiplier, lambda: [0.1, 3], oneSided, features: [2, 1] }));
        losses.push(laiLoss({ base, multiplier, lambda: [0.1, 1, 3, 0.5], oneSided }));
      }
    }
    losses.push(gradientPenaltyLoss({ base, weight: 0.3 }));
    losses.push(doubleBackpropLoss({ base, weight: 0.3, features: [1] }));
    losses.push(hingeSlopeLoss({ base, targetSlope: 0.8 }));
    losses.push(hingeSlopeLoss({ base, targetSlope: 0.8, weight: 0.4, power: 2 }));
    losses.push(targetSlopeLoss({ base, targetSlope: 1.2, weight: 0.4 }));
    losses.push(constrainedSlopeLoss({ base, targetSlope: 0.8 }));
  }
  losses.push(linearisedAdversarialLoss({ epsilon: 0.3 }), cosOnlyLoss(), sinOnlyLoss({ features: [0, 1] }));
  for (const base of BASES) {
    losses.push(monotoneLoss({ base, rising: [0, 2], falling: [3], weight: 0.6, delta: 0.7 }));
    losses.push(monotoneLoss({ base, falling: [1], weight: 0.6, power: 1, delta: 0.7 }));
  }
  return losses;
}
