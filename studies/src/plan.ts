import type { Environment } from "./environment";
import { methodLabel } from "./methods/build";
import type { ResolvedData, ResolvedStudy } from "./resolve-study";
import type { RunLabel, RunRecord } from "./run-record";
import { type RunSpec, runKey } from "./run-spec";
import { allSettings, type Setting } from "./settings";
import type { KeptEpoch } from "./study";
import { chooseTuning, type DataTuning, givenRate } from "./tuning";

/** A run that a study asks for. Several of them may have one key: then it is done once. */
export interface PlannedRun {
  key: string;
  spec: RunSpec;
  label: RunLabel;
  stage: "tuning" | "evaluation";
  setting: Setting;
}

/** Names a run. */
type KeyOf = (run: Omit<PlannedRun, "key">) => string;

/** Names runs by everything that determines their numbers in an environment. */
export function runKeys(environment: Environment): KeyOf {
  return ({ spec }) => runKey(spec, environment);
}

/** The tuning runs of one data set: every setting with every learning rate on every tuning seed, seed by seed. */
function tuningRuns(study: ResolvedStudy, data: ResolvedData, keyOf: KeyOf): PlannedRun[] {
  const settings = allSettings(study, data);
  return study.seeds.tuning.flatMap((seed) =>
    settings.flatMap((setting) =>
      study.learningRates.map((learningRate) =>
        planned("tuning", { data, method: setting.spec, learningRate, seed, measures: [] }, setting, keyOf),
      ),
    ),
  );
}

/** An evaluation run, and the regimes for which its learning rate was chosen. */
export interface EvaluationRun extends PlannedRun {
  regimes: KeptEpoch[];
}

/**
 * The evaluation runs of one data set: every setting on every evaluation seed, at the learning rate that tuning chose for
 * it. Where the regimes chose different ones, there is a run for each.
 */
export function evaluationRuns(
  study: ResolvedStudy,
  data: ResolvedData,
  tuning: DataTuning,
  keyOf: KeyOf,
): EvaluationRun[] {
  const settings = allSettings(study, data);
  return study.seeds.evaluation.flatMap((seed) =>
    settings.flatMap((setting) => {
      const byRate = new Map<number, KeptEpoch[]>();
      for (const regime of study.regimes) {
        const rate = tuning.rateOf(setting, regime);
        byRate.set(rate, [...(byRate.get(rate) ?? []), regime]);
      }
      return [...byRate].map(([learningRate, regimes]) => {
        const spec = { data, method: setting.spec, learningRate, seed, measures: study.measures };
        return { ...planned("evaluation", spec, setting, keyOf), regimes };
      });
    }),
  );
}

function planned(stage: PlannedRun["stage"], spec: RunSpec, setting: Setting, keyOf: KeyOf): PlannedRun {
  const { learningRate, seed } = spec;
  const method = setting.value === "off" ? "off" : methodLabel(spec.method);
  const label = { data: spec.data.name, method, learningRate, seed };
  const run = { spec, label, stage, setting };
  return { key: keyOf(run), ...run };
}

/** The first run of each key. */
export function distinctRuns<T extends PlannedRun>(runs: readonly T[]): T[] {
  const seen = new Set<string>();
  return runs.filter(({ key }) => !seen.has(key) && seen.add(key));
}

/** The runs of one data set. */
export interface DataPlan {
  data: ResolvedData;
  tuning: PlannedRun[];
  /** null while a tuning run has no record */
  choice: DataTuning | null;
  /** null while `choice` is */
  evaluation: EvaluationRun[] | null;
}

/** The runs of a study as far as they are known: evaluation depends on what tuning chose, data set by data set. */
export function planStudy(
  study: ResolvedStudy,
  environment: Environment,
  recordOf: (key: string) => RunRecord | undefined,
): DataPlan[] {
  const keyOf = runKeys(environment);
  return study.data.map((data) => {
    const tuning = tuningRuns(study, data, keyOf);
    const { learningRate } = data.training;
    const choice = learningRate === undefined ? chooseTuning(tuning, recordOf) : givenRate(learningRate);
    return { data, tuning, choice, evaluation: choice && evaluationRuns(study, data, choice, keyOf) };
  });
}

/** The number of evaluation runs to expect before tuning has chosen: one learning rate for every setting. */
export function expectedEvaluationRuns(study: ResolvedStudy, { data }: DataPlan): PlannedRun[] {
  const learningRate = data.training.learningRate ?? study.learningRates[0];
  const measures = study.measures;
  return allSettings(study, data).flatMap((setting) =>
    study.seeds.evaluation.map((seed) => {
      const spec = { data, method: setting.spec, learningRate, seed, measures };
      const key = JSON.stringify([
        data.name,
        setting.value === "off" ? "off" : [setting.method, setting.setting],
        seed,
      ]);
      return {
        key,
        spec,
        label: { data: data.name, method: setting.method, learningRate, seed },
        stage: "evaluation",
        setting,
      };
    }),
  );
}
