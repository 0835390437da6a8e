/** How the kernel and a notebook's code find each other, also where the package is loaded twice. */
const PROVIDER = Symbol.for("lai-loss.notebookStopSignal");

/**
 * The signal that Jupyter's Stop button aborts, a fresh one for each run of a cell:
 * `await train(model, data, { signal: notebookStopSignal() })`. A cell that asked for it has two seconds after Stop to
 * return by itself, and then keeps the variables that it declares. Outside of the kernel the signal never aborts.
 */
export function notebookStopSignal(): AbortSignal {
  const provider = (globalThis as Record<symbol, unknown>)[PROVIDER] as (() => AbortSignal) | undefined;
  return provider === undefined ? new AbortController().signal : provider();
}

/** Used by the kernel: says where the signals come from. */
export function provideStopSignal(provider: () => AbortSignal): void {
  (globalThis as Record<symbol, unknown>)[PROVIDER] = provider;
}
