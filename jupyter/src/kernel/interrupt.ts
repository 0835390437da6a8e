import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { defineGlobals } from "./globals";
import { STOP_FLAG, STOP_FUNCTION } from "./instrument";
import { LOOK_AT_MEMORY, SEEN, STATE_LENGTH, STOP } from "./interrupt-state";
import { checkMemory } from "./memory";

const { compareExchange } = Atomics; // a cell may replace it

/** The main thread's side of Stop and of the end of Jupyter: see interrupt-worker.ts. */
export class Interrupts {
  private readonly state = new Int32Array(new SharedArrayBuffer(4 * STATE_LENGTH));
  private readonly worker: Worker;

  constructor() {
    const stop = (): void => {
      const isLook = compareExchange(this.state, STOP, LOOK_AT_MEMORY, 0) === LOOK_AT_MEMORY;
      if (isLook) checkMemory();
      else throw Object.assign(new Error("Stopped"), { code: "ERR_SCRIPT_EXECUTION_INTERRUPTED" });
    };
    const workerData = { state: this.state, parent: process.ppid };
    this.worker = new Worker(join(__dirname, "interrupt-worker.js"), { workerData });
    this.worker.unref();
    defineGlobals({ [STOP_FLAG]: this.state.subarray(STOP, STOP + 1), [STOP_FUNCTION]: stop });
  }

  /** Calls back for each SIGINT that no running script took; resolves when SIGINT is safe to send. */
  listen(onInterrupt: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.worker.on("error", reject);
      this.worker.on("message", (message: "ready" | "interrupt") => {
        if (message === "ready") return resolve();
        Atomics.store(this.state, STOP, 0);
        Atomics.add(this.state, SEEN, 1);
        Atomics.notify(this.state, SEEN);
        onInterrupt();
      });
    });
  }
}
