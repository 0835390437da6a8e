export { ArgumentError } from "./base/check";
export { BASE_LOSSES, type BaseLossName } from "./loss/base-loss";
export { createLoss, LOSS_NAMES } from "./loss/create-loss";
export { type LaiLossOptions, laiLoss } from "./loss/lai-loss";
export type { GradientAwareLoss, InputDescription, LossBatch, LossEvaluator } from "./loss/loss";
export { laiMultiplier, type MultiplierName, targetSlopeOf } from "./loss/multiplier";
export { type PlainLossOptions, plainLoss } from "./loss/plain-loss";
export { type SlopeLossDefinition, type SlopePoint, slopeLoss } from "./loss/slope-loss";
export {
  doubleBackpropLoss,
  gradientPenaltyLoss,
  type HingeSlopeOptions,
  hingeSlopeLoss,
  type PenaltyOptions,
  type TargetSlopeOptions,
  targetSlopeLoss,
} from "./loss/slope-penalties";
export {
  cosOnlyLoss,
  type LinearisedAdversarialOptions,
  linearisedAdversarialLoss,
  type SquaredErrorOptions,
  sinOnlyLoss,
} from "./loss/slope-projections";
export { ACTIVATION_NAMES, type ActivationName } from "./model/activation";
export { type DenseModelOptions, denseModel } from "./model/dense-model";
