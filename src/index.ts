export { ArgumentError } from "./base/check";
export { Random } from "./base/random";
export { versions } from "./base/versions";
export { type CatalogueEntry, listDatasets } from "./data/catalogue";
export type { Dataset } from "./data/dataset";
export type { FeatureInput, FeatureSpec } from "./data/feature";
export { type ColumnReport, inspectTable, type TableReport } from "./data/inspect";
export { type FoldOptions, kFolds } from "./data/k-folds";
export { type LoadOptions, loadDataset, type OwnFileOptions } from "./data/load";
export { datasetFrom, type OwnDataOptions } from "./data/own-data";
export { type PreparedDataset, type PrepareOptions, prepareDataset } from "./data/prepare";
export { fitPreprocessor } from "./data/preprocess/fit-preprocessor";
export { Preprocessor, type PreprocessorJson } from "./data/preprocess/preprocessor";
export { checkSamples, type Samples } from "./data/samples";
export type { RowSplit, SplitOptions } from "./data/split";
export { splitRows, type TableSplitOptions } from "./data/split-table";
export type { TableInput } from "./data/table-input";
export { takeRows } from "./data/take-rows";
export { toTensors } from "./data/tensors";
export { toDanfo } from "./data/to-danfo";
export { type BackendInfo, type ReadyOptions, ready } from "./engine/backend";
export type { EngineName } from "./engine/engine";
export type { InputRows, SampleRows, TargetRows } from "./engine/inputs";
export { type LossAndGradients, type LossAndGradientsOptions, lossAndGradients } from "./engine/loss-and-gradients";
export { type ModelPredictor, modelPredictor } from "./engine/model-predictor";
export { inputGradients, predict } from "./engine/predict";
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
export * from "./measure";
export { ACTIVATION_NAMES, type ActivationName } from "./model/activation";
export { type DenseModelOptions, denseModel } from "./model/dense-model";
export { type LoadedModel, loadModel, type Preprocessing, saveModel } from "./model/storage";
export * as figures from "./notebook/figures";
export * from "./notebook/show";
export { notebookStopSignal } from "./notebook/stop";
export { type CellTrainingOptions, trainInCell } from "./notebook/train-in-cell";
export { checkStudy } from "./study/check-study";
export { type Comparison, type ComparisonRun, compareMethods, type Method } from "./study/compare";
export * from "./study/methods";
export type { StudyProgress } from "./study/progress";
export { runStudyWorker, type StudyWorkerOptions, type StudyWorkerProgress } from "./study/queue/queue-worker";
export { readStudy } from "./study/read-study";
export { type WrittenReport, writeReport } from "./study/report/write-report";
export type { RunStudyOptions, StudyEnd } from "./study/run-options";
export { runStudy } from "./study/run-study";
export { type StudyStatus, studyStatus } from "./study/status";
export { loadResults, type StoredResults } from "./study/stored/load-results";
export { storedResults } from "./study/stored/results-folder";
export type { Study } from "./study/study";
export type { TrainingCheckpoint } from "./train/checkpoint";
export { TrainingDivergedError } from "./train/diverged";
export type { EpochRecord, TrainingHistory } from "./train/history";
export type { EpochProgress, TrainOptions } from "./train/options";
export { type TrainingResult, train } from "./train/train";
export * as findings from "./verdict";
export {
  type AdvisedBase,
  type AdvisedLoss,
  type AdviseOptions,
  adviseLoss,
  type LossAdvice,
} from "./verdict/advice/advise-loss";
export type { Evidence, MethodEvidence } from "./verdict/advice/evidence";
export { QUESTIONS, type Question } from "./verdict/advice/question";
