import { mean } from "lai-loss/measure";
import type { PlannedRun } from "./plan";
import type { RunRecord } from "./run-record";
import type { Setting } from "./settings";
import { KEPT_EPOCHS, type KeptEpoch } from "./study";

/** What tuning chose for one setting. */
export interface TunedRate {
  method: string;
  setting: string;
  regime: KeptEpoch;
  learningRate: number;
  /** mean validation RMSE over the tuning seeds, standardised; null where every learning rate failed on some seed */
  validationRmse: number | null;
}

/** What tuning chose for one method. */
export interface TunedMethod extends TunedRate {
  value: Setting["value"];
}

/** The choices of one data set. */
export interface DataTuning {
  rates: TunedRate[];
  /** the setting of each method and regime with the lowest validation RMSE */
  chosen: TunedMethod[];
  rateOf(setting: Setting, regime: KeptEpoch): number;
}

/**
 * Chooses a learning rate for every setting, and a setting for every method, by the mean validation RMSE over the tuning
 * seeds, for each regime by its own weights. A rate with a failed run counts as worse than any without.
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
  const best = new Map<string, { learningRate: number; error: number }>();
  const chosen = new Map<string, TunedMethod & { error: number }>();
  const rates: TunedRate[] = [];
  for (const { setting, rates: lists } of errors.values()) {
    for (const regime of KEPT_EPOCHS) {
      const candidates = [...lists].map(([learningRate, each]) => ({ learningRate, error: mean(each[regime]) }));
      const { learningRate, error } = candidates.reduce((a, b) => (b.error < a.error ? b : a));
      best.set(`${idOf(setting)} ${regime}`, { learningRate, error });
      const { method, setting: name, value } = setting;
      const tuned = {
        method,
        setting: name,
        regime,
        learningRate,
        validationRmse: Number.isFinite(error) ? error : null,
      };
      rates.push(tuned);
      const other = chosen.get(`${method} ${regime}`);
      if (other === undefined || error < other.error) chosen.set(`${method} ${regime}`, { ...tuned, value, error });
    }
  }
  return {
    rates,
    chosen: [...chosen.values()].map(({ error: _error, ...tuned }) => tuned),
    rateOf: (setting, regime) => best.get(`${idOf(setting)} ${regime}`)!.learningRate,
  };
}

/** Where a data set has one learning rate for all methods: nothing was tuned. */
export function givenRate(learningRate: number): DataTuning {
  return { rates: [], chosen: [], rateOf: () => learningRate };
}

function idOf({ method, setting }: Setting): string {
  return JSON.stringify([method, setting]);
}

/** A choice that lies at the edge of what was tried: a better one may lie beyond. */
export interface GridEdge {
  method: string;
  regime: KeptEpoch;
  /** "learning rate", or what the method tunes */
  what: string;
  value: number;
  edge: "lowest" | "highest";
}

/** The chosen values that lie at an edge of their grid; "off" is no edge. */
export function gridEdges(
  chosen: readonly TunedMethod[],
  learningRates: readonly number[],
  gridOf: (method: string) => { tuned: string; values: readonly number[] } | null,
): GridEdge[] {
  return chosen.flatMap(({ method, regime, learningRate, value }) => {
    const grid = gridOf(method);
    const tuned = grid === null || typeof value !== "number" ? [] : edge(grid.tuned, value, grid.values);
    return [...edge("learning rate", learningRate, learningRates), ...tuned].map((found) => ({
      method,
      regime,
      ...found,
    }));
  });
}

function edge(what: string, value: number, values: readonly number[]): Omit<GridEdge, "method" | "regime">[] {
  if (values.length < 2) return [];
  if (value === Math.min(...values)) return [{ what, value, edge: "lowest" }];
  return value === Math.max(...values) ? [{ what, value, edge: "highest" }] : [];
}
