/** The script of one more thread of a training: does its share of each phase until it is told to quit. */
import { workerData } from "node:worker_threads";
import { instantiate, type KernelVariant, type WasmMemory } from "./instance";
import { trustNative } from "./native";
import { runPhase } from "./phases";
import { Signals } from "./signals";

/** What a thread is started with. */
export interface ThreadStart {
  variant: KernelVariant;
  /** the file of a native variant, which the main thread has checked */
  native: string | null;
  memory: WasmMemory;
  /** address of the thread's own record */
  record: number;
  /** its number, from 1; the main thread is 0 */
  thread: number;
}

function serve({ variant, native, memory, record, thread }: ThreadStart): void {
  const signals = new Signals(memory.buffer);
  try {
    if (native !== null) trustNative(native);
    const { exports } = instantiate(variant, memory);
    signals.done();
    for (;;) {
      const { order, gradientRows, rows, threads } = signals.awaitOrder();
      if (order === "quit") break;
      if (thread < threads) runPhase(exports, record, { phase: order, gradientRows, rows }, thread, threads);
      signals.done();
    }
    signals.done();
  } catch (error) {
    signals.failed();
    throw error;
  }
}

serve(workerData as ThreadStart);
