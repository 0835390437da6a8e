import type { Figure } from "../../notebook/figures/figure";
import { slopeAgainstLambda } from "../../notebook/figures/slope-against-lambda";
import type { StoredResults } from "../../study/stored/load-results";
import { type Finding, type FindingRow, listed } from "../finding";
import { CONTROL_KEY, controlOf, lambdaPoints, measureLambdaControl } from "../findings/lambda-control";
import type { View } from "../view";
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
        control: controlOf(last),
        "variance unexplained": unexplained,
        "elasticity, last": last.elasticity,
        "elasticity, best": best.elasticity,
        "off by a factor, last": last.offBy,
        "off by a factor, best": best.offBy,
      },
      ...{
        "lambdas that set it, last": `${last.set} of ${last.lambdas}`,
        "lambdas that set it, best": `${best.set} of ${best.lambdas}`,
      },
    }),
  );
  const strong = found.filter(({ last }) => controlOf(last) === "sets");
  const weak = found.filter(({ last }) => controlOf(last) === "hardly moves");
  const names = (list: typeof found): string =>
    list.length === 0 ? "none" : listed(list.map(({ view }) => view.data));
  const lower = found.filter(({ last, best }) => best.elasticity < last.elasticity).length;
  return {
    title: "Does lambda set the slope?",
    table: {
      caption: `Lai-MSE; elasticity: change of the reached slope in % for 1 % more of the asked one; ${CONTROL_KEY}; the data sets with most noise first`,
      rows,
    },
    figures: [pictureOf(found.map(({ view }) => view))],
    sentences: [
      `At the last epoch lambda sets the slope on ${strong.length} of ${found.length} data sets and splits: ${names(strong)}; it hardly moves it on ${weak.length}: ${names(weak)}.`,
      `At the best epoch by validation the elasticity is lower than at the last one on ${lower} of ${found.length}.`,
    ],
  };
}

/** At either end of the order by noise so many data sets are shown. */
const SHOWN = 3;

/** Slope asked for and reached on the noisiest data sets and on the quietest. */
function pictureOf(views: readonly View[]): Figure {
  // two splits of the same rows are one data set: the first of its study
  const distinct = views.filter(({ data, results: { study } }) => {
    const { dataset } = study.data.find(({ name }) => name === data)!;
    return study.data.find((one) => one.dataset === dataset)!.name === data;
  });
  const shown = distinct.filter((_, i) => i < SHOWN || i >= distinct.length - SHOWN);
  return slopeAgainstLambda({
    series: shown.map((view) => {
      const points = lambdaPoints(view);
      return {
        name: view.data,
        lambdas: points.map(({ lambda }) => lambda),
        slopes: points.map(({ reached }) => reached),
      };
    }),
    title: "The slope that Lai-MSE reaches, from the noisiest data sets to the quietest",
  });
}
