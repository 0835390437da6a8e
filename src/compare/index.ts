export {
  type AdvisedBase,
  type AdvisedLoss,
  type AdviseOptions,
  adviseLoss,
  type LossAdvice,
} from "./advise-loss";
export { type Comparison, type ComparisonRun, compareMethods, type Method } from "./compare-methods";
export type { Evidence, MethodEvidence } from "./evidence";
export { QUESTIONS, type Question } from "./evidence";
export type { LossRecipe, LossTraining } from "./loss-recipe";
export { differenceAtSameAccuracy, type SameAccuracyOptions } from "./same-accuracy";
export { differenceAtMeanClean } from "./statistics/difference-at-mean-clean";
export type { MethodRun } from "./statistics/method-runs";
export { comparePaired, effectSize, holm, pairedTTest, wilcoxonSignedRank } from "./statistics/paired";
export { paretoFront } from "./statistics/pareto";
export { type RankCorrelation, rankCorrelation } from "./statistics/rank-correlation";
export { bootstrapInterval, type Summary, summarise } from "./statistics/summary";
