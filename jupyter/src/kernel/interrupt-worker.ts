/**
 * Runs in a worker thread of the kernel and takes Jupyter's SIGINT, which the main thread cannot see while it computes.
 * Node hands SIGINT to the script that was started last with `breakOnSigint`, in any thread: while a cell's own script
 * runs that is the cell, which Node then ends by an exception; at any other time it is the script here.
 */
import { runInThisContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { ANSWER_MS, NEVER_CHANGES, SEEN, STOP } from "./interrupt-state";

const state: Int32Array = workerData.state;

/** Sleeps until SIGINT comes. */
function sleepUntilSignal(): void {
  try {
    runInThisContext("kernelSleep()", { breakOnSigint: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
  }
}

/** Tells the main thread; where it does not answer, it is inside code that never yields, whose loops are told to end. */
function tellMainThread(): void {
  const seen = Atomics.load(state, SEEN);
  parentPort!.postMessage("interrupt");
  if (Atomics.wait(state, SEEN, seen, ANSWER_MS) === "timed-out") Atomics.store(state, STOP, 1);
}

Object.assign(globalThis, {
  kernelSleep: () => Atomics.wait(state, NEVER_CHANGES, 0),
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
