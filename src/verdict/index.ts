export { experimentFindings } from "./experiment";
export type { Finding, FindingRow } from "./finding";
export { chosenFeatures } from "./findings/chosen-features";
export { cleanAccuracy } from "./findings/clean-accuracy";
export { earlyStopping } from "./findings/early-stopping";
export { labelNoise } from "./findings/label-noise";
export { lambdaControl } from "./findings/lambda-control";
export { matchedNoise, slopeTail } from "./findings/matched";
export { plainTraining } from "./findings/plain-training";
export { sampling } from "./findings/sampling";
export { sideBySide } from "./findings/side-by-side";
export { slopeBound } from "./findings/slope-bound";
export { tradeOff } from "./findings/trade-off";
export { withinBudget } from "./findings/within-budget";
export { besideStored, type LiveComparison, type LiveMethod, liveComparison } from "./live";
export { type LiveRow, liveByGroup } from "./live-groups";
export {
  chosenFeaturesOverAll,
  everyLambdaOverAll,
  lambdaControlOverAll,
  matchedOverAll,
  practice,
  ranksOverAll,
  samplingOverAll,
  slopesOverAll,
  verdictFindings,
} from "./over-all";
export { showFinding, showVerdict } from "./show-finding";
export type { ViewOptions } from "./view";
