import type { StoredResults } from "../../stored/load-results";
import type { Finding, FindingRow } from "../finding";
import { slopeReduction } from "../findings/early-stopping";
import { meanShareAbove } from "../findings/slope-bound";
import { allViews } from "./all-views";

/** Early stopping and the slope bound over all data sets. */
export function slopesOverAll(all: readonly StoredResults[]): Finding {
  const views = allViews(all);
  const bounded = ["laiMse", "laiOneSided", "linearHingeSlope", "constrainedSlope"];
  const labels = views.length === 0 ? [] : views[0].labels(...bounded);
  const percent = (share: number | null): number | null => (share === null ? null : 100 * share);
  const rows = views.map((view): FindingRow => {
    const [lai] = view.labels("laiMse");
    return {
      data: view.data,
      "Lai below 1, slope change %, last": percent(slopeReduction(view, lai)),
      best: percent(slopeReduction(view.withRegime("best"), lai)),
      ...Object.fromEntries(
        labels.map((label) => [`${label}: % above the bound`, percent(meanShareAbove(view, label))]),
      ),
    };
  });
  return {
    title: "Early stopping, and a slope of at most s",
    table: { caption: "Mean over the lambdas below 1, and over the bounds of .3 to 1 times the plain slope", rows },
    figures: [],
    sentences: labels.map((label) => {
      const shares = views.flatMap((view) => meanShareAbove(view, label) ?? []);
      if (shares.length === 0) return `${label}: no bound of .3 to 1 times the plain slope.`;
      const kept = shares.filter((share) => share <= 0.05).length;
      return `${label} leaves ${(100 * Math.min(...shares)).toFixed(0)} to ${(100 * Math.max(...shares)).toFixed(0)} % of the test rows above the bound; at most 5 % on ${kept} of ${shares.length} data sets and splits.`;
    }),
  };
}
