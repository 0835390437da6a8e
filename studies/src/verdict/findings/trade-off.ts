import { tradeOffCurves } from "../../figures/trade-off-curves";
import { correctMatched } from "../../report/comparisons";
import type { StoredResults } from "../../stored/load-results";
import { cell, type Finding, type FindingRow } from "../finding";
import { CHANGE_KEY, changeText, tallyOf } from "../outcome";
import { type Matched, NOISE, View, type ViewOptions } from "../view";

/** Settings that lose more clean accuracy than this are not in the figure: they would squeeze the others. */
const SHOWN = 1.3;

/** Every lambda against the gradient penalty of the same mean clean RMSE. */
export function everyLambda(view: View): Matched[] {
  const [reference] = view.labels("gradientPenalty");
  const found = view.labels("laiMse", "laiOneSided").flatMap((method) =>
    view.settings(method).flatMap(({ setting, value }) => {
      if (value === "off") return [];
      return view.matchedSetting({ method, setting, reference, criterion: NOISE }) ?? [];
    }),
  );
  correctMatched(found);
  return found;
}

/** What accuracy buys: clean RMSE against RMSE under noise of every setting, and every lambda at its own clean RMSE. */
export function tradeOff(results: StoredResults, options: ViewOptions = {}): Finding {
  const view = new View(results, options);
  const found = everyLambda(view);
  const [reference] = view.labels("gradientPenalty");
  const rows = found.map(({ method, setting, difference, pHolm }): FindingRow => {
    const { measures } = view.settings(method).find((entry) => entry.setting === setting)!;
    return {
      method,
      setting,
      RMSE: cell(measures.rmse),
      "RMSE, noise 0.3": cell(measures[NOISE]),
      [`against ${reference}, same clean RMSE`]: changeText(difference, pHolm),
    };
  });
  const plain = view.plain("rmse")!.mean;
  const curves = [
    view.baseline,
    ...view.labels("gradientPenalty", "inputNoise", "linearHingeSlope", "laiMse", "laiOneSided"),
  ]
    .map((name) => {
      const shown = view.settings(name).filter(({ value, measures }) => {
        return value !== "off" && measures[NOISE] !== undefined && measures.rmse.mean <= SHOWN * plain;
      });
      return {
        name,
        settings: shown.map(({ setting }) => setting),
        clean: shown.map(({ measures }) => measures.rmse.mean),
        noisy: shown.map(({ measures }) => measures[NOISE].mean),
      };
    })
    .filter(({ clean }) => clean.length > 0);
  return {
    title: "What accuracy buys under noise, at every lambda",
    table: {
      caption: `${view.place}: each lambda against ${reference} of the same mean clean RMSE, under noise 0.3 in all features; ${CHANGE_KEY}`,
      rows,
    },
    figures: [
      tradeOffCurves({
        curves,
        title: `${view.data}: what accuracy buys under noise`,
        subtitle: "mean over the seeds, a point for each setting; lower at the same clean RMSE is better",
        xLabel: "clean RMSE (standardised)",
        yLabel: "RMSE under noise 0.3",
      }),
    ],
    sentences: view.labels("laiMse", "laiOneSided").map((label) => {
      const own = found.filter(({ method }) => method === label);
      return `${label} at its ${own.length} lambdas, each against ${reference} of the same clean RMSE: ${tallyOf(own)}.`;
    }),
  };
}
