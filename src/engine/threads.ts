import { ArgumentError } from "../base/check";
import { cores, HAS_THREADS } from "../base/platform";

/** A number of threads, or "auto": as many as a batch is large enough for. */
export type ThreadsOption = number | "auto";

/** "auto" gives each thread at least so many rows x parameters, about half a millisecond of a Lai step. */
const AUTO_WORK: number = 2 ** 21;
const AUTO_MOST = 8;
const MOST = 64;

export function checkThreads(option: unknown): ThreadsOption {
  if (option === "auto") return option;
  if (Number.isInteger(option) && (option as number) >= 1 && (option as number) <= MOST) {
    if (option === 1 || HAS_THREADS) return option as number;
    throw new ArgumentError("threads", option, "a browser has one for a training: leave it out, or train in Node.js.");
  }
  throw new ArgumentError("threads", option, `give a whole number from 1 to ${MOST}, or "auto".`);
}

/** The most threads that an engine may come to use. */
export function mostThreads(option: ThreadsOption): number {
  return option === "auto" ? Math.min(AUTO_MOST, cores()) : option;
}

/** The threads of one batch: from sizes alone and never from timing, so that each run adds up in the same order. */
export function threadsForBatch(option: ThreadsOption, most: number, rows: number, parameters: number): number {
  if (option !== "auto") return option;
  return Math.max(1, Math.min(most, Math.floor((rows * parameters) / AUTO_WORK)));
}
