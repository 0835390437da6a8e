import { checkKeys } from "../base/check";
import { type BaseLossName, baseLoss } from "./base-loss";
import type { GradientAwareLoss } from "./loss";
import { baseRows, lossOptions } from "./slope-loss";

/** Options of `plainLoss`. */
export interface PlainLossOptions {
  /** defaults to "mse" */
  base?: BaseLossName;
  /** Huber's corner; defaults to 1 */
  delta?: number;
}

/** The mean base loss over the batch, without any look at the slope; see {@link baseLoss} for the formulas. */
export function plainLoss(options: PlainLossOptions = {}): GradientAwareLoss {
  checkKeys("plainLoss", options, ["base", "delta"]);
  const { base = "mse", delta = 1 } = options;
  const ofError = baseLoss(base, delta);
  return {
    name: "plain",
    options: lossOptions({ base, delta }),
    needsInputGradient: false,
    isLogistic: base === "logistic",
    bind: () => (batch) => baseRows(batch, 0, ofError) / batch.rows,
  };
}
