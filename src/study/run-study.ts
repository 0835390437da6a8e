import { availableParallelism } from "node:os";
import { checkKeys, checkNumber } from "../base/check";
import { environment } from "./environment";
import type { PlannedRun } from "./plan";
import type { Executor } from "./pool/executor";
import { WorkerPool } from "./pool/worker-pool";
import { RunTimes, type StudyProgress } from "./progress";
import { type ResolvedStudy, resolveStudy } from "./resolve-study";
import type { RunRecord } from "./run-record";
import { StudySchedule } from "./schedule";
import { StudyStore } from "./store/store";
import type { Study } from "./study";

export interface RunStudyOptions {
  /** folder of the records, made where it is missing; a study that was begun there goes on */
  store: string;
  /** threads that do runs; defaults to one a core */
  workers?: number;
  /** no run is begun after so many minutes; defaults to no limit */
  limitMinutes?: number;
  /** ends the study at once: what is finished is stored, what is under way is done again the next time */
  signal?: AbortSignal;
  onProgress?: (progress: StudyProgress) => void;
  /** does runs with a failed record once more; defaults to false */
  retryFailed?: boolean;
  /** does the runs in place of worker threads; it is closed at the end */
  executor?: Executor;
}

/** How a call of `runStudy` ended. */
export interface StudyEnd {
  ended: "completed" | "aborted" | "time limit";
  progress: StudyProgress;
  study: ResolvedStudy;
}

/**
 * Does the runs of a study that have no record yet, and stores each as it ends. It can be killed at any instant and called
 * again: the records are then those of an undisturbed call, bit by bit. A run that fails is recorded with its error.
 *
 * @param study what `checkStudy` or `readStudy` gave
 * @throws ArgumentError for data that are not here or do not fit, before anything is trained
 * @throws Error where a record cannot be stored, such as on a full disk
 */
export async function runStudy(study: Study, options: RunStudyOptions): Promise<StudyEnd> {
  checkKeys("runStudy", options, [
    "store",
    "workers",
    "limitMinutes",
    "signal",
    "onProgress",
    "retryFailed",
    "executor",
  ]);
  const workers = checkNumber("workers", options.workers ?? availableParallelism(), { min: 1, integer: true });
  const { limitMinutes = Number.POSITIVE_INFINITY, signal } = options;
  if (limitMinutes !== Number.POSITIVE_INFINITY) checkNumber("limitMinutes", limitMinutes, { above: 0 });
  const resolved = await resolveStudy(study);
  const store = new StudyStore(options.store);
  const executor = options.executor ?? new WorkerPool(workers);
  try {
    store.writeStudy(resolved, environment());
    const running = new RunningStudy(resolved, store, executor, options);
    const ended = await running.run(performance.now() + limitMinutes * 60_000, signal);
    return { ended, progress: running.progress(), study: resolved };
  } finally {
    await executor.close();
    store.close();
  }
}

/** The runs of a study under way. */
class RunningStudy {
  private readonly schedule: StudySchedule;
  private readonly times = new RunTimes();
  private readonly begun = performance.now();
  private failed = 0;
  /** keys whose record does not count until there is a new one */
  private readonly again: Set<string>;
  private last: RunRecord | null = null;

  constructor(
    study: ResolvedStudy,
    private readonly store: StudyStore,
    private readonly executor: Executor,
    private readonly options: RunStudyOptions,
  ) {
    const again = new Set<string>();
    if (options.retryFailed)
      for (const { key, outcome } of store.all()) if (outcome.status === "failed") again.add(key);
    this.again = again;
    this.schedule = new StudySchedule(study, environment(), (key) => (again.has(key) ? undefined : store.get(key)));
  }

  /** Keeps the executor busy until all is done, the time is over or the signal comes. */
  async run(deadline: number, signal?: AbortSignal): Promise<StudyEnd["ended"]> {
    const { schedule, executor, options } = this;
    options.onProgress?.(this.progress());
    const inHand = new Set<Promise<void>>();
    const aborted = new Promise<void>((resolve) => {
      if (signal?.aborted) resolve();
      else signal?.addEventListener("abort", () => resolve(), { once: true });
    });
    for (;;) {
      while (inHand.size < executor.capacity && performance.now() < deadline && !signal?.aborted) {
        const planned = schedule.next();
        if (planned === undefined) break;
        const work = this.do(planned).finally(() => inHand.delete(work));
        work.catch(() => {}); // it is seen by the race below, or was given up
        inHand.add(work);
      }
      if (signal?.aborted) return "aborted";
      if (inHand.size === 0) return schedule.done === schedule.runs ? "completed" : "time limit";
      await Promise.race([aborted, ...inHand]);
    }
  }

  private async do(planned: PlannedRun): Promise<void> {
    const { key, spec, label } = planned;
    const { outcome, cost } = await this.executor.run(key, spec);
    const record: RunRecord = { key, run: label, outcome, cost };
    this.store.put(record);
    this.again.delete(key);
    this.schedule.finished(key);
    this.times.add(planned, record);
    if (outcome.status === "failed") this.failed++;
    this.last = record;
    this.options.onProgress?.(this.progress());
  }

  progress(): StudyProgress {
    const { schedule, times, last, executor } = this;
    const minutes = (performance.now() - this.begun) / 60_000;
    return {
      ...{ done: schedule.done, runs: schedule.runs + schedule.expected, now: times.count, last },
      failed: schedule.failedBefore + this.failed,
      perMinute: times.count / minutes,
      secondsLeft: times.count === 0 ? null : times.expect(schedule.ahead) / executor.capacity,
    };
  }
}
