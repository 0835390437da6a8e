import { runInThisContext } from "node:vm";
import { defineGlobals } from "./globals";

const CALL = Symbol.for("tslab-kernel.call");
const call = `globalThis[Symbol.for("tslab-kernel.call")]()`;

/** What is called; a place of its own, as a cell may have frozen the globals. */
const called = { now: (): void => {} };
defineGlobals({ [CALL]: () => called.now() });

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
