import type { PlannedRun } from "./plan";
import type { RunRecord } from "./run-record";

/** How far a study is. */
export interface StudyProgress {
  /** runs with a record, failed ones too, and all that are known so far */
  done: number;
  runs: number;
  failed: number;
  /** done by this call */
  now: number;
  /** runs a minute, of this call; 0 before the first */
  perMinute: number;
  /** estimate for what is left, also of what tuning has yet to decide; null before the first run, and while nobody works */
  secondsLeft: number | null;
  /** who does the runs, where they are not done here, or why nobody does */
  note: string | null;
  /** the run that ended last; null at the beginning */
  last: RunRecord | null;
}

/** Estimates the time of runs from those of the same kind that were done. */
export class RunTimes {
  private readonly sums = new Map<string, { seconds: number; count: number }>();
  private readonly all = { seconds: 0, count: 0 };

  add(run: PlannedRun, { cost }: RunRecord): void {
    const seconds = cost.prepare + cost.train + cost.measure;
    const own = this.sums.get(kindOf(run)) ?? { seconds: 0, count: 0 };
    this.sums.set(kindOf(run), own);
    for (const sum of [own, this.all]) {
      sum.seconds += seconds;
      sum.count++;
    }
  }

  /** Runs that were added. */
  get count(): number {
    return this.all.count;
  }

  /** Seconds of one thread for so many runs of each kind; a kind that was not seen yet counts as the mean of all. */
  expect(runs: ReadonlyMap<string, number>): number {
    let total = 0;
    for (const [kind, number] of runs) {
      const { seconds, count } = this.sums.get(kind) ?? this.all;
      total += count === 0 ? 0 : (number * seconds) / count;
    }
    return total;
  }
}

/** Runs of one kind take about as long as one another. */
export function kindOf({ stage, spec }: PlannedRun): string {
  return `${spec.data.name}, ${stage}, ${spec.method.method}`;
}
