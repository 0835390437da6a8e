import { meanOf, type StudyRuns } from "../stored/study-runs";
import type { KeptEpoch } from "../study";
import { Choices, NOISE } from "./choose";
import { effectOn } from "./comparison";
import type { Effect } from "./effect";
import { chosen, control, following, LAI, PENALTY } from "./main-questions";

/** Question 2 on one data set with one thing changed; plain JSON. Effects are ln of ratios, with intervals over the seeds. */
export interface Ablation {
  data: string;
  /** what is changed, such as "softplus" */
  change: string;
  /** plain training: clean test RMSE, and mean slope */
  rmse: number;
  slope: number;
  /** test RMSE under noise .3, each as its seeds chose it */
  laiBesidePlain: Effect;
  penaltyBesidePlain: Effect;
  laiBesidePenalty: Effect;
  /** d ln slope reached / d ln slope asked of Lai-MSE */
  follows: number;
}

const EPOCH: KeptEpoch = "last";

/** The ablations of a study, whose data sets are named "diamonds, softplus". */
export function answerAblations(runs: StudyRuns): Ablation[] {
  const { baseline } = runs.study.comparison;
  const choices = new Choices(runs);
  const beside = (method: string, rival: string) => chosen(runs, choices, EPOCH, NOISE, method, rival).comparison;
  const lai = beside(LAI, baseline);
  const penalty = beside(PENALTY, baseline);
  const both = beside(LAI, PENALTY);
  const { each } = following(runs, control(runs, EPOCH, LAI), EPOCH, LAI);
  return runs.data.map((name) => {
    const plain = runs.runs(name, baseline, null);
    const [data, change] = name.split(", ", 2);
    return {
      data,
      change,
      rmse: meanOf(plain, `${EPOCH}.test.rmse`),
      slope: meanOf(plain, `${EPOCH}.test.slope.mean`),
      laiBesidePlain: effectOn(lai, name)!.effect,
      penaltyBesidePlain: effectOn(penalty, name)!.effect,
      laiBesidePenalty: effectOn(both, name)!.effect,
      follows: each.find((one) => one.data === name)!.follows,
    };
  });
}
