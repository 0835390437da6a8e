import { checkOptions } from "lai-internal";
import type { StoredResults } from "../../stored/load-results";
import { cell, type Finding, type FindingRow } from "../finding";
import { NOISE, VIEW_OPTIONS, View, type ViewOptions } from "../view";

const METHODS = ["laiMse", "gradientPenalty"];

/** How far Lai's settings below the plain slope come down at the best and at the last epoch, mean over settings. */
export function slopeReduction(view: View, label: string): number | null {
  const plain = view.plain("slope mean")!.mean;
  const settings = view.settings(label).filter(({ value, measures }) => {
    return typeof value === "number" && value < 1 && measures["slope mean"] !== undefined;
  });
  if (settings.length === 0) return null;
  return settings.reduce((sum, { measures }) => sum + measures["slope mean"].mean / plain - 1, 0) / settings.length;
}

/** What keeping the best epoch by validation, as early stopping does, leaves of the slope control. */
export function earlyStopping(results: StoredResults, options: Omit<ViewOptions, "regime"> = {}): Finding {
  const last = new View(results, checkOptions("options", options, { data: VIEW_OPTIONS.data }));
  const best = last.withRegime("best");
  const rows = last.labels(...METHODS).flatMap((label) =>
    last.settings(label).map(({ setting, measures }): FindingRow => {
      const other = best.settings(label).find((entry) => entry.setting === setting)?.measures;
      return {
        method: label,
        setting,
        "slope, last": cell(measures["slope mean"]),
        "slope, best": cell(other?.["slope mean"]),
        "RMSE, last": cell(measures.rmse),
        "RMSE, best": cell(other?.rmse),
        "RMSE under noise 0.3, last": cell(measures[NOISE]),
        "RMSE under noise 0.3, best": cell(other?.[NOISE]),
      };
    }),
  );
  const [label] = last.labels("laiMse");
  const [atLast, atBest] = [slopeReduction(last, label), slopeReduction(best, label)];
  return {
    title: "What early stopping leaves",
    table: {
      caption: `${last.data}: best epoch by validation against the last one, mean ± sd over ${last.seeds} seeds`,
      rows,
    },
    figures: [],
    sentences:
      atLast === null || atBest === null
        ? []
        : [
            `Lambdas below 1 change the mean slope by ${(100 * atLast).toFixed(0)} % on average at the last epoch and by ${(100 * atBest).toFixed(0)} % at the best epoch by validation, each against ${last.baseline} at the same epoch.`,
          ],
  };
}
