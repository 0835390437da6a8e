import type { SettingSummary } from "../../report/results";
import type { StoredResults } from "../../stored/load-results";
import { cell, type Finding, type FindingRow } from "../finding";
import { NOISE, View, type ViewOptions } from "../view";

/** The settings of Lai-MSE on the whole batch and on a part of it, lambda by lambda. */
function samplingPairs(view: View): { whole: SettingSummary; sampled: SettingSummary }[] {
  const [whole] = view.labels("laiMse");
  const [sampled] = view.labels("laiMseSampled");
  return view.settings(whole).flatMap((entry) => {
    const other = view.settings(sampled).find(({ setting }) => setting === entry.setting);
    return other === undefined || entry.value === "off" ? [] : [{ whole: entry, sampled: other }];
  });
}

/** How far the sampled form moves the slope from the plain one, against the whole one: ratio of the mean |log| over the lambdas. */
export function samplingStrength(view: View): number | null {
  const plain = view.plain("slope mean")!.mean;
  const pairs = samplingPairs(view);
  const effect = (of: "whole" | "sampled"): number =>
    pairs.reduce((sum, pair) => sum + Math.abs(Math.log(pair[of].measures["slope mean"].mean / plain)), 0);
  return pairs.length === 0 ? null : effect("sampled") / effect("whole");
}

/** What it changes that a random part of each batch takes Lai loss, not all of it; null where the study has no such method. */
export function sampling(results: StoredResults, options: ViewOptions = {}): Finding | null {
  const view = new View(results, options);
  const [whole] = view.labels("laiMse");
  const [sampled] = view.labels("laiMseSampled");
  if (whole === undefined || sampled === undefined) return null;
  const pairs = samplingPairs(view);
  const rows = pairs.map(({ whole: { setting, measures }, sampled: { measures: part } }): FindingRow => {
    return {
      setting,
      "slope, whole batch": cell(measures["slope mean"]),
      "slope, sampled": cell(part["slope mean"]),
      "RMSE, whole batch": cell(measures.rmse),
      "RMSE, sampled": cell(part.rmse),
      "RMSE under noise 0.3, whole batch": cell(measures[NOISE]),
      "RMSE under noise 0.3, sampled": cell(part[NOISE]),
    };
  });
  const strength = samplingStrength(view)!;
  return {
    title: "A random part of the batch, or all of it",
    table: { caption: `${view.place}: ${whole} and ${sampled}, mean ± sd over ${view.seeds} seeds`, rows },
    figures: [],
    sentences: [
      `With a part of each batch Lai loss moves the slope ${strength.toFixed(2)} times as far as with all of it (mean |log slope ratio to ${view.baseline}| over the lambdas).`,
    ],
  };
}
