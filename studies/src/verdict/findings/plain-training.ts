import { checkOptions, percent } from "lai-internal";
import type { StoredResults } from "../../stored/load-results";
import { perturbedColumnsOf } from "../../study";
import { cell, type Finding, type FindingRow } from "../finding";
import { ATTACK, NOISE, VIEW_OPTIONS, View, type ViewOptions } from "../view";

/** What training without any slope control does: accuracy, slopes, and how much it suffers from noise. */
export function plainTraining(results: StoredResults, options: Omit<ViewOptions, "regime"> = {}): Finding {
  const last = new View(results, checkOptions("options", options, { data: VIEW_OPTIONS.data }));
  const rows = (["best", "last"] as const)
    .filter((regime) => results.study.regimes.includes(regime))
    .flatMap((regime) =>
      last.labels("plainMse", "plainMae").map((label): FindingRow => {
        const [{ measures, stillLearning }] = last.withRegime(regime).settings(label);
        return {
          loss: label,
          epoch: regime,
          RMSE: cell(measures.rmse),
          R2: cell(measures.r2),
          "mean slope": cell(measures["slope mean"]),
          "slope p95": cell(measures["slope p95"]),
          "RMSE, noise 0.3": cell(measures[NOISE]),
          "RMSE, attack 0.5": cell(measures[ATTACK]),
          "still learning": `${Math.round(100 * stillLearning)} %`,
        };
      }),
    );
  const { rmse, r2, [NOISE]: noise, "slope mean": slope } = last.settings(last.baseline)[0].measures;
  const data = results.study.data.find(({ name }) => name === last.data)!;
  const holding =
    perturbedColumnsOf(data) === "all" ? "column, one-hot and 0/1 columns too," : "column that holds numbers";
  const suffers =
    noise === undefined
      ? ""
      : ` Noise of 0.3 standard deviations in every ${holding} changes its RMSE by ${percent(noise.mean / rmse.mean - 1, 0)}.`;
  return {
    title: "What plain training does",
    table: {
      caption: `${last.data}: test rows, standardised, mean ± sd over ${last.seeds} seeds; still learning: best epoch among the last twentieth`,
      rows,
    },
    figures: [],
    sentences: [
      `${last.baseline} leaves ${(100 * (1 - r2.mean)).toFixed(1)} % of the variance of the test rows unexplained, with a mean slope of ${slope.mean.toFixed(2)}.${suffers}`,
    ],
  };
}
