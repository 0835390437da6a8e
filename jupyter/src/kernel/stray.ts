import type { Cell, Cells } from "./cell";
import type { Failure } from "./failure";
import { ProcessExit } from "./leave";

/** An error that nobody waited for: a rejected promise without a handler, or an exception in a timer or event. */
export interface StrayError {
  failure: Failure;
  /** the cell that started the work, where it is known */
  origin: Cell | null;
}

/** Node would take SIGINT for itself when a listener is added, and Stop would not come any more: the kernel tells them. */
const SIGINT_LISTENERS = new Set(["newListener", "removeListener"]);
const EVENTS = new Set(["uncaughtException", "unhandledRejection"]);

/**
 * Keeps stray errors from being lost and from ending the kernel. It stands before process.emit and not behind process.on,
 * because libraries (Emscripten's output, so tfjs's wasm backend) register listeners that throw the error again, which
 * ends a process. Listeners of others still run; what they throw is kept too.
 */
export function catchStrayErrors(
  cells: Cells,
  describe: (thrown: unknown) => Failure,
  onStray: (error: StrayError) => void,
): void {
  const emit = process.emit;
  const report = (thrown: unknown): void => {
    if (thrown instanceof ProcessExit) return; // its cell has been told
    const origin = cells.origin();
    if (!origin?.frozen) onStray({ failure: describe(thrown), origin });
  };
  process.emit = function (this: NodeJS.Process, event: string, ...values: unknown[]): boolean {
    if (SIGINT_LISTENERS.has(event) && values[0] === "SIGINT") return true;
    if (!EVENTS.has(event)) return Reflect.apply(emit, process, [event, ...values]);
    report(values[0]);
    for (const listener of process.rawListeners(event)) {
      try {
        Reflect.apply(listener, process, values);
      } catch (thrown) {
        if (thrown !== values[0]) report(thrown);
      }
    }
    return true;
  } as typeof process.emit;
}

/**
 * `process.removeAllListeners()` leaves those that are there now: without Node's own, a signal that a cell listens to would
 * end the process.
 */
export function keepOwnListeners(): void {
  const own = process.eventNames().map((name) => [name, process.rawListeners(name as "exit")] as const);
  const { removeAllListeners } = process;
  process.removeAllListeners = function (this: NodeJS.Process, ...names: []): NodeJS.Process {
    Reflect.apply(removeAllListeners, process, names);
    for (const [name, listeners] of own)
      for (const listener of listeners)
        if (!process.rawListeners(name as "exit").includes(listener as () => void))
          process.on(name, listener as () => void);
    return process;
  };
}

/** A stray error as the later cell that it fails is told of it. */
export function describeLateError(error: StrayError): Failure {
  const from = error.origin === null ? "an earlier cell" : `cell [${error.origin.count}]`;
  const note =
    `This error comes from work that ${from} left running without awaiting it. ` +
    "The cell here was stopped for it: mend or await that work, then run this cell again.";
  return { ...error.failure, traceback: [...error.failure.traceback, "", note] };
}
