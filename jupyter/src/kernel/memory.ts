import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** The share of V8's memory that a cell may fill: beyond all of it V8 ends the process, without a word. */
const FULL = 0.8;
/** How much more may be filled after a cell was ended for it: what it had declared is kept. */
const MORE = 0.05;

/** Thrown in a loop of a cell that has filled the memory, so that the kernel and its variables live on. */
export class MemoryExhausted extends Error {
  override readonly name = "MemoryExhausted";
}

let allowed = FULL;
let collect: (() => void) | null = null;

/** Ends the code that calls where V8's memory is nearly full, also once what is garbage was taken away. */
export function checkMemory(): void {
  if (usedShare() < allowed) return;
  collectGarbage();
  const used = usedShare();
  if (used < allowed) return;
  allowed = Math.min(used + MORE, 0.97);
  const { heap_size_limit: limit } = getHeapStatistics();
  const inGigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
  throw new MemoryExhausted(
    `the memory is full: ${inGigabytes(used * limit)} of ${inGigabytes(limit)} GB. This cell was ended before the kernel would ` +
      "be, whose variables are kept: let go of large ones (assign null). More is given by NODE_OPTIONS=--max-old-space-size=8192, set before Jupyter starts.",
  );
}

function usedShare(): number {
  const { used_heap_size, heap_size_limit } = getHeapStatistics();
  return used_heap_size / heap_size_limit;
}

function collectGarbage(): void {
  if (collect === null) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
    setFlagsFromString("--no-expose-gc");
  }
  collect();
}
