import { randomUUID } from "node:crypto";
import type { Job, Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import type { Executor, RunResult } from "../pool/executor";
import type { ResolvedStudy } from "../resolve-study";
import type { RunSpec } from "../run-spec";
import { connectRedis, shownAddress, within } from "./connect";
import { type EngineVersion, engineVersion, queueName, showVersion } from "./engine-version";
import { queuePackages } from "./packages";
import { type AskedData, KEY_PREFIX, Presence, SIGN_SECONDS, type StudyProcess, type WorkerProcess } from "./presence";
import { checkResult, type RunJob, SET_ASIDE } from "./run-job";

/** Milliseconds between two looks at all runs in hand: events of the queue are quicker, but may be lost. */
const SWEEP = 2000;
/** Seconds that results are kept for who asked and went away; after that their runs are done again. */
export const KEEP_SECONDS = 7 * 24 * 3600;
/** Runs that are given to the queue at a time, where the workers are few. */
const FEWEST_IN_HAND = 16;
/** How often a run is asked for anew where what came back was no result of it. */
const MAX_REFUSALS = 3;
/** Jobs set aside that are looked at. */
const SHOWN_ASIDE = 100;
/** Milliseconds for a last word to a queue that may not answer any more. */
const LAST_WORD = 3000;

/** A run that was asked for and has no result yet. */
interface Asked {
  spec: RunSpec;
  /** times that what the queue gave for it was refused */
  refused: number;
  /** it is being asked for anew */
  renewing: boolean;
  resolve: (result: RunResult) => void;
  reject: (error: Error) => void;
}

/**
 * Has runs done by `lai study worker` processes, through a queue of BullMQ. A run is a job whose id is the run's key, so that
 * it is in the queue once, and its result stays in the Redis until the record is stored. What the Redis lost is asked for again.
 */
export class QueueExecutor implements Executor {
  readonly outlives = true;
  private readonly asked = new Map<string, Asked>();
  private readonly studyProcesses: Presence<StudyProcess>;
  private readonly workerProcesses: Presence<WorkerProcess>;
  private readonly self: StudyProcess;
  private readonly timers: NodeJS.Timeout[];
  private present: WorkerProcess[] = [];
  /** jobs in the queue that are no run of ours, and why the last of them was set aside */
  private aside = { count: 0, last: "" };
  private sweeping = false;
  private closed = false;

  private constructor(
    private readonly address: string,
    private readonly redis: Redis,
    private readonly queue: Queue<RunJob, RunResult>,
    private readonly events: QueueEvents,
    private readonly engine: EngineVersion,
    private readonly study: string,
    data: readonly AskedData[],
  ) {
    this.self = { id: randomUUID(), study, data, engine };
    this.studyProcesses = new Presence(redis, "studies");
    this.workerProcesses = new Presence(redis, "workers");
    events.on("completed", ({ jobId, returnvalue }) => this.settle(jobId, returnvalue));
    events.on("failed", ({ jobId, failedReason }) => this.failed(jobId, failedReason));
    const ignore = (): void => {}; // connections are made again, and `note` says so
    queue.on("error", ignore);
    events.on("error", ignore);
    const signs = setInterval(() => void this.sign(), 1000 * SIGN_SECONDS);
    this.timers = [signs, setInterval(() => void this.sweep(), SWEEP)];
  }

  /** @throws ArgumentError where the queue cannot be reached or its packages are missing */
  static async connect(address: string, { name, data }: ResolvedStudy): Promise<QueueExecutor> {
    const redis = await connectRedis(address);
    const { bullmq } = queuePackages();
    const engine = await engineVersion();
    const options = { connection: redis, prefix: KEY_PREFIX };
    const queue = new bullmq.Queue<RunJob, RunResult>(queueName(engine), options);
    const events = new bullmq.QueueEvents(queueName(engine), options);
    const named = data.map(({ dataset, target, sha256 }) => ({ dataset, target, sha256 }));
    const executor = new QueueExecutor(shownAddress(address), redis, queue, events, engine, name, named);
    await Promise.all([events.waitUntilReady(), queue.waitUntilReady(), executor.sign()]);
    return executor;
  }

  get threads(): number {
    return this.ours().reduce((sum, { threads }) => sum + threads, 0);
  }

  get capacity(): number {
    return Math.max(FEWEST_IN_HAND, 2 * this.threads);
  }

  /** Who does the runs, or why nobody does. */
  note(): string {
    if (this.redis.status !== "ready") return `${this.address} does not answer, trying again`;
    const ours = this.ours();
    const refused = this.present.find((worker) => !ours.includes(worker));
    const why = refused
      ? `; refused: ${refused.where}, ${showVersion(refused.engine)}; here ${showVersion(this.engine)}`
      : "";
    const { count, last } = this.aside;
    const aside =
      count === 0 ? "" : `; set aside: ${count} ${count === 1 ? "job" : "jobs"} of nobody's, such as ${last}`;
    if (ours.length === 0) return `no worker is there: lai study worker --queue ${this.address}${why}${aside}`;
    const workers = ours.length === 1 ? "1 worker" : `${ours.length} workers`;
    return `${workers}, ${this.threads} ${this.threads === 1 ? "thread" : "threads"}${why}${aside}`;
  }

  run(key: string, spec: RunSpec): Promise<RunResult> {
    if (this.closed) return Promise.reject(new Error("The queue is closed."));
    return new Promise((resolve, reject) => {
      this.asked.set(key, { spec, refused: 0, renewing: false, resolve, reject });
      this.add(key, spec).catch((error) => this.giveUp(error));
    });
  }

  /** The record is stored: the queue may forget its job. */
  async stored(key: string): Promise<void> {
    if (!this.closed) await this.queue.remove(key);
  }

  /** Takes back what nobody has begun. Runs under way are finished by their workers; their results wait in the queue. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const timer of this.timers) clearInterval(timer);
    const keys = [...this.asked.keys()];
    for (const key of keys) this.fail(key, new Error("The queue was closed."));
    const last = async (): Promise<void> => {
      await Promise.all(keys.map((key) => this.takeBack(key)));
      await this.studyProcesses.leave(this.self);
      await Promise.all([this.events.close(), this.queue.close()]);
    };
    await within(last(), LAST_WORD).catch(() => {}); // a queue that is away: its workers' results are collected later
    this.redis.disconnect();
  }

  private ours(): WorkerProcess[] {
    const own = queueName(this.engine);
    return this.present.filter(({ engine }) => queueName(engine) === own);
  }

  private async add(key: string, spec: RunSpec): Promise<void> {
    const keep = { age: KEEP_SECONDS };
    await this.queue.add(
      "run",
      { study: this.study, spec },
      { jobId: key, removeOnComplete: keep, removeOnFail: keep },
    );
  }

  /** Waiting jobs only: what a worker has begun or finished stays. */
  private async takeBack(key: string): Promise<void> {
    const job = await this.queue.getJob(key);
    if (job && (await job.isWaiting())) await job.remove().catch(() => {}); // a worker was quicker
  }

  /** A lost connection is made again and nothing fails; what fails is something else, such as a Redis without room. */
  private giveUp(error: Error): void {
    for (const key of [...this.asked.keys()]) this.fail(key, new Error(`${this.address}: ${error.message}`));
  }

  /** Takes what came back for a run, if it is a result of it. */
  private settle(key: string, value: unknown): void {
    const asked = this.asked.get(key);
    if (asked === undefined) return;
    try {
      asked.resolve(checkResult(value, asked.spec));
      this.asked.delete(key);
    } catch (error) {
      this.renew(key, asked, (error as Error).message);
    }
  }

  private failed(key: string, reason: string): void {
    const asked = this.asked.get(key);
    if (asked === undefined) return;
    if (reason.startsWith(SET_ASIDE)) this.renew(key, asked, reason);
    else this.settle(key, lostResult(`its workers were lost (${reason})`));
  }

  /** Asks anew for a run for which no result came: another's job stood in its place, or a worker did not know of us yet. */
  private renew(key: string, asked: Asked, reason: string): void {
    if (asked.renewing) return;
    if (asked.refused === MAX_REFUSALS) {
      this.settle(key, lostResult(`no result was right, ${MAX_REFUSALS + 1} times (${reason})`.slice(0, 2000)));
      return;
    }
    asked.refused++;
    asked.renewing = true;
    const again = async (): Promise<void> => {
      await this.studyProcesses.announce(this.self);
      await this.queue.remove(key);
      await this.add(key, asked.spec);
    };
    again()
      .catch((error) => this.giveUp(error))
      .finally(() => {
        asked.renewing = false;
      });
  }

  private fail(key: string, error: Error): void {
    this.asked.get(key)?.reject(error);
    this.asked.delete(key);
  }

  /** Collects results whose event was lost, and asks again for what the Redis has lost. */
  private async sweep(): Promise<void> {
    if (this.sweeping || this.redis.status !== "ready") return;
    this.sweeping = true;
    try {
      await Promise.all([...this.asked].map(([key, asked]) => this.look(key, asked)));
    } catch (error) {
      this.giveUp(error as Error);
    } finally {
      this.sweeping = false;
    }
  }

  private async look(key: string, asked: Asked): Promise<void> {
    let job: Job<RunJob> | undefined;
    try {
      job = await this.queue.getJob(key);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.renew(key, asked, error.message); // what stands there is no job
      return;
    }
    if (this.closed || asked.renewing || !this.asked.has(key)) return;
    if (!job) {
      await this.studyProcesses.announce(this.self); // workers do what a study that they know of asks for
      await this.add(key, asked.spec);
    } else if (job.failedReason && job.finishedOn) this.failed(key, job.failedReason);
    else if (job.finishedOn) this.settle(key, job.returnvalue);
  }

  /** Counts the jobs that workers set aside and that are not ours. */
  private async lookAside(): Promise<void> {
    const ids = await this.redis.zrange(this.queue.toKey("failed"), 0, SHOWN_ASIDE - 1);
    const others = ids.filter((id) => !this.asked.has(id));
    const reasons = await Promise.all(others.map((id) => this.redis.hget(this.queue.toKey(id), "failedReason")));
    const aside = reasons.flatMap((reason, i) =>
      reason?.startsWith(SET_ASIDE) ? [`${others[i]} (${reason.slice(SET_ASIDE.length)})`] : [],
    );
    this.aside = { count: aside.length, last: JSON.stringify(aside.at(-1)?.slice(0, 200) ?? "") };
  }

  private async sign(): Promise<void> {
    try {
      await this.studyProcesses.announce(this.self);
      this.present = await this.workerProcesses.present();
      await this.lookAside();
    } catch (error) {
      this.giveUp(error as Error);
    }
  }
}

/** A run that ended without a result. */
function lostResult(message: string): RunResult {
  return {
    outcome: { status: "failed", error: { name: "WorkerError", message } },
    cost: { prepare: 0, train: 0, measure: 0, ended: new Date().toISOString(), node: process.version },
  };
}
