import { criticalDifference } from "../../figures/critical-difference";
import { friedman } from "../../statistics/friedman";
import type { StoredResults } from "../../stored/load-results";
import { counted, type Finding, listed, pText } from "../finding";
import { checkCriterion, criterionText, NOISE, type View } from "../view";
import { allViews, firstSplits, type KeptEpoch } from "./all-views";

/** Average ranks of all methods over the data sets, each at its setting within the budget, or by "rmse" as tuned; Friedman, Nemenyi. */
export function ranksOverAll(
  all: readonly StoredResults[],
  criterion: string = NOISE,
  regime: KeptEpoch = "last",
): Finding | null {
  checkCriterion(criterion);
  const views = firstSplits(allViews(all, regime));
  if (views.length < 2) return null;
  const value = (view: View, method: string): number | null => {
    if (method === view.baseline) return view.plain(criterion)?.mean ?? null;
    if (criterion === "rmse") return view.chosen(method)!.measures.rmse.mean;
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
    title: `Average ranks by ${criterionText(criterion)}, ${regime} epoch`,
    table: {
      caption: `${counted(views.length, "data set")}; each method ${criterion === "rmse" ? "as tuned for it" : "at its setting within the budget"}; Friedman's p ${pText(pValue, 2)}, critical difference ${difference.toFixed(2)}`,
      rows: order.map(({ name, rank }) => ({ method: name, "mean rank": rank })),
    },
    figures: [
      criticalDifference({
        methods: order,
        criticalDifference: difference,
        title: `Mean rank by ${criterionText(criterion)}`,
      }),
    ],
    sentences: [
      `By ${criterionText(criterion)} ${order[0].name} ranks first (${order[0].rank.toFixed(1)}); the best Lai form is ${listed(
        order
          .filter(({ name }) => name.startsWith("Lai"))
          .slice(0, 1)
          .map(({ name, rank }) => `${name} (${rank.toFixed(1)})`),
      )}; ranks closer than ${difference.toFixed(1)} do not differ.`,
    ],
  };
}
