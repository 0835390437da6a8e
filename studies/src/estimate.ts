import { availableParallelism } from "node:os";
import { environment } from "./environment";
import { buildMethod } from "./methods/build";
import { distinctRuns, expectedEvaluationRuns, type PlannedRun, planStudy } from "./plan";
import { WorkerPool } from "./pool/worker-pool";
import { resolveStudy } from "./resolve-study";
import type { Study } from "./study";

/** How long a study takes, guessed from a few of its runs. */
export interface StudyEstimate {
  /** evaluation counts one learning rate for each setting */
  data: { data: string; tuning: number; evaluation: number; seconds: number; mostSeconds: number }[];
  runs: number;
  workers: number;
  /** wall time with one learning rate for each setting, and where the regimes choose different ones for every setting */
  seconds: number;
  mostSeconds: number;
}

/** Times one run of each kind that differs in cost, on as many threads as the study will have; stores nothing. */
export async function estimateStudy(study: Study, options: { workers?: number } = {}): Promise<StudyEstimate> {
  const workers = options.workers ?? availableParallelism();
  const resolved = await resolveStudy(study);
  const plans = planStudy(resolved, await environment(), () => undefined);
  const pool = new WorkerPool(workers);
  try {
    const data: StudyEstimate["data"] = [];
    for (const plan of plans) {
      const tuning = distinctRuns(plan.tuning);
      const evaluation = distinctRuns(expectedEvaluationRuns(resolved, plan));
      const [tune, evaluate] = await expectedSeconds(pool, [tuning, evaluation]);
      data.push({
        data: plan.data.name,
        tuning: tuning.length,
        evaluation: evaluation.length,
        seconds: tune + evaluate,
        // where the learning rate is given, the regimes have no rates of their own to choose
        mostSeconds: tune + evaluate * (tuning.length > 0 ? resolved.regimes.length : 1),
      });
    }
    const sum = (of: (entry: StudyEstimate["data"][number]) => number): number => data.reduce((t, e) => t + of(e), 0);
    const runs = sum((e) => e.tuning + e.evaluation);
    return { data, workers, runs, seconds: sum((e) => e.seconds), mostSeconds: sum((e) => e.mostSeconds) };
  } finally {
    await pool.close();
  }
}

/** Wall time of each list of runs: those of one kind count as long as the one of them that is timed. */
async function expectedSeconds(pool: WorkerPool, lists: readonly (readonly PlannedRun[])[]): Promise<number[]> {
  const kinds = new Map<string, PlannedRun>();
  for (const run of lists.flat()) if (!kinds.has(costKind(run))) kinds.set(costKind(run), run);
  const time = async ({ key, spec }: PlannedRun): Promise<number> => {
    const { cost } = await pool.run(key, spec);
    return cost.train + cost.measure;
  };
  // the first round loads the data and compiles the code; all threads are busy in both, as they will be
  const one = [...kinds.values()];
  const busy = Array.from({ length: pool.capacity }, (_, i) => one[i % one.length]);
  await Promise.all(busy.map(time));
  const timed = await Promise.all(one.map(time));
  const secondsOf = new Map([...kinds.keys()].map((kind, i) => [kind, timed[i]]));
  return lists.map((runs) => runs.reduce((sum, run) => sum + secondsOf.get(costKind(run))!, 0) / pool.capacity);
}

/** Runs of one stage take about the same time, by whether their loss looks at the input gradient. */
function costKind({ stage, spec }: PlannedRun): string {
  return `${stage} ${buildMethod(spec.method).loss.needsInputGradient}`;
}
