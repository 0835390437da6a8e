/**
 * Runs in a worker thread of the kernel and takes Jupyter's SIGINT, which the main thread cannot see while it computes.
 * Node hands SIGINT to the script that was started last with `breakOnSigint`, in any thread: while a cell's own script
 * runs that is the cell, which Node then ends by an exception; at any other time it is the script here.
 * It also ends the process when Jupyter has died, whatever the main thread does.
 */
import { runInThisContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { ANSWER_MS, LOOK_AT_MEMORY, LOOK_MS, NEVER_CHANGES, SEEN, STOP } from "./interrupt-state";

const { state, parent } = workerData as { state: Int32Array; parent: number };

/** Sleeps until SIGINT comes. */
function sleepUntilSignal(): void {
  try {
    runInThisContext("kernelSleep()", { breakOnSigint: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
  }
}

/** Sleeps until a signal ends it, and looks now and then whether Jupyter is there. */
function sleep(): void {
  for (;;) {
    if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); // a busy main thread hears nothing else
    Atomics.wait(state, NEVER_CHANGES, 0, LOOK_MS);
    Atomics.compareExchange(state, STOP, 0, LOOK_AT_MEMORY);
  }
}

/** Tells the main thread; where it does not answer, it is inside code that never yields, whose loops are told to end. */
function tellMainThread(): void {
  const seen = Atomics.load(state, SEEN);
  parentPort!.postMessage("interrupt");
  if (Atomics.wait(state, SEEN, seen, ANSWER_MS) === "timed-out") Atomics.store(state, STOP, 1);
}

Object.assign(globalThis, {
  kernelSleep: sleep,
  kernelServe: () => {
    parentPort!.postMessage("ready");
    for (;;) {
      sleepUntilSignal();
      tellMainThread();
    }
  },
});
// The outer script keeps Node's handler of SIGINT installed between two inner ones; without any, SIGINT ends a process.
for (;;) {
  try {
    runInThisContext("kernelServe()", { breakOnSigint: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
    tellMainThread();
  }
}
