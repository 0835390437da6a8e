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
import { helpingOrder, isOfShard, type Shard } from "./shard";
import { chooseTuning } from "./tuning";

/** One data set under way. */
interface Part {
  plan: DataPlan;
  /** keys of tuning runs without a record */
  awaited: Set<string>;
  /** runs that were not given out, in order, and the place of the next one */
  queue: PlannedRun[];
  at: number;
  /** guesses at evaluation runs, until tuning has chosen */
  expected: PlannedRun[];
}

/**
 * Gives out the runs of a study that have no record: data set by data set, evaluation as soon as all tuning runs of its
 * data set are done. While the last of these are under way, runs of the next data set are given out.
 *
 * A shard is given its own runs first; when there are none, those that the others have not finished.
 */
export class StudySchedule {
  private readonly parts: Part[];
  /** runs without a record, given out or not */
  private readonly pending = new Map<string, PlannedRun>();
  private readonly given = new Set<string>();
  /** runs that are known */
  runs = 0;
  /** of those, that have a record of failure */
  failed = 0;
  /** how many runs of each kind are still to be done, guesses at evaluation runs included */
  readonly ahead: Map<string, number> = new Map();

  /** @param recordOf the record of a key, if there is one */
  constructor(
    private readonly study: ResolvedStudy,
    private readonly environment: Environment,
    private readonly recordOf: (key: string) => RunRecord | undefined,
    private readonly shard: Shard = { number: 1, of: 1 },
  ) {
    this.parts = planStudy(study, environment, recordOf).map((plan) => {
      const part: Part = { plan, awaited: new Set(), queue: [], at: 0, expected: [] };
      this.add(part, plan.tuning);
      part.awaited = new Set(plan.tuning.map(({ key }) => key).filter((key) => this.pending.has(key)));
      if (plan.evaluation) this.add(part, plan.evaluation);
      else part.expected = distinctRuns(expectedEvaluationRuns(study, plan));
      for (const run of part.expected) this.count(run, 1);
      return part;
    });
  }

  /** The next run to do; undefined where there is none, or none before another ends. */
  next(): PlannedRun | undefined {
    for (const part of this.parts) {
      while (part.at < part.queue.length) {
        const run = part.queue[part.at++];
        if (this.pending.has(run.key)) return this.give(run);
      }
    }
    return undefined;
  }

  /**
   * For a shard without runs of its own: one of another shard's that has no record yet. It is taken of the latter half, as the
   * other one begins at the front.
   */
  nextToHelp(): PlannedRun | undefined {
    const open = [...this.pending.values()].filter(({ key }) => !this.given.has(key));
    const order = ({ key }: PlannedRun): string => helpingOrder(key, this.shard);
    const latter = open.slice(Math.floor(open.length / 2));
    return latter.length === 0 ? undefined : this.give(latter.reduce((a, b) => (order(b) < order(a) ? b : a)));
  }

  /** Told of each record that was stored, by this process or another; no matter how often. */
  finished(key: string): void {
    const run = this.pending.get(key);
    if (run === undefined) return;
    this.pending.delete(key);
    this.count(run, -1);
    if (this.recordOf(key)?.outcome.status === "failed") this.failed++;
    for (const part of this.parts) {
      if (!part.awaited.delete(key) || part.awaited.size > 0) continue;
      const { plan } = part;
      plan.choice = chooseTuning(plan.tuning, this.recordOf)!;
      plan.evaluation = evaluationRuns(this.study, plan.data, plan.choice, runKeys(this.environment));
      for (const guess of part.expected) this.count(guess, -1);
      part.expected = [];
      this.add(part, plan.evaluation);
    }
  }

  /** Known runs that have a record. */
  get done(): number {
    return this.runs - this.pending.size;
  }

  /** Runs to expect of evaluation where tuning has not chosen yet. */
  get expected(): number {
    return this.parts.reduce((sum, { expected }) => sum + expected.length, 0);
  }

  private add(part: Part, runs: readonly PlannedRun[]): void {
    for (const run of distinctRuns(runs)) {
      if (this.pending.has(run.key)) continue; // of a data set that is there under two names
      this.runs++;
      const record = this.recordOf(run.key);
      if (record !== undefined) {
        if (record.outcome.status === "failed") this.failed++;
        continue;
      }
      this.pending.set(run.key, run);
      this.count(run, 1);
      if (isOfShard(run.key, this.shard)) part.queue.push(run);
    }
  }

  private give(run: PlannedRun): PlannedRun {
    this.given.add(run.key);
    return run;
  }

  private count(run: PlannedRun, change: 1 | -1): void {
    const kind = kindOf(run);
    this.ahead.set(kind, (this.ahead.get(kind) ?? 0) + change);
  }
}
