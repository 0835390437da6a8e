import type { StoredResults } from "../../study/stored/load-results";
import { View, type ViewOptions } from "../view";

export type Regime = NonNullable<ViewOptions["regime"]>;

/** Every data set of all stored results of the protocol (those with label noise left out). */
export function allViews(all: readonly StoredResults[], regime: Regime = "last"): View[] {
  return all.flatMap((results) =>
    results.study.data
      .filter(({ labelNoise }) => labelNoise === undefined)
      .filter(() => results.study.methods.some(({ spec }) => spec.method === "laiMseSampled"))
      .map(({ name }) => new View(results, { data: name, regime })),
  );
}
