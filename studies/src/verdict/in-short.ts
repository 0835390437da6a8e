import type { StoredResults } from "../stored/load-results";
import { counted } from "./finding";
import { controlOf, measureLambdaControl } from "./findings/lambda-control";
import { changeText, outcomeOf, tallyOf } from "./outcome";
import { NOISE, View, type ViewOptions } from "./view";

/** The outcome of one data set in a sentence: for the top of a notebook. */
export function inShort(results: StoredResults, options: ViewOptions = {}): string {
  const view = new View(results, options);
  const control = measureLambdaControl(view);
  const gains = view.budget([NOISE]).filter((entry) => outcomeOf(entry) === "gain");
  const [best] = gains.sort((a, b) => a.change!.mean - b.change!.mean);
  const matched = view.matched(view.lai, results.study.comparison.references, [NOISE]);
  const parts = [
    control &&
      `lambda ${controlOf(control)} the slope (1 % more asked gives ${control.elasticity.toFixed(2)} % more, off by a factor of ${control.offBy.toFixed(2)})`,
    best === undefined
      ? `no method gains under noise of 0.3 within the budget of clean accuracy`
      : `under noise of 0.3, within the budget of clean accuracy, ${counted(gains.length, "method gains", "methods gain")} against ${view.baseline}, most of all ${best.method} (${changeText(best.change, best.pHolm)})`,
    `Lai forms against baselines of the same clean RMSE have ${tallyOf(matched)}`,
  ];
  return `${view.place}: ${parts.filter(Boolean).join("; ")}.`;
}
