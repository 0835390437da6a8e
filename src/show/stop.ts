/** Where the kernel puts the function that gives the signal. */
const PROVIDER = Symbol.for("tslab-kernel.stopSignal");

/**
 * The signal that Jupyter's Stop button aborts, a fresh one for each run of a cell:
 * `await train(model, data, { signal: notebookStopSignal() })`. A cell that asked for it has two seconds after Stop to
 * return by itself, and then keeps the variables that it declares. Outside of the kernel the signal never aborts.
 *
 * Stop also ends cells that do not ask for it: their own code wherever it is, what they await, and this package's training
 * and measures. It cannot end two things. Behind an await, one call that computes inside native code or another library (a
 * regular expression, a sort of strings, a decomposition by ml-matrix, a polars query): the cell ends when that call
 * returns, or at Restart. And work outside of the cell's own thread, with the callbacks that it calls (worker threads, child
 * processes, `fs.stat(path, callback)`): end it when the signal aborts.
 */
export function notebookStopSignal(): AbortSignal {
  const provider = (globalThis as Record<symbol, unknown>)[PROVIDER] as (() => AbortSignal) | undefined;
  return provider === undefined ? new AbortController().signal : provider();
}
