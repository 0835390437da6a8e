import { ArgumentError, checkOptions, fields, list, number, text } from "../../base/check";
import { mean } from "../../base/statistics";
import { comparePaired, type PairedComparison } from "./paired";
import { type ErrorPair, frontMixAtClean } from "./pareto";
import { type Summary, summarise } from "./summary";

/** One trained model: a method with one setting of its hyperparameter, and one seed. */
export interface MethodRun {
  /** names the setting, such as "lambda 0.3" */
  setting: string;
  seed: number;
  /** its errors on the test rows */
  test: ErrorPair;
}

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
 * same mix of their robust errors is compared seed by seed. The reference is chosen once for all seeds, as the setting was,
 * by test errors, which favours it a little.
 *
 * @param setting runs of one setting, one a seed
 * @param reference runs of every setting of the reference with the same seeds
 * @throws ArgumentError where a seed is missing, or a test error of a run is not finite
 */
export function differenceAtMeanClean(setting: readonly MethodRun[], reference: readonly MethodRun[]): MatchedMeans {
  checkRuns("setting", setting);
  checkRuns("reference", reference);
  const seeds = [...new Set(setting.map(({ seed }) => seed))].sort((a, b) => a - b);
  const [runs, ...others] = settingsOf("setting", setting, seeds);
  if (others.length > 0) {
    const names = [runs, ...others].map(([run]) => run.setting);
    throw new ArgumentError("setting", names, "give the runs of one setting.");
  }
  const settings = settingsOf("reference", reference, seeds);
  const meanOf = (of: readonly MethodRun[], error: keyof ErrorPair): number => mean(of.map(({ test }) => test[error]));
  const means = settings.map((own) => ({ clean: meanOf(own, "clean"), robust: meanOf(own, "robust") }));
  const mix = frontMixAtClean(means, meanOf(runs, "clean"));
  if (mix === null) return { difference: null, paired: null, mix: [] };
  const matched = seeds.map((_, k) =>
    mix.reduce((sum, { index, share }) => sum + share * settings[index][k].test.robust, 0),
  );
  const robust = runs.map(({ test }) => test.robust);
  return {
    difference: summarise(robust.map((value, k) => value / matched[k] - 1)),
    paired: seeds.length < 2 ? null : comparePaired(robust, matched),
    mix: mix.map(({ index, share }) => ({ setting: settings[index][0].setting, share })),
  };
}

const RUNS = list(fields<Pick<MethodRun, "setting" | "seed">>({ setting: text, seed: number({ integer: true }) }), {
  least: 1,
  remedy: "give at least one run.",
});
// a NaN, or the null that a file has in its place, would pass for the best of all errors
const ERRORS = fields<ErrorPair>({ clean: number({ min: 0 }), robust: number({ min: 0 }) });

function checkRuns(argument: string, runs: readonly MethodRun[]): void {
  RUNS(argument, runs);
  for (const { setting, seed, test } of runs) ERRORS(`${argument} "${setting}", seed ${seed}, test`, test);
}

/** The runs of each setting by their seeds; every setting must have one run for each of the seeds, which ascend. */
function settingsOf(argument: string, runs: readonly MethodRun[], seeds: readonly number[]): MethodRun[][] {
  return [...new Set(runs.map(({ setting }) => setting))].map((setting) => {
    const own = runs.filter((run) => run.setting === setting).sort((a, b) => a.seed - b.seed);
    const found = own.map(({ seed }) => seed);
    if (String(found) !== String(seeds)) {
      const remedy = `give "${setting}" one run for each of the seeds ${seeds.join(", ")}.`;
      throw new ArgumentError(argument, found, remedy);
    }
    return own;
  });
}

/** What of the rows of a table is compared. */
export interface SameAccuracyOptions {
  /** the method to judge, by its `name` in the rows */
  method: string;
  /** the settings of its rival, such as one penalty at several weights and plain training, by their names */
  rivals: readonly string[];
  /** the field of the clean error, such as "rmse" */
  clean: string;
  /** the field of the error to judge, such as "noise" */
  error: string;
}

const ROW = fields<{ name: string; seed: number }>({ name: text, seed: number({ integer: true }) });

/**
 * How the error of a method differs from that of a rival as accurate: `differenceAtMeanClean` of the rows of a table, such as
 * a notebook makes of its trainings. A flatter model passes on less noise, and what it costs is clean accuracy; so the two
 * settings of the rival next to the method's clean error are mixed to have that error, and their errors compared seed by seed.
 *
 * @param rows one for each trained model: its `name`, its `seed`, and errors under names of their own
 * @returns difference.mean is error / rival's error - 1: negative is a gain; null where no rival is as accurate
 * @throws ArgumentError where a name has no rows, a field no number, or the seeds are not the same
 * @example
 * const rows = [
 *   { name: "Lai 0.3", seed: 0, rmse: 0.4, noise: 0.5 },
 *   { name: "plain", seed: 0, rmse: 0.38, noise: 0.6 },
 *   { name: "penalty 0.1", seed: 0, rmse: 0.42, noise: 0.46 },
 * ];
 * const rivals = ["plain", "penalty 0.1"];
 * differenceAtSameAccuracy(rows, { method: "Lai 0.3", rivals, clean: "rmse", error: "noise" }).difference?.mean; // -0.057
 */
export function differenceAtSameAccuracy(
  rows: readonly Readonly<Record<string, unknown>>[],
  options: SameAccuracyOptions,
): MatchedMeans {
  const { method, rivals, clean, error } = checkOptions("options", options, {
    method: text,
    rivals: list(text, { least: 1, unique: true }),
    clean: text,
    error: text,
  });
  const given = list(ROW, { least: 1, remedy: "give a row for each trained model." })("rows", rows);
  const runsOf = (argument: string, name: string): MethodRun[] => {
    const own = (given as Record<string, unknown>[]).filter((row) => row.name === name);
    if (own.length === 0) {
      const known = [...new Set(given.map((row) => row.name))].join(", ");
      throw new ArgumentError(argument, name, `no row has that name; give one of ${known}.`);
    }
    return own.map((row) => {
      const errorOf = (field: string): number => number({ min: 0 })(`rows "${name}" ${field}`, row[field]);
      return { setting: name, seed: row.seed as number, test: { clean: errorOf(clean), robust: errorOf(error) } };
    });
  };
  return differenceAtMeanClean(
    runsOf("method", method),
    rivals.flatMap((name, i) => runsOf(`rivals[${i}]`, name)),
  );
}
