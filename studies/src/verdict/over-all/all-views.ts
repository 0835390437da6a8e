import type { StoredResults } from "../../stored/load-results";
import { checkAll, VIEW_OPTIONS, View, type ViewOptions } from "../view";

export type KeptEpoch = NonNullable<ViewOptions["regime"]>;

/**
 * Side experiments (noisy labels, few rows) ask a question of their own and leave the attacks out: they are no part of what is
 * said over all data sets.
 */
export function isSideExperiment({ study }: StoredResults): boolean {
  return !study.measures.includes("attack");
}

/** Whether a study puts noise on labels anywhere. */
export function hasLabelNoise({ study }: StoredResults): boolean {
  return study.data.some(({ labelNoise }) => labelNoise !== undefined);
}

/** Every data set of all stored results but those of side experiments. */
export function allViews(all: readonly StoredResults[], regime: KeptEpoch = "last"): View[] {
  VIEW_OPTIONS.regime("regime", regime);
  return checkAll(all)
    .filter((results) => !isSideExperiment(results))
    .flatMap((results) => results.study.data.map(({ name }) => new View(results, { data: name, regime })));
}

/** The first split of each data set: two splits of the same rows are no two data sets. */
export function firstSplits(views: readonly View[]): View[] {
  const dataset = ({ results, data }: View): string => results.study.data.find(({ name }) => name === data)!.dataset;
  return views.filter((view, i) => i === views.findIndex((one) => dataset(one) === dataset(view)));
}
