import { runInThisContext } from "node:vm";

const CALL = Symbol.for("tslab-kernel.call");
const call = `globalThis[Symbol.for("tslab-kernel.call")]()`;

/** How long the looks of a value may take: its own code runs there (getters, inspect, toJSON), which may never end. */
export const LOOKS_MS = 5000;

/**
 * Calls a function that calls foreign code, so that it ends: after a time, or by Stop.
 *
 * @throws what the function throws; an Error with code ERR_SCRIPT_EXECUTION_TIMEOUT or ERR_SCRIPT_EXECUTION_INTERRUPTED
 */
export function guarded<T>(body: () => T, timeout: number = LOOKS_MS): T {
  const globals = globalThis as unknown as Record<symbol, unknown>;
  let result: T | undefined;
  globals[CALL] = () => {
    result = body();
  };
  try {
    runInThisContext(call, { timeout, breakOnSigint: true });
    return result as T;
  } finally {
    delete globals[CALL];
  }
}
