export {
  type AdvisedBase,
  type AdvisedLoss,
  type AdviseOptions,
  adviseLoss,
  type LossAdvice,
} from "./advise-loss";
export { type Comparison, type ComparisonRun, compareMethods, type Method } from "./compare-methods";
export { type Evidence, type MethodEvidence, QUESTIONS, type Question } from "./evidence";
export type { LossRecipe, LossTraining } from "./loss-recipe";
export {
  differenceAtMeanClean,
  differenceAtSameAccuracy,
  type MethodRun,
  type SameAccuracyOptions,
} from "./statistics/difference-at-mean-clean";
export { comparePaired, effectSize, holm, pairedTTest, wilcoxonSignedRank } from "./statistics/paired";
export { paretoFront } from "./statistics/pareto";
export { type RankCorrelation, rankCorrelation } from "./statistics/rank-correlation";
export { type Summary, summarise } from "./statistics/summary";
