import type { RunMeasures } from "../measure-run";
import type { DataPlan, EvaluationRun } from "../plan";
import { measuresOf, type RunRecord } from "../run-record";
import type { Setting } from "../settings";
import type { KeptEpoch } from "../study";

/** The evaluation of one setting for one regime, over the seeds. */
export interface SettingResult {
  data: string;
  setting: Setting;
  regime: KeptEpoch;
  learningRate: number;
  /** by seed; failed runs are left out */
  runs: Map<number, { measures: RunMeasures; bestEpoch: number; epochs: number }>;
  /** seeds whose run failed, and why */
  failed: { seed: number; error: string }[];
}

/**
 * Brings the records of the evaluation runs of one data set into order.
 *
 * @returns one entry for each setting and regime; null where a record is missing
 */
export function settingResults(
  { data, evaluation }: DataPlan,
  recordOf: (key: string) => RunRecord | undefined,
): SettingResult[] | null {
  if (evaluation === null) return null;
  const results = new Map<string, SettingResult>();
  for (const run of evaluation) {
    const record = recordOf(run.key);
    if (record === undefined) return null;
    for (const regime of run.regimes) addRun(resultOf(results, data.name, run, regime), run, record);
  }
  return [...results.values()];
}

function resultOf(
  results: Map<string, SettingResult>,
  data: string,
  { setting, spec }: EvaluationRun,
  regime: KeptEpoch,
): SettingResult {
  const id = JSON.stringify([setting.method, setting.setting, regime]);
  let result = results.get(id);
  if (result === undefined) {
    result = { data, setting, regime, learningRate: spec.learningRate, runs: new Map(), failed: [] };
    results.set(id, result);
  }
  return result;
}

function addRun(result: SettingResult, { spec: { seed }, label }: EvaluationRun, { outcome }: RunRecord): void {
  if (outcome.status === "failed") {
    result.failed.push({ seed, error: `${outcome.error.name}: ${outcome.error.message}` });
    return;
  }
  const { epochs, bestEpoch, measures } = outcome;
  result.runs.set(seed, { epochs, bestEpoch, measures: measuresOf(measures, result.regime, label) });
}
