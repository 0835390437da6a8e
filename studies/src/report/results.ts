import { mean, standardDeviation } from "lai-loss/measure";
import type { Environment } from "../environment";
import { methodInfo } from "../methods/build";
import { type DataPlan, distinctRuns, type KeyOf, planStudy } from "../plan";
import type { ResolvedStudy } from "../resolve-study";
import type { RunRecord } from "../run-record";
import type { KeptEpoch } from "../study";
import { type GridEdge, gridEdges, type TunedMethod, type TunedRate } from "../tuning";
import { type Comparisons, compareSettings } from "./comparisons";
import { type Criterion, criteriaOf } from "./criteria";
import { type SettingResult, settingResults } from "./results-table";

/** Mean and standard deviation over the seeds. */
export interface Spread {
  mean: number;
  /** null for one seed */
  sd: number | null;
}

/** One setting of a method on one data set, over the evaluation seeds. */
export interface SettingSummary {
  data: string;
  method: string;
  setting: string;
  value: number | "off" | null;
  regime: KeptEpoch;
  learningRate: number;
  seeds: number;
  failed: number;
  /** share of the runs whose best epoch is among the last twentieth: more epochs might have done better */
  stillLearning: number;
  /** by name: "rmse", "mae", "r2", the validation RMSE, share above the asked slope, and every criterion */
  measures: Record<string, Spread>;
}

/** Everything that a study found; equal for equal records, whatever was killed in between. Plain JSON. */
export interface StudyResults {
  study: ResolvedStudy;
  environment: Environment;
  tuning: { data: string; chosen: TunedMethod[]; rates: TunedRate[]; edges: GridEdge[] }[];
  settings: SettingSummary[];
  comparisons: Comparisons;
  /** runs without a record; comparisons are of the data sets that are complete */
  missing: { data: string; runs: number }[];
  failed: { data: string; method: string; learningRate: number; seed: number; error: string }[];
}

/** What a study found before methods are compared, and its runs setting by setting. */
export interface StudySummary extends Omit<StudyResults, "comparisons"> {
  runs: SettingResult[];
}

/** Puts the records of a study together and compares its methods. */
export function studyResults(
  study: ResolvedStudy,
  environment: Environment,
  recordOf: (key: string) => RunRecord | undefined,
): StudyResults {
  const { runs, ...summary } = summariseStudy(study, environment, recordOf);
  const complete = new Set(runs.map(({ data }) => data));
  const data = study.data.filter(({ name }) => complete.has(name));
  return { ...summary, comparisons: compareSettings({ ...study, data }, runs) };
}

/** Puts the records of a study together. */
export function summariseStudy(
  study: ResolvedStudy,
  environment: Environment,
  recordOf: (key: string) => RunRecord | undefined,
  keyOf?: KeyOf,
): StudySummary {
  const plans = planStudy(study, environment, recordOf, keyOf);
  const runs = plans.flatMap((plan) => settingResults(plan, recordOf) ?? []);
  const criteria = criteriaOf(study.measures);
  return {
    study,
    environment,
    tuning: plans.flatMap(({ data, choice }) => {
      if (choice === null) return [];
      const edges = gridEdges(choice.chosen, study.learningRates, (method) => gridOf(study, method));
      return { data: data.name, chosen: choice.chosen, rates: choice.rates, edges };
    }),
    settings: runs.map((run) => summariseSetting(run, criteria)),
    runs,
    missing: plans.flatMap((plan) => missingRuns(plan, recordOf)),
    failed: plans.flatMap((plan) => failedRuns(plan, recordOf)),
  };
}

function gridOf(study: ResolvedStudy, label: string): { tuned: string; values: number[] } | null {
  const { spec, grid } = study.methods.find((method) => method.label === label)!;
  const { tuned } = methodInfo(spec.method);
  return tuned === null ? null : { tuned, values: grid.filter((value): value is number => value !== "off") };
}

function summariseSetting(
  { data, setting, regime, learningRate, runs, failed }: SettingResult,
  criteria: Criterion[],
): SettingSummary {
  const all = [...runs.values()];
  const measures: Record<string, Spread> = {};
  const add = (name: string, values: (number | null | undefined)[]): void => {
    const known = values.filter((value): value is number => value !== undefined && value !== null);
    if (known.length === 0 || known.length < values.length) return;
    measures[name] = { mean: mean(known), sd: known.length > 1 ? standardDeviation(known) : null };
  };
  for (const key of ["rmse", "mae", "r2"] as const)
    add(
      key,
      all.map((run) => run.measures.test?.[key]),
    );
  add(
    "validation rmse",
    all.map((run) => run.measures.validation.rmse),
  );
  add(
    "share above the asked slope",
    all.map((run) => run.measures.test?.slope?.aboveTarget),
  );
  for (const { name, test } of criteria)
    add(
      name,
      all.map((run) => test(run.measures)),
    );
  const late = all.filter(({ bestEpoch, epochs }) => bestEpoch > 0.95 * epochs).length;
  const { method, setting: name, value } = setting;
  return {
    data,
    method,
    setting: name,
    value,
    regime,
    learningRate,
    seeds: all.length,
    failed: failed.length,
    stillLearning: all.length === 0 ? 0 : late / all.length,
    measures,
  };
}

function missingRuns(
  { data, tuning, evaluation }: DataPlan,
  recordOf: (key: string) => RunRecord | undefined,
): StudyResults["missing"] {
  const known = distinctRuns([...tuning, ...(evaluation ?? [])]);
  const runs = known.filter(({ key }) => recordOf(key) === undefined).length;
  return runs === 0 ? [] : [{ data: data.name, runs }];
}

function failedRuns(
  { tuning, evaluation }: DataPlan,
  recordOf: (key: string) => RunRecord | undefined,
): StudyResults["failed"] {
  return distinctRuns([...tuning, ...(evaluation ?? [])]).flatMap(({ key, label }) => {
    const outcome = recordOf(key)?.outcome;
    return outcome?.status === "failed" ? [{ ...label, error: `${outcome.error.name}: ${outcome.error.message}` }] : [];
  });
}
