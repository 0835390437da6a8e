import { comparePaired, holm, type Summary, summarise } from "lai-loss/compare";
import type { StoredResults } from "../../stored/load-results";
import { cell, type Finding, type FindingRow, listed } from "../finding";
import { CHANGE_KEY, changeText, outcomeOf } from "../outcome";
import { View, type ViewOptions } from "../view";

/** A tuned method's clean error against another tuned method's, seed by seed. */
export interface AccuracyChange {
  method: string;
  setting: string;
  change: Summary;
  pValue: number;
  /** corrected over the methods of the data set */
  pHolm: number;
}

/** Each method as tuned against a reference as tuned: relative change of the clean RMSE on test rows. */
export function accuracyChanges(view: View, reference: string): AccuracyChange[] {
  const errors = testErrors(view, reference);
  if (errors === null) return [];
  const found = view.results.study.methods.flatMap(({ label }) => {
    const own = label === reference ? null : testErrors(view, label);
    if (own === null) return [];
    const change = summarise(own.values.map((value, i) => value / errors.values[i] - 1));
    return [
      { method: label, setting: own.setting, change, pValue: comparePaired(own.values, errors.values).wilcoxon.pValue },
    ];
  });
  const corrected = holm(found.map(({ pValue }) => pValue));
  return found.map((entry, i) => ({ ...entry, pHolm: corrected[i] }));
}

/** A change on one of the data sets of a study. */
export interface DataAccuracyChange extends AccuracyChange {
  data: string;
}

/** The changes of `accuracyChanges` on every data set of a study; p-values are corrected over data sets and methods. */
export function accuracyChangesOverData(
  results: StoredResults,
  reference: string,
  regime: ViewOptions["regime"] = "last",
): DataAccuracyChange[] {
  const found = results.study.data.flatMap(({ name: data }) =>
    accuracyChanges(new View(results, { data, regime }), reference).map((change) => ({ data, ...change })),
  );
  const corrected = holm(found.map(({ pValue }) => pValue));
  return found.map((entry, i) => ({ ...entry, pHolm: corrected[i] }));
}

/** Clean test RMSE of a method as tuned, one a seed; null where it has no setting here or a run failed. */
function testErrors(view: View, label: string): { setting: string; values: number[] } | null {
  const chosen = view.chosen(label);
  const of = view.runs.find(({ setting }) => setting.method === label && setting.setting === chosen?.setting);
  if (chosen === undefined || of === undefined || of.failed.length > 0) return null;
  const { evaluation } = view.results.study.seeds;
  return { setting: chosen.setting, values: evaluation.map((seed) => of.runs.get(seed)!.measures.test!.rmse) };
}

/** Whether any method makes the model more accurate, each tuned for accuracy alone. */
export function cleanAccuracy(results: StoredResults, options: ViewOptions = {}): Finding {
  const view = new View(results, options);
  const changes = accuracyChanges(view, view.baseline);
  const rows = [view.baseline, ...changes.map(({ method }) => method)].map((method): FindingRow => {
    const entry = changes.find((one) => one.method === method);
    const chosen = view.chosen(method)!;
    return {
      method,
      setting: chosen.setting || "-",
      RMSE: cell(chosen.measures.rmse),
      R2: cell(chosen.measures.r2),
      [`against ${view.baseline}`]: entry === undefined ? null : changeText(entry.change, entry.pHolm),
    };
  });
  const gains = changes.filter((entry) => outcomeOf(entry) === "gain").sort((a, b) => a.change.mean - b.change.mean);
  const losses = changes.filter((entry) => outcomeOf(entry) === "loss");
  const [best] = gains;
  const lai = gains.filter(({ method }) => view.lai.includes(method));
  return {
    title: "Clean accuracy, each method tuned for it alone",
    table: {
      caption: `${view.place}: settings with the lowest validation RMSE on the tuning seeds; ${CHANGE_KEY}`,
      rows,
    },
    figures: [],
    sentences: [
      best === undefined
        ? `No method is more accurate than ${view.baseline}; ${losses.length} of ${changes.length} ${losses.length === 1 ? "is" : "are"} less accurate.`
        : `${gains.length} of ${changes.length} methods ${gains.length === 1 ? "is" : "are"} more accurate than ${view.baseline} and ${losses.length} less; most of all ${best.method} (${best.setting || "untuned"}: ${changeText(best.change, best.pHolm)}). Lai forms among them: ${lai.length === 0 ? "none" : listed(lai.map(({ method }) => method))}.`,
    ],
  };
}
