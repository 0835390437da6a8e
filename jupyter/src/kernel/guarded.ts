import { runInThisContext } from "node:vm";
import { defineGlobals } from "./globals";

const CALL = Symbol.for("tslab-kernel.call");
const call = `globalThis[Symbol.for("tslab-kernel.call")].now()`;

/** What is called: one place for all copies of this module (a project may have its own), as a cell may freeze the globals. */
const called: { now: () => void } = (globalThis as { [CALL]?: { now: () => void } })[CALL] ?? { now: () => {} };
defineGlobals({ [CALL]: called });

/** How long the looks of a value may take: its own code runs there (getters, inspect, toJSON), which may never end. */
export const LOOKS_MS = 5000;

/**
 * Calls a function that calls foreign code, so that it ends: after a time, or by Stop.
 *
 * @throws what the function throws; an Error with code ERR_SCRIPT_EXECUTION_TIMEOUT or ERR_SCRIPT_EXECUTION_INTERRUPTED
 */
export function guarded<T>(body: () => T, timeout: number = LOOKS_MS): T {
  let result: T | undefined;
  const before = called.now;
  called.now = () => {
    result = body();
  };
  try {
    runInThisContext(call, { timeout, breakOnSigint: true });
    return result as T;
  } finally {
    called.now = before;
  }
}
