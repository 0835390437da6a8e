/** The main thread's side of one training over several threads. All of them work on one shared memory. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { KernelInstance } from "./instance";
import { nativeFile } from "./native";
import { type PhaseWork, runPhase } from "./phases";
import { Signals } from "./signals";
import type { ThreadStart } from "./thread-worker";

const START_MILLISECONDS = 30_000;
const STEP_MILLISECONDS = 600_000;
const QUIT_MILLISECONDS = 2_000;

export class StepThreads {
  private readonly signals: Signals;
  private readonly workers: Worker[];
  private failure: Error | null = null;

  /** Starts a thread for each record but the first, which is the main thread's, and waits until they are ready. */
  constructor(
    private readonly kernel: KernelInstance,
    private readonly records: readonly number[],
  ) {
    const { variant, memory } = kernel;
    const native = variant === "simd" || variant === "relaxed-simd" ? null : nativeFile();
    this.signals = new Signals(memory.buffer);
    this.workers = records.slice(1).map((record, i) => {
      const start: ThreadStart = { variant, native, memory, record, thread: i + 1 };
      const worker = new Worker(join(__dirname, "thread-worker.js"), { workerData: start });
      worker.unref();
      worker.on("error", (error: Error) => {
        this.failure = error;
      });
      return worker;
    });
    if (!this.signals.awaitDone(this.workers.length, START_MILLISECONDS)) this.fail("did not start");
  }

  /** One phase, shared out over the first `threads` threads. */
  run(work: PhaseWork, threads: number): void {
    if (this.failure) this.fail("failed");
    this.signals.give(work, threads);
    runPhase(this.kernel.exports, this.records[0], work, 0, threads);
    if (!this.signals.awaitDone(this.workers.length, STEP_MILLISECONDS)) this.fail("stopped answering");
  }

  /** Ends the threads. Returns true where all of them are done with the memory, so that it can be used again. */
  dispose(): boolean {
    this.signals.give(null, 0);
    const quiet = this.signals.awaitDone(this.workers.length, QUIT_MILLISECONDS);
    for (const worker of this.workers) void worker.terminate();
    return quiet;
  }

  private fail(what: string): never {
    for (const worker of this.workers) void worker.terminate();
    const reason = this.failure ? `: ${this.failure.message}` : "";
    throw new Error(
      `A thread of the dense engine ${what}${reason}. Train again, with threads: 1 where it happens again.`,
    );
  }
}
