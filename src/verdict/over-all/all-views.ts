import type { StoredResults } from "../../study/stored/load-results";
import { View, type ViewOptions } from "../view";

export type Regime = NonNullable<ViewOptions["regime"]>;

/**
 * Side experiments (noisy labels, few rows) ask a question of their own and leave the attacks out: they are no part of what is
 * said over all data sets.
 */
export function isSideExperiment({ study }: StoredResults): boolean {
  return !study.measures.includes("attack");
}

/** Every data set of all stored results but those of side experiments. */
export function allViews(all: readonly StoredResults[], regime: Regime = "last"): View[] {
  return all
    .filter((results) => !isSideExperiment(results))
    .flatMap((results) => results.study.data.map(({ name }) => new View(results, { data: name, regime })));
}
