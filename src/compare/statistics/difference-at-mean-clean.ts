import { ArgumentError } from "../../base/check";
import { mean } from "../../base/mean";
import { checkRuns, type MethodRun, seedsOf, settingsOf } from "./method-runs";
import { comparePaired, type PairedComparison } from "./paired";
import { type ErrorPair, frontMixAtClean } from "./pareto";
import { type Summary, summarise } from "./summary";

/** How one setting compares with a reference that is tuned to the same clean error on average. */
export interface MatchedMeans {
  /** robust / reference's robust - 1, seed by seed: negative is a gain; null where no setting of the reference is as accurate on average */
  difference: Summary | null;
  /** of the robust errors; null for fewer than two seeds, too */
  paired: PairedComparison | null;
  /** the settings of the reference that were mixed, and their shares */
  mix: { setting: string; share: number }[];
}

/**
 * The difference at the same mean clean error. The mean test errors over the seeds of all settings of the reference give a
 * Pareto front; its two neighbours of the setting's mean clean error are mixed so that the mix has that clean error, and the
 * same mix of their robust errors is compared seed by seed. The reference is chosen once for all seeds, as the setting was:
 * matched anew on each seed it would take the luckiest of its settings on that seed's test rows. Its front is still one of
 * test errors, which favours the reference a little.
 *
 * @param setting runs of one setting, one a seed
 * @param reference runs of every setting of the reference with the same seeds
 * @throws ArgumentError where a seed is missing, or a test error of a run is not finite
 */
export function differenceAtMeanClean(setting: readonly MethodRun[], reference: readonly MethodRun[]): MatchedMeans {
  checkRuns("setting", setting, ["test"]);
  checkRuns("reference", reference, ["test"]);
  const seeds = seedsOf(setting);
  const [[name, runs], ...others] = settingsOf("setting", setting, seeds);
  if (others.length > 0) {
    throw new ArgumentError("setting", [name, ...others.map(([other]) => other)], "give the runs of one setting.");
  }
  const settings = [...settingsOf("reference", reference, seeds)];
  const meanOf = (of: readonly MethodRun[], error: keyof ErrorPair): number => mean(of.map(({ test }) => test[error]));
  const means = settings.map(([, own]) => ({ clean: meanOf(own, "clean"), robust: meanOf(own, "robust") }));
  const mix = frontMixAtClean(means, meanOf(runs, "clean"));
  if (mix === null) return { difference: null, paired: null, mix: [] };
  const matched = seeds.map((_, k) =>
    mix.reduce((sum, { index, share }) => sum + share * settings[index][1][k].test.robust, 0),
  );
  const robust = runs.map(({ test }) => test.robust);
  return {
    difference: summarise(robust.map((value, k) => value / matched[k] - 1)),
    paired: seeds.length < 2 ? null : comparePaired(robust, matched),
    mix: mix.map(({ index, share }) => ({ setting: settings[index][0], share })),
  };
}
