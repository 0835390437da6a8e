import type { StoredResults } from "../../study/stored/load-results";
import { type Finding, type FindingRow, listed } from "../finding";
import { CONTROLLED, MOVED, measureLambdaControl } from "../findings/lambda-control";
import { allViews } from "./all-views";

/** Does lambda set the slope: over all data sets. */
export function lambdaControlOverAll(all: readonly StoredResults[]): Finding {
  const found = allViews(all).map((view) => ({
    view,
    last: measureLambdaControl(view)!,
    best: measureLambdaControl(view.in("best"))!,
    unexplained: 1 - view.plain("r2")!.mean,
  }));
  found.sort((a, b) => b.unexplained - a.unexplained);
  const rows = found.map(
    ({ view, last, best, unexplained }): FindingRow => ({
      ...{
        data: view.data,
        "variance unexplained": unexplained,
        "elasticity, last": last.elasticity,
        "elasticity, best": best.elasticity,
      },
      ...{
        "lambdas that set it, last": `${last.set} of ${last.lambdas}`,
        "lambdas that set it, best": `${best.set} of ${best.lambdas}`,
      },
    }),
  );
  const strong = found.filter(({ last }) => last.elasticity >= CONTROLLED);
  const weak = found.filter(({ last }) => last.elasticity < MOVED);
  const names = (list: typeof found): string =>
    list.length === 0 ? "none" : listed(list.map(({ view }) => view.data));
  const lower = found.filter(({ last, best }) => best.elasticity < last.elasticity).length;
  return {
    title: "Does lambda set the slope?",
    table: {
      caption:
        "Lai-MSE: change of the reached slope in % for 1 % more of the asked slope; the data sets with most noise first",
      rows,
    },
    figures: [],
    sentences: [
      `At the last epoch lambda sets the slope (elasticity of at least ${CONTROLLED}) on ${strong.length} of ${found.length} data sets: ${names(strong)}; it hardly moves it (below ${MOVED}) on ${weak.length}: ${names(weak)}.`,
      `At the best epoch by validation the elasticity is lower than at the last one on ${lower} of ${found.length}.`,
    ],
  };
}
