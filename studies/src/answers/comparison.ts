import { median } from "lai-internal";
import type { ResolvedData } from "../resolve-study";
import type { StudyRuns } from "../stored/study-runs";
import { type Effect, effectOverData, effectOverSeeds, type Judgement, judge } from "./effect";

/** The development set: every answer is given without it too. */
export const DEVELOPMENT = "concrete";

/** What came of one data set. */
export interface DataEffect {
  data: string;
  effect: Effect;
  judgement: Judgement;
}

/** A method beside another, over data sets: effects are means of ln(error of the method / error of the other). */
export interface Comparison {
  /** first splits, the units */
  each: DataEffect[];
  /** other splits, not counted */
  others: DataEffect[];
  /** over the first splits; null for fewer than two */
  over: Effect | null;
  judgement: Judgement;
  withoutDevelopment: Effect | null;
  median: number | null;
  /** how many data sets have their interval below, across and above 0 */
  below: number;
  across: number;
  above: number;
}

/**
 * Puts the differences of each data set and seed together.
 *
 * @param differences ln(method / other) by the name of the data set; sets without a comparison are left out
 */
export function compare(runs: StudyRuns, differences: ReadonlyMap<string, readonly number[]>): Comparison {
  const all = runs.study.data.flatMap((data) => {
    const own = differences.get(data.name);
    if (own === undefined) return [];
    const effect = effectOverSeeds(own, testOverTraining(data));
    return [{ data: data.name, effect, judgement: judge(effect), isUnit: isFirstSplit(data) }];
  });
  const plain = ({ data, effect, judgement }: (typeof all)[number]): DataEffect => ({ data, effect, judgement });
  const each = all.filter(({ isUnit }) => isUnit).map(plain);
  const means = each.map(({ effect }) => effect.mean);
  const over = means.length > 1 ? effectOverData(means) : null;
  const rest = each.filter(({ data }) => !data.startsWith(DEVELOPMENT)).map(({ effect }) => effect.mean);
  return {
    each,
    others: all.filter(({ isUnit }) => !isUnit).map(plain),
    over,
    judgement: over === null ? "not settled" : judge(over),
    withoutDevelopment: rest.length > 1 ? effectOverData(rest) : null,
    median: means.length > 0 ? median(means) : null,
    below: each.filter(({ effect }) => effect.high < 0).length,
    across: each.filter(({ effect }) => effect.low <= 0 && effect.high >= 0).length,
    above: each.filter(({ effect }) => effect.low > 0).length,
  };
}

/** What came of one data set or split; undefined where nothing was compared. */
export function effectOn({ each, others }: Comparison, data: string): DataEffect | undefined {
  return [...each, ...others].find((one) => one.data === data);
}

/** Whether a data set of a study is the first split of its rows. */
export function isFirstSplit({ split }: Pick<ResolvedData, "split">): boolean {
  return split === undefined;
}

/** Test rows for each training row, as the split's fractions have it. */
function testOverTraining({ fractions = [0.6, 0.2, 0.2] }: ResolvedData): number {
  return fractions[2] / fractions[0];
}
