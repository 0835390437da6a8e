import { ArgumentError, checkOptions, fields, list, number, text } from "../base/check";
import { differenceAtMeanClean, type MatchedMeans } from "./statistics/difference-at-mean-clean";
import type { MethodRun } from "./statistics/method-runs";

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
      const errors = { clean: errorOf(clean), robust: errorOf(error) };
      return { setting: name, seed: row.seed as number, validation: errors, test: errors };
    });
  };
  return differenceAtMeanClean(
    runsOf("method", method),
    rivals.flatMap((name, i) => runsOf(`rivals[${i}]`, name)),
  );
}
