import { friedman } from "../measure/statistics/friedman";
import { criticalDifference } from "../notebook/figures/critical-difference";
import { intervals } from "../notebook/figures/intervals";
import type { StoredResults } from "../study/stored/load-results";
import { counted, type Finding, type FindingRow, listed } from "./finding";
import { slopeReduction } from "./findings/early-stopping";
import { measureLambdaControl } from "./findings/lambda-control";
import { meanShareAbove } from "./findings/slope-bound";
import { everyLambda } from "./findings/trade-off";
import { CHANGE_KEY, changeText, outcomeOf, tally } from "./outcome";
import { ATTACK, correctMatched, type Matched, NOISE, TAIL, View, type ViewOptions } from "./view";

type Regime = NonNullable<ViewOptions["regime"]>;

/** Every data set of all stored results of the protocol (those with label noise left out). */
export function allViews(all: readonly StoredResults[], regime: Regime = "last"): View[] {
  return all.flatMap((results) =>
    results.study.data
      .filter(({ labelNoise }) => labelNoise === undefined)
      .filter(() => results.study.methods.some(({ spec }) => spec.method === "laiMseSampled"))
      .map(({ name }) => new View(results, { data: name, regime })),
  );
}

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
  const strong = found.filter(({ last }) => last.elasticity >= 0.8);
  const weak = found.filter(({ last }) => last.elasticity < 0.4);
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
      `At the last epoch lambda sets the slope (elasticity of at least 0.8) on ${strong.length} of ${found.length} data sets: ${names(strong)}; it hardly moves it (below 0.4) on ${weak.length}: ${names(weak)}.`,
      `At the best epoch by validation the elasticity is lower than at the last one on ${lower} of ${found.length}.`,
    ],
  };
}

/** Lai forms within the budget against each reference of the same mean clean RMSE: over all data sets, by one criterion. */
export function matchedOverAll(
  all: readonly StoredResults[],
  criterion: string = NOISE,
  regime: Regime = "last",
): Finding {
  const views = allViews(all, regime);
  const found = views.flatMap((view) => view.matched(view.lai, view.results.study.comparison.references, [criterion]));
  correctMatched(found);
  const methods = [...new Set(found.map(({ method }) => method))];
  const references = [...new Set(found.map(({ reference }) => reference))];
  const of = (method: string, reference: string): Matched[] =>
    found.filter((entry) => entry.method === method && entry.reference === reference);
  const verdict = (entries: readonly Matched[]): string =>
    tally(entries.map(({ difference, pHolm }) => outcomeOf(difference, pHolm)));
  return {
    title: `${criterion} against baselines of the same clean RMSE, ${regime} epoch`,
    table: {
      caption: `${counted(views.length, "data set")}; Wilcoxon over the seeds, Holm over all data sets and methods`,
      rows: methods.map((method) => ({
        method,
        ...Object.fromEntries(references.map((name) => [name, verdict(of(method, name))])),
      })),
    },
    figures: [],
    sentences: [
      `${criterion}, Lai forms against ${listed(references)} of the same clean RMSE, over all data sets: ${verdict(found)}.`,
      ...references.map((reference) => {
        const wins = found.filter(
          (entry) => entry.reference === reference && outcomeOf(entry.difference, entry.pHolm) === "gain",
        );
        const where = wins.map(
          ({ data, method, difference, pHolm }) => `${method} on ${data} (${changeText(difference, pHolm)})`,
        );
        return `Against ${reference} gains ${where.length === 0 ? "none" : listed(where)}.`;
      }),
    ],
  };
}

/** Every lambda against the gradient penalty, over all data sets, with a picture of one-sided Lai at its best lambda. */
export function everyLambdaOverAll(all: readonly StoredResults[], regime: Regime = "last"): Finding {
  const views = allViews(all, regime);
  const found = views.flatMap(everyLambda);
  correctMatched(found);
  const groups = [...new Set(found.map(({ method, setting }) => JSON.stringify([method, setting])))];
  const rows = groups.map((group): FindingRow => {
    const [method, setting] = JSON.parse(group);
    const own = found.filter((entry) => entry.method === method && entry.setting === setting);
    const known = own.flatMap(({ difference }) => difference?.mean ?? []).sort((a, b) => a - b);
    return {
      ...{ method, setting, "median difference, %": known.length === 0 ? null : 100 * known[(known.length - 1) >> 1] },
      "over the data sets": tally(own.map(({ difference, pHolm }) => outcomeOf(difference, pHolm))),
    };
  });
  const atOne = found.filter(
    ({ method, setting, difference }) =>
      difference !== null && setting === "lambda 0.3" && views[0].labels("laiMse", "laiOneSided").includes(method),
  );
  return {
    title: `Every lambda against the gradient penalty of the same clean RMSE, ${regime} epoch`,
    table: { caption: `RMSE under noise 0.3; ${CHANGE_KEY}, over all data sets and lambdas`, rows },
    figures:
      atOne.length === 0
        ? []
        : [
            intervals({
              rows: atOne.map(({ data, method, difference }) => {
                const { mean, interval } = difference!;
                const [low, high] = interval ?? [mean, mean];
                return {
                  name: `${data}: ${method}`,
                  group: method,
                  mean: 100 * mean,
                  low: 100 * low,
                  high: 100 * high,
                };
              }),
              title: "Lambda 0.3 against a gradient penalty as accurate: RMSE under noise",
              xLabel: "difference, % (negative: Lai is better)",
            }),
          ],
    sentences: [...new Set(found.map(({ method }) => method))].map((method) => {
      const own = found.filter((entry) => entry.method === method);
      return `${method}, every lambda on every data set: ${tally(own.map(({ difference, pHolm }) => outcomeOf(difference, pHolm)))}.`;
    }),
  };
}

