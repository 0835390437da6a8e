import { type ParetoPoint, paretoFront } from "../../notebook/figures/pareto-front";
import type { StoredResults } from "../../study/stored/load-results";
import { cell, type Finding, type FindingRow } from "../finding";
import { CHANGE_KEY, changeText, outcomeOf, tally } from "../outcome";
import { correctMatched, type Matched, NOISE, View, type ViewOptions } from "../view";

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
      ...{ method, setting, RMSE: cell(measures.rmse), "RMSE, noise 0.3": cell(measures[NOISE]) },
      [`against ${reference}, same clean RMSE`]: changeText(difference, pHolm),
    };
  });
  const points = [
    view.baseline,
    ...view.labels("gradientPenalty", "inputNoise", "linearHingeSlope", "laiMse", "laiOneSided"),
  ]
    .flatMap((method) => view.settings(method))
    .filter(({ value, measures }) => value !== "off" && measures[NOISE] !== undefined)
    .map(({ method, value, measures }): ParetoPoint => {
      const point = { clean: measures.rmse.mean, noisy: measures[NOISE].mean };
      return value === null ? { name: method, ...point } : { name: String(value), group: method, ...point };
    });
  return {
    title: "What accuracy buys under noise, at every lambda",
    table: {
      caption: `${view.place}: each lambda against ${reference} of the same mean clean RMSE, under noise 0.3 in all features; ${CHANGE_KEY}`,
      rows,
    },
    figure: paretoFront({
      points,
      title: `${view.data}: clean RMSE and RMSE under noise 0.3, each setting`,
      xLabel: "clean RMSE (standardised)",
      yLabel: "RMSE under noise 0.3",
      height: 520,
    }),
    sentences: view.labels("laiMse", "laiOneSided").map((label) => {
      const own = found.filter(({ method }) => method === label);
      return `${label} at its ${own.length} lambdas, each against ${reference} of the same clean RMSE: ${tally(own.map(({ difference, pHolm }) => outcomeOf(difference, pHolm)))}.`;
    }),
  };
}
