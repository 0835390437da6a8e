import type { StoredResults } from "../../stored/load-results";
import { cell, type Finding, type FindingRow, listed } from "../finding";
import { CHANGE_KEY, changeText, outcomeOf } from "../outcome";
import { FEATURE_NOISE, View, type ViewOptions } from "../view";

/** Methods that act on the noisy features alone, and those that they are compared with. */
const CHOSEN = ["laiPerFeature", "gradientPenaltyPerFeature"];
const ALL = ["plainMse", "inputNoise", "gradientPenalty", "laiMse"];

/** What the choice of features is worth where just those are noisy; null where the data set names none. */
export function chosenFeatures(results: StoredResults, options: ViewOptions = {}): Finding | null {
  const view = new View(results, options);
  const { noisyFeatures } = results.study.data.find(({ name }) => name === view.data)!;
  const methods = view.labels(...CHOSEN, ...ALL).filter((label) => view.settings(label).length > 0);
  if (noisyFeatures.length === 0 || view.labels(...CHOSEN).every((label) => !methods.includes(label))) return null;
  const budget = view.budget([FEATURE_NOISE]);
  const [reference] = view.labels("gradientPenalty");
  const matched = view.matched(methods, [reference], [FEATURE_NOISE], FEATURE_NOISE);
  const rows = methods.map((method): FindingRow => {
    const gain = budget.find((entry) => entry.method === method);
    const against = matched.find((entry) => entry.method === method && entry.reference === reference);
    const setting = method === view.baseline ? "" : gain?.setting;
    const measures = view.settings(method).find((entry) => entry.setting === setting)?.measures;
    return {
      method,
      setting: setting ?? "none keeps to the budget",
      RMSE: cell(measures?.rmse),
      "RMSE, noise 0.3 in them": cell(measures?.[FEATURE_NOISE]),
      "slope over them": slopeOver(view, method, setting),
      [`against ${view.baseline}`]: gain === undefined ? null : changeText(gain.change, gain.pHolm),
      [`against ${reference}, same clean RMSE`]:
        against === undefined ? null : changeText(against.difference, against.pHolm),
    };
  });
  const sentences = view.labels("laiPerFeature").flatMap((label) => {
    const gain = budget.find((entry) => entry.method === label);
    const against = matched.find((entry) => entry.method === label && entry.reference === reference);
    if (gain === undefined || against === undefined) return [];
    const words = {
      gain: "gains",
      loss: "loses",
      tie: "changes nothing that the seeds can tell",
      "not comparable": "cannot be compared",
    };
    return [
      `With noise in ${listed(noisyFeatures)} alone, ${label} ${words[outcomeOf(gain)]} against ${view.baseline} (${changeText(gain.change, gain.pHolm)}) and ${words[outcomeOf(against)]} against ${reference} over all features at the same clean RMSE (${changeText(against.difference, against.pHolm)}).`,
    ];
  });
  return {
    title: `Chosen features: ${listed(noisyFeatures)}`,
    table: {
      caption: `${view.place}: noise in ${listed(noisyFeatures)} alone; settings within the budget of clean accuracy, chosen on validation rows; ${CHANGE_KEY}`,
      rows,
    },
    figures: [],
    sentences,
  };
}

function slopeOver(view: View, method: string, setting: string | null | undefined): number | null {
  const of = view.runs.find(({ setting: own }) => own.method === method && own.setting === setting);
  const slopes = [...(of?.runs.values() ?? [])].map(({ measures }) => measures.test!.slope?.noisy);
  if (slopes.length === 0 || slopes.some((slope) => slope === undefined)) return null;
  return slopes.reduce<number>((sum, slope) => sum + slope!, 0) / slopes.length;
}
