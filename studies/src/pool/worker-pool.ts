import { join } from "node:path";
import { type ResourceLimits, Worker } from "node:worker_threads";
import type { RunSpec } from "../run-spec";
import type { Executor, RunResult } from "./executor";
import type { RunReply, RunRequest } from "./messages";

// Ours, not a library: a run whose worker ends (crash, out of memory) is begun again in a new one, three times at most, and then
// has an outcome and a cost. piscina and workerpool reject it, tinypool's threads never settle it after process.exit: tasks,
// attempts and closing would be kept around each of them all the same.

/** One run in hand. */
interface Task {
  id: number;
  spec: RunSpec;
  /** times that it was begun */
  attempts: number;
  begun: number;
  resolve: (result: RunResult) => void;
  reject: (error: Error) => void;
}

interface Slot {
  worker: Worker | null;
  task: Task | null;
}

export interface WorkerPoolOptions {
  /** of each worker thread, such as maxOldGenerationSizeMb */
  resourceLimits?: ResourceLimits;
  /** program of the workers, for tests */
  program?: string;
}

/** Times that a run is begun before it counts as failed: a worker may end for reasons that are not the run's. */
const MAX_ATTEMPTS = 3;

/** Worker threads that are kept from run to run. One that ends is made anew, and its run begun again. */
export class WorkerPool implements Executor {
  readonly outlives = false;
  private readonly slots: Slot[];
  private readonly waiting: Task[] = [];
  private nextId = 0;
  private closed = false;

  constructor(
    readonly capacity: number,
    private readonly options: WorkerPoolOptions = {},
  ) {
    this.slots = Array.from({ length: capacity }, () => ({ worker: null, task: null }));
  }

  get threads(): number {
    return this.capacity;
  }

  note(): null {
    return null;
  }

  async stored(): Promise<void> {}

  run(_key: string, spec: RunSpec): Promise<RunResult> {
    if (this.closed) return Promise.reject(new Error("The worker pool is closed."));
    return new Promise((resolve, reject) => {
      this.waiting.push({ id: this.nextId++, spec, attempts: 0, begun: 0, resolve, reject });
      this.feed();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    const ended = new Error("The worker pool was closed.");
    for (const task of this.waiting.splice(0)) task.reject(ended);
    await Promise.all(
      this.slots.map(async (slot) => {
        slot.task?.reject(ended);
        slot.task = null;
        await slot.worker?.terminate();
        slot.worker = null;
      }),
    );
  }

  private feed(): void {
    for (const slot of this.slots) {
      if (slot.task !== null) continue;
      const task = this.waiting.shift();
      if (task === undefined) return;
      this.begin(slot, task);
    }
  }

  private begin(slot: Slot, task: Task): void {
    slot.task = task;
    slot.worker ??= this.makeWorker(slot);
    task.attempts++;
    task.begun = performance.now();
    slot.worker.postMessage({ id: task.id, spec: task.spec } satisfies RunRequest);
  }

  private makeWorker(slot: Slot): Worker {
    const { program = join(__dirname, "worker.js"), resourceLimits } = this.options;
    const worker = new Worker(program, resourceLimits ? { resourceLimits } : {});
    let cause = "";
    worker.on("message", (reply: RunReply) => this.finish(slot, reply));
    worker.on("error", (error) => {
      cause = `${error.name}: ${error.message}`;
    });
    worker.on("exit", (code) => this.ended(slot, worker, cause || `exit code ${code}`));
    return worker;
  }

  private finish(slot: Slot, reply: RunReply): void {
    const { task } = slot;
    if (task?.id !== reply.id) return;
    if ("error" in reply) {
      this.again(slot, `${reply.error.name}: ${reply.error.message}`);
      return;
    }
    slot.task = null;
    task.resolve({ outcome: reply.outcome, cost: reply.cost });
    this.feed();
  }

  private ended(slot: Slot, worker: Worker, cause: string): void {
    if (this.closed || slot.worker !== worker) return;
    slot.worker = null;
    if (slot.task !== null) this.again(slot, `the worker ended (${cause})`);
  }

  /** Begins the slot's run once more, or gives it up. */
  private again(slot: Slot, cause: string): void {
    const task = slot.task!;
    slot.task = null;
    if (task.attempts < MAX_ATTEMPTS) {
      this.begin(slot, task);
      return;
    }
    task.resolve({
      outcome: { status: "failed", error: { name: "WorkerError", message: `${cause}, ${MAX_ATTEMPTS} times` } },
      cost: {
        prepare: 0,
        train: (performance.now() - task.begun) / 1000,
        measure: 0,
        ended: new Date().toISOString(),
        node: process.version,
      },
    });
    this.feed();
  }
}
