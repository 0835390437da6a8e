import { percent } from "lai-internal";
import type { Summary } from "lai-loss/compare";
import { counted, listed } from "./finding";
import { ALPHA } from "./view";

/** Better, worse, or no difference that the seeds can tell. */
export type Outcome = "gain" | "loss" | "tie" | "not comparable";

/** The result of a comparison: a change against the baseline, or a difference from a reference. */
export type Judged = { pHolm: number | null } & ({ change: Summary | null } | { difference: Summary | null });

/** What a comparison says after Holm's correction. */
export function outcomeOf(result: Judged): Outcome {
  const change = "change" in result ? result.change : result.difference;
  const { pHolm } = result;
  if (change === null) return "not comparable";
  if (pHolm === null || pHolm >= ALPHA) return "tie";
  return change.mean < 0 ? "gain" : "loss";
}

/** Counts outcomes: "2 gains, 1 loss and 9 ties". */
export function tally(outcomes: readonly Outcome[]): string {
  const of = (which: Outcome): number => outcomes.filter((outcome) => outcome === which).length;
  const parts = [
    counted(of("gain"), "gain"),
    of("loss") === 1 ? "1 loss" : `${of("loss")} losses`,
    counted(of("tie"), "tie"),
  ];
  const none = of("not comparable");
  return listed(none > 0 ? [...parts, `${none} not comparable`] : parts);
}

/** Counts what comparisons say. */
export function tallyOf(results: readonly Judged[]): string {
  return tally(results.map(outcomeOf));
}

/** "-3.2 % [-4.1, -2.2]" with stars for the corrected p-value. */
export function changeText(change: Summary | null, pHolm: number | null): string {
  if (change === null) return "none as accurate";
  const ends = change.interval?.map((end) => (100 * end).toFixed(1)).join(", ");
  const stars = pHolm === null ? "" : pHolm < 0.001 ? " ***" : pHolm < 0.01 ? " **" : pHolm < 0.05 ? " *" : "";
  return `${percent(change.mean)}${ends === undefined ? "" : ` [${ends}]`}${stars}`;
}

/** The key to `changeText`. */
export const CHANGE_KEY =
  "negative is a gain; [95 % bootstrap interval over the seeds]; * p < .05, ** p < .01, *** p < .001, Wilcoxon with Holm's correction";
