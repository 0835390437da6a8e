import { mean } from "lai-loss/measure";
import type { PlannedRun } from "./plan";
import type { RunRecord } from "./run-record";
import type { Setting } from "./settings";
import { KEPT_EPOCHS, type KeptEpoch } from "./study";

/** The learning rate of each setting of one data set, for the weights of each kept epoch. */
export interface DataTuning {
  rateOf(setting: Setting, regime: KeptEpoch): number;
}

/**
 * Chooses a learning rate for every setting by the mean validation RMSE over the tuning seeds, for each kept epoch by its own
 * weights. A rate with a failed run counts as worse than any without.
 *
 * @param runs the tuning runs of one data set, all of them
 * @returns null where a record is still missing
 */
export function chooseTuning(
  runs: readonly PlannedRun[],
  recordOf: (key: string) => RunRecord | undefined,
): DataTuning | null {
  const errors = new Map<string, { setting: Setting; rates: Map<number, Record<KeptEpoch, number[]>> }>();
  for (const { key, setting, spec } of runs) {
    const record = recordOf(key);
    if (record === undefined) return null;
    const id = idOf(setting);
    const entry = errors.get(id) ?? { setting, rates: new Map() };
    const lists = entry.rates.get(spec.learningRate) ?? { best: [], last: [] };
    for (const regime of KEPT_EPOCHS) {
      const { outcome } = record;
      lists[regime].push(
        outcome.status === "done" ? outcome.measures[regime].validation.rmse : Number.POSITIVE_INFINITY,
      );
    }
    entry.rates.set(spec.learningRate, lists);
    errors.set(id, entry);
  }
  const best = new Map<string, number>();
  for (const { setting, rates } of errors.values()) {
    for (const regime of KEPT_EPOCHS) {
      const candidates = [...rates].map(([learningRate, each]) => ({ learningRate, error: mean(each[regime]) }));
      const { learningRate } = candidates.reduce((a, b) => (b.error < a.error ? b : a));
      best.set(`${idOf(setting)} ${regime}`, learningRate);
    }
  }
  return { rateOf: (setting, regime) => best.get(`${idOf(setting)} ${regime}`)! };
}

/** Where a data set has one learning rate for all methods: nothing was tuned. */
export function givenRate(learningRate: number): DataTuning {
  return { rateOf: () => learningRate };
}

function idOf({ method, setting }: Setting): string {
  return JSON.stringify([method, setting]);
}
