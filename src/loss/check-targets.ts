import { ArgumentError, where } from "../base/check";
import type { GradientAwareLoss } from "./loss";

/** A loss, as the makers of this package and `slopeLoss` give it. */
export const LOSS = where<GradientAwareLoss>((value) => {
  const { name, options, needsInputGradient, isLogistic, bind } = (value ?? {}) as Partial<GradientAwareLoss>;
  const isDescribed = typeof name === "string" && typeof options === "object" && options !== null;
  const says = typeof needsInputGradient === "boolean" && typeof isLogistic === "boolean";
  return isDescribed && says && typeof bind === "function";
}, "give a loss such as plainLoss() or laiLoss({ lambda: 0.3 }).");

/**
 * Checks that targets are what the loss needs: from 0 to 1 for a logistic base.
 *
 * @param argument what the error calls them, such as "data.y"
 */
export function checkTargets(loss: GradientAwareLoss, targets: Float32Array, argument: string): void {
  if (!loss.isLogistic) return;
  const row = targets.findIndex((target) => target < 0 || target > 1);
  if (row >= 0)
    throw new ArgumentError(`${argument}[${row}]`, targets[row], "the logistic base needs targets from 0 to 1.");
}
