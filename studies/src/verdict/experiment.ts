import type { StoredResults } from "../stored/load-results";
import type { Finding } from "./finding";
import { chosenFeatures } from "./findings/chosen-features";
import { cleanAccuracy } from "./findings/clean-accuracy";
import { earlyStopping } from "./findings/early-stopping";
import { lambdaControl } from "./findings/lambda-control";
import { matchedNoise, slopeTail } from "./findings/matched";
import { plainTraining } from "./findings/plain-training";
import { sampling } from "./findings/sampling";
import { slopeBound } from "./findings/slope-bound";
import { tradeOff } from "./findings/trade-off";
import { withinBudget } from "./findings/within-budget";
import { View, type ViewOptions } from "./view";

/** Everything that is asked of one data set, in the order of the notebooks and of RESULTS.md. */
export function experimentFindings(results: StoredResults, options: ViewOptions = {}): Finding[] {
  const { data } = new View(results, options);
  const all = [
    plainTraining(results, { data }),
    cleanAccuracy(results, options),
    lambdaControl(results, { data }),
    withinBudget(results, options),
    matchedNoise(results, options),
    tradeOff(results, options),
    slopeTail(results, options),
    chosenFeatures(results, options),
    slopeBound(results, options),
    earlyStopping(results, { data }),
    sampling(results, options),
  ];
  return all.filter((finding) => finding !== null);
}
