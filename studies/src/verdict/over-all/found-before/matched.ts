import { median, percent } from "lai-internal";
import { rankCorrelation } from "lai-loss/compare";
import { correctMatched } from "../../../report/comparisons";
import type { StoredResults } from "../../../stored/load-results";
import { listed, pText } from "../../finding";
import { type Outcome, outcomeOf, tally, tallyOf } from "../../outcome";
import { ATTACK, type Matched, NOISE, type View } from "../../view";
import { allViews } from "../all-views";
import { type Claim, foundBelow } from "./claim";

/** What was found against baselines of the same clean error. */
export function matchedClaims(all: readonly StoredResults[]): Claim[] {
  const views = allViews(all);
  if (views.length < 3) return [];
  return [...noise(views), ...tail(views), ...worstCase(views)];
}

/** Lai-MSE at one lambda against a gradient penalty of the same mean clean RMSE, on every data set. */
function atLambda(views: readonly View[], lambda: number, criterion: string): Matched[] {
  const found = views.flatMap((view) => {
    const [method] = view.labels("laiMse");
    const [reference] = view.labels("gradientPenalty");
    return view.matchedSetting({ method, setting: `lambda ${lambda}`, reference, criterion }) ?? [];
  });
  correctMatched(found);
  return found;
}

function noise(views: readonly View[]): Claim[] {
  const [small, one] = [atLambda(views, 0.3, NOISE), atLambda(views, 1, NOISE)].map((found) => found.map(outcomeOf));
  if (small.length === 0 || one.length === 0) return [];
  const share = (list: readonly Outcome[], which: Outcome): number =>
    list.filter((outcome) => outcome === which).length / list.length;
  return [
    {
      claim: "At the same clean RMSE no gain under noise over a gradient penalty at lambda 0.3",
      before: "ties 7 of 8",
      here: tally(small),
      found: foundBelow(share(small, "gain"), 0.1, 0.5),
    },
    {
      claim: "At lambda 1 it loses",
      before: "loses",
      here: tally(one),
      found: foundBelow(1 - share(one, "loss"), 0.25, 0.6),
    },
  ];
}

/** How uneven the plain model's slopes are: p95 over mean. */
const unevenness = (view: View): number => view.plain("slope p95")!.mean / view.plain("slope mean")!.mean;

function tail(views: readonly View[]): Claim[] {
  return [
    { criterion: "slope p95", name: "95th percentile of the slopes", before: "-11 to -23 %" },
    { criterion: "lipschitz", name: "largest local Lipschitz bound", before: "-14 to -32 %" },
  ].flatMap(({ criterion, name, before }) => {
    const points = atLambda(views, 0.3, criterion).flatMap(({ data, difference }) =>
      difference === null
        ? []
        : [{ change: difference.mean, uneven: unevenness(views.find((view) => view.data === data)!) }],
    );
    if (points.length < 6) return [];
    points.sort((a, b) => a.uneven - b.uneven);
    const half = points.length >> 1;
    const [even, uneven] = [points.slice(0, half), points.slice(-half)].map((part) =>
      median(part.map(({ change }) => change)),
    );
    const { rho, pValue } = rankCorrelation(
      points.map((point) => point.uneven),
      points.map(({ change }) => change),
    );
    return [
      {
        claim: `At the same clean RMSE the ${name} shrinks where slopes are even, and grows where they are not`,
        before: `${before} at lambda 0.3 where slopes are even`,
        here: `lambda 0.3 against a gradient penalty: ${percent(even)} in the half with the evenest slopes of the plain model, ${percent(uneven)} in the other (medians); rank correlation ${rho?.toFixed(2) ?? "-"} (p ${pText(pValue, 1)}, ${points.length} data sets and splits)`,
        found: even < 0 && uneven > 0 ? "yes" : even < 0 || even < uneven ? "in part" : "no",
      },
    ];
  });
}

function worstCase(views: readonly View[]): Claim[] {
  const found = views.flatMap((view) => view.matched(view.lai, view.labels("linearisedAdversarial"), [ATTACK]));
  if (found.length === 0) return [];
  correctMatched(found);
  const gains = found.filter((entry) => outcomeOf(entry) === "gain");
  const where = gains.map(({ data, method, difference }) => `${method} on ${data} ${percent(difference!.mean)}`);
  return [
    {
      claim: "Under attack no win over the linearised adversarial loss of the same clean RMSE",
      before: "none",
      here: `${tallyOf(found)}${where.length > 0 ? `; gains: ${listed(where)}` : ""}`,
      found: foundBelow(gains.length / found.length, 0, 0.25),
    },
  ];
}
