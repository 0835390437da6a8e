import { median, percent } from "lai-internal";
import { correctBudget } from "../../report/comparisons";
import type { StoredResults } from "../../stored/load-results";
import { counted, type Finding, type FindingRow } from "../finding";
import { tallyOf } from "../outcome";
import { ATTACK, criterionText, FEATURE_NOISE, NOISE } from "../view";
import { allViews, type KeptEpoch } from "./all-views";

/** Every method against plain training where it may cost little clean accuracy: over all data sets. */
export function withinBudgetOverAll(all: readonly StoredResults[], regime: KeptEpoch = "last"): Finding {
  const views = allViews(all, regime);
  const criteria = [NOISE, FEATURE_NOISE, ATTACK];
  const found = views.flatMap((view) => view.budget(criteria)).map((result) => ({ ...result }));
  correctBudget(found);
  const methods = [...new Set(found.map(({ method }) => method))];
  const of = (method: string, criterion: string) =>
    found.filter((entry) => entry.method === method && entry.criterion === criterion);
  /** Who has no setting within the budget is not used: plain training stays. */
  const medianOf = (entries: typeof found): number => median(entries.map(({ change }) => change?.mean ?? 0));
  const lai = views[0]?.lai ?? [];
  const order = methods
    .map((method) => ({ method, median: medianOf(of(method, NOISE)) }))
    .sort((a, b) => a.median - b.median);
  const saying = ({ method, median: change }: (typeof order)[number]): string =>
    `${method} (median ${percent(change)}, ${tallyOf(of(method, NOISE))})`;
  const best = order.slice(0, 1).map(saying);
  const bestLai = order
    .filter(({ method }) => lai.includes(method))
    .slice(0, 1)
    .map(saying);
  return {
    title: `Against plain training at nearly the same accuracy, ${regime} epoch`,
    table: {
      caption: `Each method against plain training, ${regime} epoch, within the budget of clean validation RMSE: outcomes over ${counted(views.length, "data set or split", "data sets and splits")}, and the median change; Wilcoxon over the seeds, Holm over all of them and all methods`,
      rows: order.map(({ method }): FindingRow => {
        const cells = criteria.flatMap((criterion) => {
          const own = of(method, criterion);
          return own.length === 0
            ? []
            : [
                [criterionText(criterion), tallyOf(own)],
                [`median, ${criterion}, %`, 100 * medianOf(own)],
              ];
        });
        return { method, ...Object.fromEntries(cells) };
      }),
    },
    figures: [],
    sentences: best.map(
      (text) =>
        `Against plain training, at a cost of little clean accuracy, under noise of 0.3 in all features most is gained by ${text}${bestLai
          .filter((lai) => lai !== text)
          .map((lai) => `; of the Lai forms by ${lai}`)
          .join("")}.`,
    ),
  };
}
