import { anyObject, boolean, nullable, number, object, type Rule, text } from "../base/check";
import { createLoss } from "../loss/create-loss";
import type { GradientAwareLoss } from "../loss/loss";
import type { TrainOptions } from "../train/options";

/** How a loss is made, but for the value of what is tuned. Plain JSON. */
export interface LossRecipe {
  /** the name that `createLoss` knows */
  loss: string;
  /** of the loss, and of `train` those of LossTraining */
  options: Record<string, unknown>;
  /** the option that is tuned, one of these; null where none is */
  tuned: string | null;
  /** whether it acts on chosen features alone, and then has a lambda for each */
  needsFeatures: boolean;
}

export const RECIPE: Rule<LossRecipe> = object({
  loss: text,
  options: anyObject,
  tuned: nullable(text),
  needsFeatures: boolean,
});

/** The options of `train` that belong to a loss. */
const TRAINING = { slopeLossFraction: number(), inputNoise: number(), weightDecay: number() };
export type LossTraining = Pick<TrainOptions, keyof typeof TRAINING>;

const recipe = (loss: string, tuned: string, options: Record<string, unknown>): LossRecipe => {
  return { loss, options, tuned, needsFeatures: false };
};

/** Those that answer where no results say another, by their labels. */
export const USUAL_RECIPES = {
  "gradient penalty": recipe("gradientPenalty", "weight", { base: "mse" }),
  "linear hinge": recipe("linearHingeSlope", "targetSlope", { base: "mse", power: 1, weight: 3 }),
  "weight decay": recipe("plain", "weightDecay", { base: "mse" }),
  "linearised adversarial": recipe("linearisedAdversarial", "epsilon", {}),
  "Lai-MSE": recipe("lai", "lambda", { base: "mse", slopeLossFraction: 1 }),
  "Lai-MSE, one-sided": recipe("lai", "lambda", { base: "mse", oneSided: true, slopeLossFraction: 1 }),
};

/** The loss of a recipe, and what of `train` belongs to it; `given` are the tuned value, chosen features, another base. */
export function makeLoss(
  { loss, options, tuned, needsFeatures }: LossRecipe,
  given: { value?: number; features?: readonly string[]; base?: string },
): { loss: GradientAwareLoss; training: LossTraining } {
  const { value, features, base } = given;
  const own: Record<string, unknown> = { ...options };
  if (tuned !== null) own[tuned] = needsFeatures && tuned === "lambda" ? features!.map(() => value) : value;
  if (features && loss !== "plain") own.features = features;
  if (base) own.base = base;
  const training: LossTraining = {};
  for (const [key, rule] of Object.entries(TRAINING) as [keyof LossTraining, Rule<number>][]) {
    if (own[key] !== undefined) training[key] = rule(key, own[key]);
    delete own[key];
  }
  return { loss: createLoss(loss, own), training };
}