/** Early stopping and the slope bound over all data sets. */
export function slopesOverAll(all: readonly StoredResults[]): Finding {
  const views = allViews(all);
  const bounded = ["laiMse", "laiOneSided", "linearHingeSlope", "constrainedSlope"];
  const labels = views.length === 0 ? [] : views[0].labels(...bounded);
  const percent = (share: number | null): number | null => (share === null ? null : 100 * share);
  const rows = views.map((view): FindingRow => {
    const [lai] = view.labels("laiMse");
    return {
      ...{ data: view.data, "Lai below 1, slope change %, last": percent(slopeReduction(view, lai)) },
      best: percent(slopeReduction(view.in("best"), lai)),
      ...Object.fromEntries(
        labels.map((label) => [`${label}: % above the bound`, percent(meanShareAbove(view, label))]),
      ),
    };
  });
  return {
    title: "Early stopping, and a slope of at most s",
    table: { caption: "Mean over the lambdas below 1, and over the bounds below the plain slope", rows },
    figures: [],
    sentences: labels.map((label) => {
      const shares = views.flatMap((view) => meanShareAbove(view, label) ?? []);
      if (shares.length === 0) return `${label}: no bound below the plain slope.`;
      const kept = shares.filter((share) => share <= 0.05).length;
      return `${label} leaves ${(100 * Math.min(...shares)).toFixed(0)} to ${(100 * Math.max(...shares)).toFixed(0)} % of the test rows above the bound; at most 5 % on ${kept} of ${shares.length} data sets.`;
    }),
  };
}

/** Average ranks of all methods over the data sets, each at its setting within the budget; Friedman, Nemenyi. */
export function ranksOverAll(
  all: readonly StoredResults[],
  criterion: string = NOISE,
  regime: Regime = "last",
): Finding | null {
  const views = allViews(all, regime);
  if (views.length < 2) return null;
  const value = (view: View, method: string): number | null => {
    if (method === view.baseline) return view.plain(criterion)?.mean ?? null;
    const setting = view.budget([criterion]).find((entry) => entry.method === method)?.setting;
    // who has no setting within the budget is the plain method there
    const measures =
      setting === null || setting === undefined
        ? undefined
        : view.settings(method).find((entry) => entry.setting === setting)?.measures;
    return (measures?.[criterion] ?? view.plain(criterion))?.mean ?? null;
  };
  const methods = views[0].results.study.methods
    .map(({ label }) => label)
    .filter((label) => views.every((view) => view.settings(label).length > 0));
  const table = views.map((view) => methods.map((method) => value(view, method)!));
  const { averageRanks, criticalDifference: difference, pValue } = friedman(table);
  const order = methods.map((name, i) => ({ name, rank: averageRanks[i] })).sort((a, b) => a.rank - b.rank);
  return {
    title: `Average ranks by ${criterion}, ${regime} epoch`,
    table: {
      caption: `${counted(views.length, "data set")}; each method at its setting within the budget; Friedman's p ${pValue?.toPrecision(2) ?? "-"}, critical difference ${difference.toFixed(2)}`,
      rows: order.map(({ name, rank }) => ({ method: name, "mean rank": rank })),
    },
    figures: [
      criticalDifference({ methods: order, criticalDifference: difference, title: `Mean rank by ${criterion}` }),
    ],
    sentences: [
      `By ${criterion} within the budget ${order[0].name} ranks first (${order[0].rank.toFixed(1)}); the best Lai form is ${listed(
        order
          .filter(({ name }) => name.startsWith("Lai"))
          .slice(0, 1)
          .map(({ name, rank }) => `${name} (${rank.toFixed(1)})`),
      )}; ranks closer than ${difference.toFixed(1)} do not differ.`,
    ],
  };
}

/** All findings over all stored results, in the order of the verdict notebook and of RESULTS.md. */
export function verdictFindings(all: readonly StoredResults[]): Finding[] {
  const findings = [
    lambdaControlOverAll(all),
    matchedOverAll(all, NOISE),
    matchedOverAll(all, NOISE, "best"),
    everyLambdaOverAll(all),
    ...[ATTACK, ...TAIL].map((criterion) => matchedOverAll(all, criterion)),
    slopesOverAll(all),
    ranksOverAll(all),
  ];
  return findings.filter((finding) => finding !== null);
}
