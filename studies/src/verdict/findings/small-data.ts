import { checkOptions } from "lai-internal";
import type { StoredResults } from "../../stored/load-results";
import { cell, type Finding, type FindingRow, listed } from "../finding";
import { CHANGE_KEY, changeText, tallyOf } from "../outcome";
import { RESULTS, VIEW_OPTIONS, View, type ViewOptions } from "../view";
import { accuracyChangesOverData, type DataAccuracyChange } from "./clean-accuracy";

/** Few training rows: each method as tuned for accuracy, against plain training and against weight decay, on every data set of the study. */
export function smallData(results: StoredResults, options: Pick<ViewOptions, "regime"> = {}): Finding {
  const { regime = "last" } = checkOptions("options", options, { regime: VIEW_OPTIONS.regime });
  const { study } = RESULTS("results", results);
  const views = study.data.map(({ name: data }) => new View(results, { data, regime }));
  const { baseline } = views[0];
  const [decay] = views[0].labels("weightDecay");
  const againstPlain = accuracyChangesOverData(results, baseline, regime);
  const againstDecay = accuracyChangesOverData(results, decay, regime);
  const rmse = (view: View, label: string): number => view.chosen(label)?.measures.rmse.mean ?? Infinity;
  const rows = views.flatMap((view) =>
    study.methods.map(({ label }): FindingRow => {
      const of = (list: readonly DataAccuracyChange[]): string | null => {
        const entry = list.find(({ data, method }) => data === view.data && method === label);
        return entry === undefined ? null : changeText(entry.change, entry.pHolm);
      };
      const chosen = view.chosen(label);
      return {
        data: view.data,
        method: label,
        setting: chosen?.setting || "-",
        RMSE: cell(chosen?.measures.rmse),
        [`against ${baseline}`]: of(againstPlain),
        [`against ${decay}`]: of(againstDecay),
      };
    }),
  );
  const best = views.map((view) => {
    const [first] = study.methods.map(({ label }) => label).sort((a, b) => rmse(view, a) - rmse(view, b));
    return { data: view.data, method: first };
  });
  const isLai = ({ method }: { method: string }): boolean => views[0].lai.includes(method);
  const lai = (list: readonly DataAccuracyChange[]): string => tallyOf(list.filter(isLai));
  return {
    title: "Few training rows",
    table: { caption: `Each method as tuned for clean accuracy, ${regime} epoch; ${CHANGE_KEY}`, rows },
    figures: [],
    sentences: [
      `With few training rows the lowest mean RMSE has ${listed(best.map(({ data, method }) => `${method} on ${data}`))}; a Lai form on ${best.filter(isLai).length} of ${views.length}.`,
      `Lai forms against ${decay}: ${lai(againstDecay)}; against ${baseline}: ${lai(againstPlain)}.`,
    ],
  };
}
