import { checkOptions } from "../base/check";
import { BASE_OPTIONS, type BaseLossName, baseLoss } from "./base-loss";
import type { GradientAwareLoss } from "./loss";
import { baseRows, lossOptions } from "./slope-loss";

/** Options of `plainLoss`. */
export interface PlainLossOptions {
  /** defaults to "mse" */
  base?: BaseLossName;
  /** Huber's corner; defaults to 1 */
  delta?: number;
}

/**
 * The mean base loss over the batch, without any look at the slope; see {@link baseLoss} for the formulas.
 *
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function plainLoss(options: PlainLossOptions = {}): GradientAwareLoss {
  const { base, delta } = checkOptions("plainLoss", options, BASE_OPTIONS);
  const ofError = baseLoss(base, delta);
  return {
    name: "plain",
    options: lossOptions({ base, delta }),
    needsInputGradient: false,
    isLogistic: base === "logistic",
    bind: () => (batch) => baseRows(batch, 0, ofError) / batch.rows,
  };
}
