import { availableParallelism } from "node:os";
import { environment } from "./environment";
import { buildMethod } from "./methods";
import { distinctRuns, expectedEvaluationRuns, type PlannedRun, planStudy } from "./plan";
import { WorkerPool } from "./pool/worker-pool";
import { resolveStudy } from "./resolve-study";
import type { Study } from "./study";

/** How long a study takes, guessed from a few of its runs. */
export interface StudyEstimate {
  /** evaluation counts one learning rate for each setting; where the regimes choose different ones there are more */
  data: { data: string; tuning: number; evaluation: number; seconds: number }[];
  runs: number;
  workers: number;
  /** wall time */
  seconds: number;
}

/** Times one run of each kind that differs in cost, on as many threads as the study will have; stores nothing. */
export async function estimateStudy(study: Study, options: { workers?: number } = {}): Promise<StudyEstimate> {
  const workers = options.workers ?? availableParallelism();
  const resolved = await resolveStudy(study);
  const plans = planStudy(resolved, environment(), () => undefined);
  const pool = new WorkerPool(workers);
  try {
    const data: StudyEstimate["data"] = [];
    for (const plan of plans) {
      const tuning = distinctRuns(plan.tuning);
      const evaluation = distinctRuns(expectedEvaluationRuns(resolved, plan));
      const seconds = await expectedSeconds(pool, [...tuning, ...evaluation]);
      data.push({ data: plan.data.name, tuning: tuning.length, evaluation: evaluation.length, seconds });
    }
    const sum = (of: (entry: StudyEstimate["data"][number]) => number): number => data.reduce((t, e) => t + of(e), 0);
    return { data, workers, runs: sum((e) => e.tuning + e.evaluation), seconds: sum((e) => e.seconds) };
  } finally {
    await pool.close();
  }
}

/** Wall time of runs: those of one kind count as long as the one of them that is timed. */
async function expectedSeconds(pool: WorkerPool, runs: readonly PlannedRun[]): Promise<number> {
  const kinds = new Map<string, PlannedRun[]>();
  for (const run of runs) kinds.set(costKind(run), [...(kinds.get(costKind(run)) ?? []), run]);
  const time = async ({ key, spec }: PlannedRun): Promise<number> => {
    const { cost } = await pool.run(key, spec);
    return cost.train + cost.measure;
  };
  // the first round loads the data and compiles the code; all threads are busy in both, as they will be
  const one = [...kinds.values()].map(([run]) => run);
  const busy = Array.from({ length: pool.capacity }, (_, i) => one[i % one.length]);
  await Promise.all(busy.map(time));
  const seconds = await Promise.all(one.map(time));
  return [...kinds.values()].reduce((sum, list, i) => sum + list.length * seconds[i], 0) / pool.capacity;
}

/** Runs of one stage take about the same time, by whether their loss looks at the input gradient. */
function costKind({ stage, spec }: PlannedRun): string {
  return `${stage} ${buildMethod(spec.method).loss.needsInputGradient}`;
}
