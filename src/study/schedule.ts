import type { Environment } from "./environment";
import {
  type DataPlan,
  distinctRuns,
  evaluationRuns,
  expectedEvaluationRuns,
  type PlannedRun,
  planStudy,
  runKeys,
} from "./plan";
import { kindOf } from "./progress";
import type { ResolvedStudy } from "./resolve-study";
import type { RunRecord } from "./run-record";
import { chooseTuning } from "./tuning";

/** One data set under way. */
interface Part {
  plan: DataPlan;
  /** keys of tuning runs without a record */
  awaited: Set<string>;
  /** runs without a record that were not given out, in order */
  queue: PlannedRun[];
  /** place in the queue of the next run */
  at: number;
  /** guesses at evaluation runs, until tuning has chosen */
  expected: PlannedRun[];
}

/**
 * Gives out the runs of a study that have no record: data set by data set, evaluation as soon as all tuning runs of its
 * data set are done. While the last of these are under way, runs of the next data set are given out.
 */
export class StudySchedule {
  private readonly parts: Part[];
  /** runs that are known, and how many of them have a record */
  runs = 0;
  done = 0;
  /** of the known runs that had a record at the beginning, and are failed */
  failedBefore = 0;
  /** how many runs of each kind are still to be given out, guesses at evaluation runs included */
  readonly ahead: Map<string, number> = new Map();

  /** @param recordOf the record of a key, if there is one */
  constructor(
    private readonly study: ResolvedStudy,
    private readonly environment: Environment,
    private readonly recordOf: (key: string) => RunRecord | undefined,
  ) {
    this.parts = planStudy(study, environment, recordOf).map((plan) => {
      const part: Part = { plan, awaited: new Set(), queue: [], at: 0, expected: [] };
      this.add(part, plan.tuning);
      part.awaited = new Set(part.queue.map(({ key }) => key));
      if (plan.evaluation) this.add(part, plan.evaluation);
      else part.expected = distinctRuns(expectedEvaluationRuns(study, plan));
      for (const run of part.expected) this.count(run, 1);
      return part;
    });
  }

  /** The next run to do; undefined where there is none, or none before another ends. */
  next(): PlannedRun | undefined {
    const part = this.parts.find(({ queue, at }) => at < queue.length);
    const run = part?.queue[part.at++];
    if (run) this.count(run, -1);
    return run;
  }

  /** Told of each record that was stored for a run given out. */
  finished(key: string): void {
    this.done++;
    for (const part of this.parts) {
      if (!part.awaited.delete(key) || part.awaited.size > 0) continue;
      const { plan } = part;
      plan.choice = chooseTuning(plan.tuning, this.recordOf)!;
      plan.evaluation = evaluationRuns(this.study, plan.data, plan.choice, runKeys(this.environment));
      for (const run of part.expected) this.count(run, -1);
      part.expected = [];
      this.add(part, plan.evaluation);
    }
  }

  /** Runs to expect of evaluation where tuning has not chosen yet. */
  get expected(): number {
    return this.parts.reduce((sum, { expected }) => sum + expected.length, 0);
  }

  private add(part: Part, runs: readonly PlannedRun[]): void {
    for (const run of distinctRuns(runs)) {
      this.runs++;
      const record = this.recordOf(run.key);
      if (record !== undefined) {
        this.done++;
        if (record.outcome.status === "failed") this.failedBefore++;
      } else {
        part.queue.push(run);
        this.count(run, 1);
      }
    }
  }

  private count(run: PlannedRun, change: 1 | -1): void {
    const kind = kindOf(run);
    this.ahead.set(kind, (this.ahead.get(kind) ?? 0) + change);
  }
}
