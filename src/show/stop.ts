/** Where the kernel puts the function that gives the signal. */
const PROVIDER = Symbol.for("tslab-kernel.stopSignal");

/**
 * The signal that Jupyter's Stop button aborts, a fresh one for each run of a cell:
 * `await train(model, data, { signal: notebookStopSignal() })`. A cell that asked for it has two seconds after Stop to
 * return by itself, and then keeps the variables that it declares. Outside of the kernel the signal never aborts.
 *
 * Stop also ends cells that do not ask for it, but for one call inside native code or another library behind an await (a
 * polars query: the cell ends when it returns), and work outside of the cell's own thread (worker threads, child processes):
 * end that when the signal aborts.
 */
export function notebookStopSignal(): AbortSignal {
  const provider = (globalThis as Record<symbol, unknown>)[PROVIDER] as (() => AbortSignal) | undefined;
  return provider === undefined ? new AbortController().signal : provider();
}
