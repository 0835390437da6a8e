import { percent } from "lai-internal";
import type { Comparison } from "./comparison";
import type { Effect, Judgement } from "./effect";

/** "+3.1 % (1.0 to 5.2)": an effect on a ratio and its 95 % interval, in percent. */
export function effectText({ mean, low, high }: Effect): string {
  return `${change(mean)} (${change(low, false)} to ${change(high, false)})`;
}

/** ln of a ratio as a change in percent. */
export function change(logarithm: number, unit = true): string {
  const text = percent(Math.exp(logarithm) - 1);
  return unit ? text : text.replace(" %", "");
}

const JUDGED: Readonly<Record<Judgement, string>> = {
  better: "better",
  worse: "worse",
  "the same": "the same within 2 %",
  "not settled": "not settled",
};

/** What an effect is judged to be, in words. */
export function judgementText(judgement: Judgement): string {
  return JUDGED[judgement];
}

/** "-1.2 % (-3.0 to +0.7) over 12 data sets, clearly lower on 1 of them and higher on 3: not settled". */
export function comparisonText(comparison: Comparison): string {
  const { over, each, below, above, judgement } = comparison;
  if (over === null)
    return each.length === 1 ? `${effectText(each[0].effect)} on ${each[0].data} alone` : "no comparison";
  return `${effectText(over)} over ${each.length} data sets, clearly lower on ${below} of them and higher on ${above}: ${judgementText(judgement)}`;
}
