/** Loaded in worker threads of cells before their program: see threads.ts. */
process.on("uncaughtExceptionMonitor", (thrown: unknown) => {
  if (!(thrown instanceof DOMException)) return;
  const { name, message, stack } = thrown;
  for (const [key, value] of Object.entries({ name, message, stack }))
    Object.defineProperty(thrown, key, { value, enumerable: true }); // own properties are handed on
});
