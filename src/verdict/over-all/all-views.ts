import type { StoredResults } from "../../study/stored/load-results";
import { View, type ViewOptions } from "../view";

export type Regime = NonNullable<ViewOptions["regime"]>;

/** Every data set of all stored results; studies of label noise, with their clean labels, are left out. */
export function allViews(all: readonly StoredResults[], regime: Regime = "last"): View[] {
  return all
    .filter(({ study }) => study.data.every(({ labelNoise }) => labelNoise === undefined))
    .flatMap((results) => results.study.data.map(({ name }) => new View(results, { data: name, regime })));
}
