import type { Environment } from "./environment";
import type { PlannedRun } from "./plan";
import type { Executor } from "./pool/executor";
import { RunTimes, type StudyProgress } from "./progress";
import type { ResolvedStudy } from "./resolve-study";
import type { RunStudyOptions, StudyEnd } from "./run-options";
import type { RunRecord } from "./run-record";
import { StudySchedule } from "./schedule";
import type { StudyStore } from "./store/store";

/** Milliseconds between two looks at the clock, and at what other shards stored. */
const TICK = 1000;

/** The runs of a study under way. */
export class RunningStudy {
  private readonly schedule: StudySchedule;
  private readonly times = new RunTimes();
  private readonly begun = performance.now();
  /** keys whose record does not count until there is a new one */
  private readonly again = new Set<string>();
  private inHand = 0;
  private last: RunRecord | null = null;
  private error: unknown = null;
  /** ends the pause of `run` */
  private wake: () => void = () => {};

  constructor(
    study: ResolvedStudy,
    environment: Environment,
    private readonly store: StudyStore,
    private readonly executor: Executor,
    private readonly options: RunStudyOptions,
  ) {
    if (options.retryFailed)
      for (const { key, outcome } of store.all()) if (outcome.status === "failed") this.again.add(key);
    const recordOf = (key: string): RunRecord | undefined => (this.again.has(key) ? undefined : store.get(key));
    this.schedule = new StudySchedule(study, environment, recordOf, options.shard);
  }

  /** Keeps the executor busy until all is done, the time is over or the signal comes. */
  async run(deadline: number): Promise<StudyEnd["ended"]> {
    const { schedule, executor, options } = this;
    const { signal } = options;
    const wake = (): void => this.wake();
    signal?.addEventListener("abort", wake, { once: true });
    const clock = setInterval(() => this.tick(), TICK);
    options.onProgress?.(this.progress());
    try {
      for (;;) {
        const late = performance.now() >= deadline;
        if (signal?.aborted) return "aborted";
        if (this.error !== null) throw this.error;
        if (!late) this.fill();
        // what other shards have done meanwhile need not be done to its end; a queue is told of every record
        if (schedule.done === schedule.runs && (this.inHand === 0 || !executor.outlives)) return "completed";
        if (late && (this.inHand === 0 || executor.outlives)) return "time limit";
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    } finally {
      clearInterval(clock);
      signal?.removeEventListener("abort", wake);
    }
  }

  private tick(): void {
    if (this.options.shard) this.takeIn();
    this.options.onProgress?.(this.progress());
    this.wake();
  }

  private fill(): void {
    while (this.inHand < this.executor.capacity) {
      const planned = this.next();
      if (planned === undefined) return;
      this.inHand++;
      this.do(planned)
        .catch((error) => {
          this.error ??= error;
        })
        .finally(() => {
          this.inHand--;
          this.wake();
        });
    }
  }

  private next(): PlannedRun | undefined {
    if (!this.options.shard) return this.schedule.next();
    this.takeIn();
    return this.schedule.next() ?? this.schedule.nextToHelp();
  }

  /** Looks at what other shards stored. */
  private takeIn(): void {
    for (const { key } of this.store.refresh()) this.schedule.finished(key);
  }

  private async do(planned: PlannedRun): Promise<void> {
    const { key, spec, label } = planned;
    const { outcome, cost } = await this.executor.run(key, spec);
    const record: RunRecord = { key, run: label, outcome, cost };
    // another shard may have been quicker: its record says the same
    if (this.again.has(key) || this.store.get(key) === undefined) this.store.put(record);
    this.again.delete(key);
    this.schedule.finished(key);
    this.times.add(planned, record);
    this.last = record;
    this.options.onProgress?.(this.progress());
    await this.executor.stored(key);
  }

  progress(): StudyProgress {
    const { schedule, times, last, executor } = this;
    const minutes = (performance.now() - this.begun) / 60_000;
    const threads = executor.threads * (this.options.shard?.of ?? 1); // the other shards are taken to be alike
    return {
      done: schedule.done,
      runs: schedule.runs + schedule.expected,
      now: times.count,
      last,
      failed: schedule.failed,
      perMinute: times.count / minutes,
      secondsLeft: times.count === 0 || threads === 0 ? null : times.expect(schedule.ahead) / threads,
      note: executor.note(),
    };
  }
}
