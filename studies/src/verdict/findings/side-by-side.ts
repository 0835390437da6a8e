import { checkOptions, list } from "lai-internal";
import type { StoredResults } from "../../stored/load-results";
import { cell, type Finding, type FindingRow } from "../finding";
import { changeText } from "../outcome";
import { NOISE, RESULTS, VIEW_OPTIONS, View, type ViewOptions } from "../view";
import { measureLambdaControl } from "./lambda-control";

/** The data sets of a study side by side, such as two splits of the same rows: what carries over and what does not. */
export function sideBySide(
  all: StoredResults | readonly StoredResults[],
  options: Pick<ViewOptions, "regime"> = {},
): Finding {
  const { regime } = checkOptions("options", options, { regime: VIEW_OPTIONS.regime });
  const views = list(RESULTS, { least: 1 })("results", Array.isArray(all) ? all : [all]).flatMap((results) =>
    results.study.data.map(({ name }) => new View(results, { data: name, regime })),
  );
  const rows = views.map((view): FindingRow => {
    const budget = view.budget([NOISE]);
    const gain = (name: string): string | null => {
      const [label] = view.labels(name);
      const entry = budget.find(({ method }) => method === label);
      return entry === undefined ? null : `${entry.setting ?? "none"}: ${changeText(entry.change, entry.pHolm)}`;
    };
    return {
      data: view.data,
      "RMSE, plain": cell(view.plain("rmse")),
      "R2, plain": cell(view.plain("r2")),
      "slope, plain": cell(view.plain("slope mean")),
      "elasticity of the slope": measureLambdaControl(view)?.elasticity ?? null,
      "Lai-MSE, noise 0.3": gain("laiMse"),
      "one-sided Lai, noise 0.3": gain("laiOneSided"),
      "gradient penalty, noise 0.3": gain("gradientPenalty"),
    };
  });
  const unexplained = views.map((view) => `${(100 * view.unexplained).toFixed(0)} % on ${view.data}`);
  return {
    title: "Side by side",
    table: {
      caption: `Changes against plain training within the budget of clean accuracy, ${views[0].regime} epoch`,
      rows,
    },
    figures: [],
    sentences: [`The plain model leaves unexplained ${unexplained.join(", ")}.`],
  };
}
