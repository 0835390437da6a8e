import { createRequire, syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import type { WorkerOptions } from "node:worker_threads";

/**
 * Lets what a worker thread of a cell throws keep its name: Node hands a DOMException on to the main thread as an empty
 * object. The thread loads thread-errors.js first.
 */
export function nameErrorsOfThreads(): void {
  const threads = createRequire(__filename)("node:worker_threads") as typeof import("node:worker_threads");
  const first = ["--require", join(__dirname, "thread-errors.js")];
  const { Worker: NodeWorker } = threads;
  class Worker extends NodeWorker {
    constructor(program: string | URL, options: WorkerOptions = {}) {
      super(program, { ...options, execArgv: [...first, ...(options.execArgv ?? process.execArgv)] });
    }
  }
  Object.assign(threads, { Worker });
  syncBuiltinESMExports();
}
