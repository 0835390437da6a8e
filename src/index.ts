export { ArgumentError } from "./base/check";
export { Random } from "./base/random";
export { checkSamples, type PerturbedColumns, type Samples } from "./base/samples";
export { versions } from "./base/versions";
export { type BackendInfo, type ReadyOptions, ready } from "./engine/backend";
export type { EngineName } from "./engine/engine";
export type { InputRows, SampleRows, TargetRows } from "./engine/inputs";
export { type LossAndGradients, type LossAndGradientsOptions, lossAndGradients } from "./engine/loss-and-gradients";
export { inputGradients, type ModelPredictor, modelPredictor, predict } from "./engine/predict";
export { BASE_LOSSES, type BaseLossName } from "./loss/base-loss";
export { type CheckLossOptions, checkLoss, type LossCheck } from "./loss/check-loss";
export { type ConstrainedSlopeOptions, constrainedSlopeLoss } from "./loss/constrained-slope";
export { createLoss, LOSS_NAMES } from "./loss/create-loss";
export { type LaiLossOptions, laiLoss } from "./loss/lai-loss";
export type {
  GradientAwareLoss,
  InputDescription,
  LossBatch,
  LossEvaluator,
  LossState,
  LossStateAccess,
} from "./loss/loss";
export type { LossStateDefinition } from "./loss/loss-state";
export { type MonotoneOptions, monotoneLoss } from "./loss/monotone";
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
export type { DenseNetwork, DenseNetworkLayer } from "./model/dense-network";
export type { Model } from "./model/model";
export { type LoadedModel, loadModel, type Preprocessing, saveModel } from "./model/storage";
export type { TrainingCheckpoint } from "./train/checkpoint";
export { TrainingDivergedError } from "./train/diverged";
export type { EpochRecord, TrainingHistory } from "./train/history";
export type { EpochProgress, TrainOptions } from "./train/options";
export { type TrainingResult, train } from "./train/train";
