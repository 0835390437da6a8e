import { type Figure, figures } from "lai-loss/show";
import type { StoredResults } from "../../stored/load-results";
import { type Finding, type FindingRow, listed } from "../finding";
import {
  CONTROL_KEY,
  controlOf,
  type LambdaControl,
  lambdaPoints,
  measureLambdaControl,
} from "../findings/lambda-control";
import type { View } from "../view";
import { allViews, firstSplits } from "./all-views";

/** How far lambda has the slope of a data set in hand, at the last epoch and at the best one by validation. */
export interface Control {
  view: View;
  last: LambdaControl;
  best: LambdaControl;
}

/** Every data set, the noisiest first. */
export function controlsByNoise(all: readonly StoredResults[]): Control[] {
  return allViews(all)
    .map((view) => ({ view, last: measureLambdaControl(view)!, best: measureLambdaControl(view.withRegime("best"))! }))
    .sort((a, b) => b.view.unexplained - a.view.unexplained);
}

/** Does lambda set the slope: over all data sets. */
export function lambdaControlOverAll(all: readonly StoredResults[]): Finding {
  const found = controlsByNoise(all);
  const first = new Set(firstSplits(allViews(all)).map(({ data }) => data));
  const rows = found.map(
    ({ view, last, best }): FindingRow => ({
      data: view.data,
      control: controlOf(last),
      "variance unexplained": view.unexplained,
      "elasticity, last": last.elasticity,
      "elasticity, best": best.elasticity,
      "off by a factor, last": last.offBy,
      "off by a factor, best": best.offBy,
      "lambdas that set it, last": `${last.set} of ${last.lambdas}`,
      "lambdas that set it, best": `${best.set} of ${best.lambdas}`,
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
    figures: [pictureOf(found.filter(({ view }) => first.has(view.data)))],
    sentences: [
      `At the last epoch lambda sets the slope on ${strong.length} of ${found.length} data sets and splits: ${names(strong)}; it hardly moves it on ${weak.length}: ${names(weak)}.`,
      `At the best epoch by validation the elasticity is lower than at the last one on ${lower} of ${found.length}.`,
    ],
  };
}

/** At either end of the order by noise so many data sets are shown. */
const SHOWN = 3;

/** Slope asked for and reached on the noisiest data sets and on the quietest. */
function pictureOf(found: readonly Control[]): Figure {
  const shown = found.filter((_, i) => i < SHOWN || i >= found.length - SHOWN);
  return figures.slopeAgainstLambda({
    series: shown.map(({ view }) => {
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
