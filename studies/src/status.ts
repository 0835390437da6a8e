import { path } from "lai-internal";
import { distinctRuns, type PlannedRun, planStudy } from "./plan";
import type { RunRecord } from "./run-record";
import { type StoredStudy, StudyStore } from "./store/store";

interface Count {
  done: number;
  runs: number;
}

/** How far a study is. */
export interface StudyStatus {
  study: StoredStudy;
  /** evaluation is null while tuning is under way */
  data: { name: string; tuning: Count; evaluation: Count | null }[];
  failed: RunRecord[];
  /** torn lines of journals */
  damaged: number;
}

/** Looks at the records of a study; trains and writes nothing. */
export function studyStatus(folder: string): StudyStatus {
  const store = StudyStore.existing(path("folder", folder));
  const study = store.readStudy();
  const plans = planStudy(study, study.environment, (key) => store.get(key));
  const count = (runs: readonly PlannedRun[]): Count => {
    const distinct = distinctRuns(runs);
    return { done: distinct.filter(({ key }) => store.get(key) !== undefined).length, runs: distinct.length };
  };
  const known = distinctRuns(plans.flatMap(({ tuning, evaluation }) => [...tuning, ...(evaluation ?? [])]));
  return {
    study,
    data: plans.map(({ data, tuning, evaluation }) => {
      return { name: data.name, tuning: count(tuning), evaluation: evaluation && count(evaluation) };
    }),
    failed: known
      .map(({ key }) => store.get(key))
      .filter((record) => record?.outcome.status === "failed") as RunRecord[],
    damaged: store.damaged,
  };
}
