import { targetSlopeOf } from "lai-loss";
import type { SettingSummary } from "../../report/results";
import type { StoredResults } from "../../stored/load-results";
import { cell, type Finding, type FindingRow, listed } from "../finding";
import { View, type ViewOptions } from "../view";

const METHODS = ["laiMse", "laiOneSided", "linearHingeSlope", "squaredHingeSlope", "constrainedSlope"];
const SHARE = "share above the asked slope";

/** Of the test rows, so many may be above a bound that counts as kept. */
const KEPT = 0.05;

/** Of the plain slope: a bound below this asks for a model that is nearly constant. It is in the table, not in the summary. */
const LEAST_BOUND = 0.3;

/** Settings of a method that ask for less than the plain slope: only there is a bound anything to keep. */
function bindingSettings(view: View, label: string): SettingSummary[] {
  const plain = view.plain("slope mean")!.mean;
  return view.settings(label).filter(({ value, measures }) => {
    return typeof value === "number" && measures[SHARE] !== undefined && askedSlope(view, label, value) < plain;
  });
}

/** The slope that a value of the tuned option asks for. */
function askedSlope(view: View, label: string, value: number): number {
  const { spec } = view.results.study.methods.find((method) => method.label === label)!;
  return spec.method.startsWith("lai") ? targetSlopeOf("mse", value) : value;
}

/** Share of the test rows that are steeper than asked, mean over the bounds of .3 to 1 times the plain slope; null where there are none. */
export function meanShareAbove(view: View, label: string): number | null {
  const least = LEAST_BOUND * view.plain("slope mean")!.mean;
  const shares = bindingSettings(view, label)
    .filter(({ value }) => askedSlope(view, label, value as number) >= least)
    .map(({ measures }) => measures[SHARE].mean);
  return shares.length === 0 ? null : shares.reduce((a, b) => a + b, 0) / shares.length;
}

/** "At most the slope s", without tuning: who keeps it, and at what cost. */
export function slopeBound(results: StoredResults, options: ViewOptions = {}): Finding {
  const view = new View(results, options);
  const labels = view.labels(...METHODS);
  const plain = view.plain("rmse")!.mean;
  const rows = labels.flatMap((label) =>
    bindingSettings(view, label).map(({ setting, value, measures }): FindingRow => {
      return {
        method: label,
        setting,
        "asked: at most": askedSlope(view, label, value as number),
        "share above": cell(measures[SHARE]),
        "mean slope": cell(measures["slope mean"]),
        "slope p95": cell(measures["slope p95"]),
        RMSE: cell(measures.rmse),
        "RMSE / plain": measures.rmse.mean / plain,
      };
    }),
  );
  const shares = labels.flatMap((label) => {
    const share = meanShareAbove(view, label);
    return share === null ? [] : [{ label, share }];
  });
  const kept = shares.filter(({ share }) => share <= KEPT);
  const said = shares.map(({ label, share }) => `${label} ${(100 * share).toFixed(0)} %`);
  return {
    title: "A slope of at most s, asked for directly",
    table: {
      caption: `${view.place}: bounds below the slope of ${view.baseline}; share of test rows that are steeper, mean ± sd over ${view.seeds} seeds`,
      rows,
    },
    figures: [],
    sentences:
      shares.length === 0
        ? [`No bound that was asked for is 0.3 to 1 times the slope of ${view.baseline}.`]
        : [
            `${kept.length > 0 ? `${listed(kept.map(({ label }) => label))} keep${kept.length === 1 ? "s" : ""} the bound (at most ${100 * KEPT} % of the test rows above it)` : `No method keeps the bound at ${100 * (1 - KEPT)} % of the test rows`}. Test rows steeper than asked, mean over the bounds of 0.3 to 1 times the slope of ${view.baseline}: ${listed(said)}.`,
          ],
  };
}
