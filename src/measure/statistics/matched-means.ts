import { ArgumentError } from "../../base/check";
import { mean } from "../distribution";
import type { MethodRun } from "./comparison";
import { comparePaired, type PairedComparison } from "./paired";
import { paretoFront } from "./pareto";
import { type Summary, summarise } from "./summary";

/** How one setting compares with a reference that is tuned to the same clean error on average. */
export interface MatchedMeans {
  /** robust / reference's robust - 1, seed by seed; null where no setting of the reference is as accurate on average */
  difference: Summary | null;
  /** of the robust errors; null for fewer than two seeds, too */
  paired: PairedComparison | null;
  /** the settings of the reference that were mixed, and their shares */
  mix: { setting: string; share: number }[];
}

/**
 * The difference at the same mean clean error. The mean test errors over the seeds of all settings of the reference give a
 * Pareto front; its two neighbours of the setting's mean clean error are mixed so that the mix has that clean error, and the
 * same mix of their robust errors is compared seed by seed. Unlike `differenceAtMatchedClean`, which lets the reference take
 * its luckiest setting anew on each seed, the reference is chosen once for all seeds, as the setting was.
 *
 * @param setting runs of one setting, one a seed
 * @param reference runs of every setting of the reference with the same seeds
 */
export function differenceAtMeanClean(setting: readonly MethodRun[], reference: readonly MethodRun[]): MatchedMeans {
  const seeds = setting.map(({ seed }) => seed);
  if (seeds.length === 0) throw new ArgumentError("setting", setting, "give at least one run.");
  const names = [...new Set(reference.map((run) => run.setting))];
  const settings = names.map((name) =>
    seeds.map((seed) => {
      const found = reference.filter((run) => run.setting === name && run.seed === seed);
      if (found.length === 1) return found[0].test;
      throw new ArgumentError("reference", `${found.length} runs of "${name}" with seed ${seed}`, "give exactly one.");
    }),
  );
  if (settings.length === 0) throw new ArgumentError("reference", reference, "give at least one run.");
  const means = settings.map((runs) => ({
    clean: mean(runs.map(({ clean }) => clean)),
    robust: mean(runs.map(({ robust }) => robust)),
  }));
  const clean = mean(setting.map(({ test }) => test.clean));
  const front = paretoFront(means);
  if (clean < means[front[0]].clean) return { difference: null, paired: null, mix: [] };
  const above = front.findIndex((i) => means[i].clean > clean);
  const [left, right] =
    above < 0 ? [front[front.length - 1], front[front.length - 1]] : [front[above - 1], front[above]];
  const share = left === right ? 0 : (clean - means[left].clean) / (means[right].clean - means[left].clean);
  const matched = seeds.map((_, k) => (1 - share) * settings[left][k].robust + share * settings[right][k].robust);
  const robust = setting.map(({ test }) => test.robust);
  return {
    difference: summarise(robust.map((value, k) => value / matched[k] - 1)),
    paired: seeds.length < 2 ? null : comparePaired(robust, matched),
    mix: [{ setting: names[left], share: 1 - share }, ...(share > 0 ? [{ setting: names[right], share }] : [])],
  };
}
