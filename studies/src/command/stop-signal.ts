/** Exit code of a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** Aborted by the first Ctrl-C (or SIGTERM); a second one ends the process at once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}
