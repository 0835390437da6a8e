import { randomUUID } from "node:crypto";
import { availableParallelism, hostname } from "node:os";
import type { Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { abortSignal, callback, checkOptions, count, findEntry, number, optional, text } from "lai-internal";
import { ArgumentError } from "lai-loss";
import type { RunResult } from "../pool/executor";
import { WorkerPool } from "../pool/worker-pool";
import type { ResolvedData } from "../resolve-study";
import { checkDataIsHere } from "../study-data";
import { connectRedis, shownAddress, within } from "./connect";
import { type EngineVersion, engineVersion, queueName, showVersion } from "./engine-version";
import { type QueuePackages, queuePackages } from "./packages";
import { KEY_PREFIX, Presence, SIGN_SECONDS, type StudyProcess, type WorkerProcess } from "./presence";
import { KEEP_SECONDS } from "./queue-executor";
import { checkJob, type RunJob, SET_ASIDE } from "./run-job";

export interface StudyWorkerOptions {
  /** address of the Redis: redis://USER:PASSWORD@HOST:PORT, or rediss:// for TLS */
  queue: string;
  /** threads that do runs; defaults to one a core */
  workers?: number;
  /** ends after so many minutes without a run; defaults to never */
  idleMinutes?: number;
  /** a worker that is silent for so many seconds is lost, and its runs are given to others; defaults to 30 */
  lostAfterSeconds?: number;
  /** ends at once: runs under way are given back */
  signal?: AbortSignal;
  onProgress?: (progress: StudyWorkerProgress) => void;
}

/** What a worker has done so far. */
export interface StudyWorkerProgress {
  /** runs, and those of them that failed */
  done: number;
  failed: number;
  inHand: number;
  /** runs a minute since the start */
  perMinute: number;
  /** names of the studies that ask for runs that this worker can do */
  studies: string[];
  /** whether the queue answers */
  connected: boolean;
  /** what the queue complained about lately, such as a lost run; null for nothing */
  trouble: string | null;
}

/** How often a run may be lost with its worker before it counts as failed. */
const MAX_LOSSES = 5;
/** Milliseconds that giving back may take where the queue does not answer. */
const LAST_WORD = 5000;
/** Milliseconds that a complaint of the queue is shown. */
const TROUBLE_SHOWN = 30_000;

/**
 * Does runs of studies that `runStudy` asks for through a queue, until the signal comes or there was nothing to do for long.
 *
 * @throws ArgumentError where the queue cannot be reached, its packages are missing, all studies that ask are of another
 * version of the engine, or the data of a run are not here
 */
export async function runStudyWorker(options: StudyWorkerOptions): Promise<"aborted" | "idle"> {
  const { workers: threads, lostAfterSeconds: lostAfter } = checkOptions("runStudyWorker", options, {
    queue: text,
    workers: optional(count(1024), availableParallelism()),
    idleMinutes: optional(number({ above: 0 })),
    lostAfterSeconds: optional(number({ min: 1, max: 86_400 }), 30),
    signal: optional(abortSignal),
    onProgress: optional(callback()),
  });
  const engine = await engineVersion();
  const redis = await connectRedis(options.queue);
  const worker = new QueueWorker(redis, engine, threads, lostAfter, options);
  try {
    return await worker.ended;
  } finally {
    await worker.close();
  }
}

/** How BullMQ is told what becomes of a job that has no result. */
type JobErrors = Pick<QueuePackages["bullmq"], "UnrecoverableError" | "WaitingError">;

/** The data of a study that asks for runs are not on this machine. */
class MissingDataError extends ArgumentError {}

class QueueWorker {
  /** settled when there is a reason to end */
  readonly ended: Promise<"aborted" | "idle">;
  private end!: (how: "aborted" | "idle") => void;
  private refuse!: (error: Error) => void;
  private readonly pool: WorkerPool;
  private readonly worker: Worker<RunJob, RunResult>;
  private readonly self: WorkerProcess;
  private readonly studyProcesses: Presence<StudyProcess>;
  private readonly workerProcesses: Presence<WorkerProcess>;
  private readonly timers: NodeJS.Timeout[];
  private readonly begun = performance.now();
  private busy = performance.now();
  private closing = false;
  private isOfOtherVersion = false;
  private trouble = { message: "", until: 0 };
  private studies: string[] = [];
  private readonly counts = { done: 0, failed: 0, inHand: 0 };

  constructor(
    private readonly redis: Redis,
    private readonly engine: EngineVersion,
    threads: number,
    lostAfterSeconds: number,
    private readonly options: StudyWorkerOptions,
  ) {
    this.ended = new Promise((resolve, reject) => {
      this.end = resolve;
      this.refuse = reject;
    });
    options.signal?.addEventListener("abort", () => this.end("aborted"), { once: true });
    if (options.signal?.aborted) this.end("aborted");
    const where = `${hostname()}, process ${process.pid}`;
    this.self = { id: randomUUID(), where, threads, engine: this.engine };
    this.studyProcesses = new Presence(redis, "studies");
    this.workerProcesses = new Presence(redis, "workers");
    this.pool = new WorkerPool(threads);
    const { bullmq } = queuePackages();
    this.worker = new bullmq.Worker<RunJob, RunResult>(
      queueName(this.engine),
      (job, token) => this.process(job, token!, bullmq),
      {
        removeOnFail: { age: KEEP_SECONDS },
        connection: redis,
        prefix: KEY_PREFIX,
        concurrency: threads,
        maxStalledCount: MAX_LOSSES,
        lockDuration: 1000 * lostAfterSeconds,
        stalledInterval: 1000 * lostAfterSeconds,
        runRetryDelay: 1000,
      },
    );
    // connections are made again; a run whose lock was lost is done by another
    this.worker.on("error", ({ message }) => {
      this.trouble = { message, until: performance.now() + TROUBLE_SHOWN };
    });
    void this.sign();
    const looks = setInterval(() => this.look(), 1000);
    this.timers = [looks, setInterval(() => void this.sign(), 1000 * SIGN_SECONDS)];
  }

  async close(): Promise<void> {
    this.closing = true;
    for (const timer of this.timers) clearInterval(timer);
    const last = async (): Promise<void> => {
      const closed = this.worker.close(); // takes no new run, and waits for those in hand
      await this.pool.close(); // which are given up, and so given back
      await closed;
      if (!this.isOfOtherVersion) await this.workerProcesses.leave(this.self); // else who asks may read who was refused
    };
    await within(last(), LAST_WORD).catch(() => this.worker.disconnect()); // others take over when the locks run out
    this.redis.disconnect();
  }

  /** Does one run; gives it back where this worker ends, sets aside what is no run of a study. */
  private async process(job: Job<RunJob, RunResult>, token: string, errors: JobErrors): Promise<RunResult> {
    this.counts.inHand++;
    try {
      const { study, spec } = checkJob(job.data, job.id, this.engine.environment);
      await this.checkData(study, spec.data);
      const result = await this.pool.run(job.id!, spec);
      this.counts.done++;
      if (result.outcome.status === "failed") this.counts.failed++;
      return result;
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof ArgumentError && !(error instanceof MissingDataError)) {
        this.trouble = { message: `a job was ${SET_ASIDE}${message}`, until: performance.now() + TROUBLE_SHOWN };
        throw new errors.UnrecoverableError(`${SET_ASIDE}${message}`);
      }
      // the data are not here, or this worker ends: another one may do it
      if (!this.closing) this.refuse(error as Error);
      await job.moveToWait(token);
      throw new errors.WaitingError();
    } finally {
      this.busy = performance.now();
      this.counts.inHand--;
    }
  }

  /**
   * Opens data only if a study that asks for runs has named them, or if they are a set of the catalogue.
   *
   * @throws MissingDataError where a study's data are not here, ArgumentError where no study that asks has named them
   */
  private async checkData(study: string, data: ResolvedData): Promise<void> {
    const isNamed = await this.isNamed(study, data);
    if (!isNamed && (data.target !== undefined || findEntry(data.dataset) === undefined)) {
      const remedy = `no study ${study} that asks for runs has named this file: it is not opened.`;
      throw new ArgumentError("job.spec.data.dataset", data.dataset, remedy);
    }
    try {
      await checkDataIsHere(data);
    } catch (error) {
      if (isNamed && error instanceof ArgumentError) {
        throw new MissingDataError(error.argument, error.value, error.remedy);
      }
      throw error;
    }
  }

  private async isNamed(study: string, { dataset, target, sha256 }: ResolvedData): Promise<boolean> {
    const studyProcesses = await this.studyProcesses.present();
    const named = studyProcesses.filter((other) => other.study === study).flatMap(({ data }) => data);
    return named.some((own) => own.dataset === dataset && own.target === target && own.sha256 === sha256);
  }

  /** Says how it stands, and ends where there was nothing to do for long. */
  private look(): void {
    const { counts, studies, options, redis } = this;
    const minutes = (performance.now() - this.begun) / 60_000;
    const connected = redis.status === "ready";
    const trouble = performance.now() < this.trouble.until ? this.trouble.message : null;
    options.onProgress?.({ ...counts, studies, connected, trouble, perMinute: counts.done / minutes });
    const idle = counts.inHand === 0 ? (performance.now() - this.busy) / 60_000 : 0;
    if (options.idleMinutes !== undefined && idle >= options.idleMinutes) this.end("idle");
  }

  /** A sign of life; refuses to stay where all that ask need another engine. */
  private async sign(): Promise<void> {
    try {
      await this.workerProcesses.announce(this.self);
      const studyProcesses = await this.studyProcesses.present();
      const own = queueName(this.engine);
      this.studies = [
        ...new Set(studyProcesses.filter(({ engine }) => queueName(engine) === own).map(({ study }) => study)),
      ];
      if (this.studies.length > 0 || studyProcesses.length === 0) return;
      this.isOfOtherVersion = true;
      const [{ study, engine }] = studyProcesses;
      const remedy = `its study ${study} is computed by ${showVersion(engine)}, here it is ${showVersion(this.engine)}: numbers would not be the same; install the same version of lai-loss, and of Node.js, on both.`;
      this.refuse(new ArgumentError("queue", shownAddress(this.options.queue), remedy));
    } catch (error) {
      if (!this.closing) this.refuse(error as Error); // a lost connection is made again, this is something else
    }
  }
}
