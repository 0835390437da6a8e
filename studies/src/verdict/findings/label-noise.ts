import { checkOptions } from "lai-internal";
import { intervals } from "../../figures/intervals";
import type { StoredResults } from "../../stored/load-results";
import { cell, type Finding, type FindingRow } from "../finding";
import { CHANGE_KEY, changeText, tallyOf } from "../outcome";
import { VIEW_OPTIONS, View, type ViewOptions } from "../view";
import { accuracyChangesOverData, type DataAccuracyChange } from "./clean-accuracy";

/** A method against the gradient penalty where labels are noisy, each as tuned on the noisy validation rows. */
export interface LabelNoiseResult extends DataAccuracyChange {
  where: string;
}

/** All data sets of a label-noise study; p-values are corrected over data sets and methods. */
export function labelNoiseResults(results: StoredResults, regime: ViewOptions["regime"] = "last"): LabelNoiseResult[] {
  const [reference] = new View(results, { regime }).labels("gradientPenalty");
  return accuracyChangesOverData(results, reference, regime).map((change) => {
    const noise = results.study.data.find(({ name }) => name === change.data)!.labelNoise;
    return { ...change, where: noise?.where ?? "clean" };
  });
}

/** Noise on labels where the function is flat, where it is steep, and anywhere: RMSE on clean test labels. */
export function labelNoise(results: StoredResults, options: Pick<ViewOptions, "regime"> = {}): Finding {
  const { regime = "last" } = checkOptions("options", options, { regime: VIEW_OPTIONS.regime });
  const found = labelNoiseResults(results, regime);
  const view = new View(results, { regime });
  const [reference] = view.labels("gradientPenalty");
  const rows = results.study.data.flatMap(({ name: data }) => {
    const own = new View(results, { data, regime });
    return results.study.methods.map(({ label }): FindingRow => {
      const entry = found.find((one) => one.data === data && one.method === label);
      const chosen = own.chosen(label)!;
      return {
        data,
        method: label,
        setting: chosen.setting || "-",
        "RMSE, clean test labels": cell(chosen.measures.rmse),
        [`against ${reference}`]: entry === undefined ? null : changeText(entry.change, entry.pHolm),
      };
    });
  });
  const oneSided = view.labels("laiOneSided");
  const shown = found.filter(({ method }) => oneSided.includes(method));
  return {
    title: "Noisy labels",
    table: { caption: `Each method as tuned on noisy validation rows, ${view.regime} epoch; ${CHANGE_KEY}`, rows },
    figures:
      shown.length === 0
        ? []
        : [
            intervals({
              rows: shown.map(({ data, where, change: { mean, interval } }) => {
                const [low, high] = interval ?? [mean, mean];
                return { name: data, group: where, mean: 100 * mean, low: 100 * low, high: 100 * high };
              }),
              title: `${oneSided[0]} against ${reference}: RMSE on clean test labels`,
              xLabel: "difference, % (negative: Lai is better)",
            }),
          ],
    sentences: view.labels("laiOneSided", "laiMse").flatMap((method) =>
      ["flat", "steep", "even", "clean"].flatMap((where) => {
        const own = found.filter((entry) => entry.method === method && entry.where === where);
        if (own.length === 0) return [];
        const changes = own.map(({ data, change, pHolm }) => `${data} ${changeText(change, pHolm)}`);
        const place = {
          flat: "Noise on flat parts",
          steep: "Noise on steep parts",
          even: "Noise anywhere",
          clean: "Clean labels",
        }[where];
        return [`${place}: ${method} against ${reference}: ${tallyOf(own)} (${changes.join("; ")}).`];
      }),
    ),
  };
}
