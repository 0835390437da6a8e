import timers from "node:timers";
import { promisify } from "node:util";
import type { Cell, Cells } from "./cell";
import { defineGlobals } from "./globals";
import { AWAIT_FUNCTION, ITERATE_FUNCTION } from "./instrument";

const NEVER = new Promise<never>(() => {});

/**
 * Lets nothing go on that a stopped cell left running: timers of such a cell do not fire, and what its code awaits never
 * comes back. The loop that waits is then garbage; it cannot catch anything and go on.
 */
export function installFreezing(cells: Cells): void {
  const awaited = (value: unknown): unknown => {
    const cell = cells.origin();
    if (cell === null) return value;
    if (cell.frozen) return NEVER;
    if (typeof (value as PromiseLike<unknown> | null)?.then !== "function") return value;
    return Promise.resolve(value).then(
      (result) => (cell.frozen ? NEVER : result),
      (error) => (cell.frozen ? NEVER : Promise.reject(error)),
    );
  };
  const iterated = (values: AsyncIterable<unknown>): AsyncIterable<unknown> => {
    const cell = cells.origin();
    return cell === null ? values : iterate(values, cell);
  };
  defineGlobals({ [AWAIT_FUNCTION]: awaited, [ITERATE_FUNCTION]: iterated });
  const globals = globalThis as unknown as Record<string, unknown>;
  for (const name of ["setTimeout", "setInterval", "setImmediate", "queueMicrotask"] as const) {
    const original = globalThis[name] as (...values: unknown[]) => unknown;
    const guarded = (callback: unknown, ...rest: unknown[]): unknown => {
      const cell = cells.origin();
      return original(cell !== null && typeof callback === "function" ? guard(callback, cell) : callback, ...rest);
    };
    Object.defineProperty(guarded, "name", { value: name });
    const asPromise = (original as { [promisify.custom]?: unknown })[promisify.custom];
    if (asPromise !== undefined) Object.defineProperty(guarded, promisify.custom, { value: asPromise });
    globals[name] = guarded;
    if (name in timers) (timers as unknown as Record<string, unknown>)[name] = guarded;
  }
}

/** The values, until the cell is stopped: then the loop over them waits for ever. */
async function* iterate(values: AsyncIterable<unknown>, cell: Cell): AsyncGenerator<unknown> {
  try {
    for await (const value of values) {
      if (cell.frozen) await NEVER;
      yield value;
    }
  } catch (error) {
    if (cell.frozen) await NEVER;
    throw error;
  }
}

// biome-ignore lint/complexity/noBannedTypes: a callback of any kind
function guard(callback: Function, cell: Cell): (...values: unknown[]) => unknown {
  return function (this: unknown, ...values: unknown[]): unknown {
    return cell.frozen ? undefined : Reflect.apply(callback, this, values);
  };
}
