import { meanOf, type Run, type StudyRuns } from "../stored/study-runs";
import type { KeptEpoch } from "../study";
import { NOISE } from "./choose";

/** How a setting stands to all settings of a rival, by clean test RMSE. */
export type Standing = "compared" | "more accurate than any" | "less accurate than any";

export interface SameAccuracy {
  standing: Standing;
  /** ln(method / rival's mix) of each seed, by column; none where nothing is compared */
  differences: Record<string, number[]>;
  /** whether a setting of the rival has at most the mean clean RMSE and at most the mean RMSE under noise .3 */
  dominated: boolean;
}

/**
 * Compares one setting of a method with a rival of the same mean clean test RMSE. The rival's settings stand in order of
 * strength, off first; two neighbours whose means have the method's between them are mixed to that very RMSE. Of several such
 * mixes that with the lowest mean validation error under noise .3 counts. The mix's other measures are mixed likewise, seed by seed.
 *
 * @param columns measures on test rows, such as "noise.1" or "slope.p95"
 * @returns null where a training of the setting failed
 */
export function atSameAccuracy(
  runs: StudyRuns,
  data: string,
  epoch: KeptEpoch,
  { method, value }: { method: string; value: number },
  rival: string,
  columns: readonly string[],
): SameAccuracy | null {
  const own = complete(runs.runs(data, method, value), runs, epoch);
  if (own === null) return null;
  const clean = `${epoch}.test.rmse`;
  const settings = runs
    .settings(data, rival)
    .map((each) => complete(runs.runs(data, rival, each), runs, epoch))
    .filter((each): each is Run[] => each !== null);
  const means = settings.map((each) => meanOf(each, clean));
  const target = meanOf(own, clean);
  const noisy = `${epoch}.test.${NOISE.column}`;
  const dominated = settings.some((each, i) => means[i] <= target && meanOf(each, noisy) <= meanOf(own, noisy));
  const judgedBy = settings.map((each) => meanOf(each, `${epoch}.validation.${NOISE.column}`));
  let best: { at: number; share: number; error: number } | null = null;
  for (let at = 0; at + 1 < settings.length; at++) {
    const [a, b] = [means[at], means[at + 1]];
    if (a === b || (target - a) * (target - b) > 0) continue;
    const share = (target - b) / (a - b);
    const error = share * judgedBy[at] + (1 - share) * judgedBy[at + 1];
    if (best === null || error < best.error) best = { at, share, error };
  }
  if (best === null) {
    const standing = target < Math.min(...means) ? "more accurate than any" : "less accurate than any";
    return { standing, differences: {}, dominated };
  }
  const { at, share } = best;
  const differences = Object.fromEntries(
    columns.map((column) => {
      const name = `${epoch}.test.${column}`;
      const mix = (k: number): number =>
        share * settings[at][k].get(name)! + (1 - share) * settings[at + 1][k].get(name)!;
      return [column, own.map((run, k) => Math.log(run.get(name)! / mix(k)))];
    }),
  );
  return { standing: "compared", differences, dominated };
}

/** Runs of all seeds; null where a training failed. */
function complete(own: readonly Run[], runs: StudyRuns, epoch: KeptEpoch): Run[] | null {
  const all = own.filter((run) => run.get(`${epoch}.test.rmse`) !== null);
  return all.length === runs.seeds.length ? all : null;
}
