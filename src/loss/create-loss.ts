import { anyObject, checkChoice, number, optional } from "../base/check";
import { constrainedSlopeLoss } from "./constrained-slope";
import { laiLoss } from "./lai-loss";
import type { GradientAwareLoss } from "./loss";
import { monotoneLoss } from "./monotone";
import { plainLoss } from "./plain-loss";
import { doubleBackpropLoss, gradientPenaltyLoss, hingeSlopeLoss, targetSlopeLoss } from "./slope-penalties";
import { cosOnlyLoss, linearisedAdversarialLoss, sinOnlyLoss } from "./slope-projections";

// biome-ignore lint/suspicious/noExplicitAny: each maker checks its own options, whatever JSON holds
const MAKERS: Record<string, (options: any) => GradientAwareLoss> = {
  plain: plainLoss,
  lai: laiLoss,
  gradientPenalty: gradientPenaltyLoss,
  doubleBackprop: doubleBackpropLoss,
  linearHingeSlope: (options) => hingeSlopeLoss({ ...options, power: powerOf(options, 1) }),
  squaredHingeSlope: (options) => hingeSlopeLoss({ ...options, power: powerOf(options, 2) }),
  targetSlope: targetSlopeLoss,
  constrainedSlope: constrainedSlopeLoss,
  monotone: monotoneLoss,
  linearisedAdversarial: linearisedAdversarialLoss,
  cosOnly: cosOnlyLoss,
  sinOnly: sinOnlyLoss,
};

/** The names that `createLoss` knows. */
export const LOSS_NAMES: readonly string[] = Object.keys(MAKERS);

/**
 * Makes a loss from its `name` and `options`, which are plain JSON: the way into worker threads, checkpoints and study files.
 *
 * @throws ArgumentError for an unknown name or option
 */
export function createLoss(name: string, options: Record<string, unknown> = {}): GradientAwareLoss {
  return MAKERS[checkChoice("loss", name, LOSS_NAMES)](anyObject("options", options));
}

/** The names of the hinges say their power: another one is a mistake. */
function powerOf(options: { power?: unknown }, expected: 1 | 2): 1 | 2 {
  return optional(number({ min: expected, max: expected }), expected)("power", options.power) as 1 | 2;
}
