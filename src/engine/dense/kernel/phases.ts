/** The two phases of a step, and which rows of it a thread takes. */

import type { KernelExports } from "./instance";
import { padToFour } from "./layout";

/** One phase over a batch. Rows are multiples of 4; the first `gradientRows` take the whole loss. */
export interface PhaseWork {
  phase: "forward" | "backward";
  gradientRows: number;
  rows: number;
}

/** The part of rows first .. last - 1 that a thread takes: whole blocks of 4 rows, in the order of the threads. */
export function shareOf(first: number, last: number, thread: number, threads: number): [number, number] {
  const blocks = (last - first) / 4;
  const start = first + 4 * Math.floor((blocks * thread) / threads);
  return [start, first + 4 * Math.floor((blocks * (thread + 1)) / threads)];
}

/** Does one thread's part. Rows with an input gradient cost twice the others, so each kind is shared out for itself. */
export function runPhase(
  kernel: KernelExports,
  record: number,
  work: PhaseWork,
  thread: number,
  threads: number,
): void {
  const [gradientFirst, gradientLast] = shareOf(0, work.gradientRows, thread, threads);
  const [plainFirst, plainLast] = shareOf(work.gradientRows, work.rows, thread, threads);
  if (work.phase === "forward") {
    if (gradientFirst < gradientLast) kernel.forward(record, gradientFirst, gradientLast, 1, 1);
    if (plainFirst < plainLast) kernel.forward(record, plainFirst, plainLast, 0, 1);
  } else {
    kernel.clearGradients(record);
    if (gradientFirst < gradientLast) kernel.backward(record, gradientFirst, gradientLast, 1);
    if (plainFirst < plainLast) kernel.backward(record, plainFirst, plainLast, 0);
  }
}

/** The work of a batch: rows of the whole loss are rounded up to 4, those that are too many have v = 0. */
export function batchWork(rows: number, slopeLossRows: number): Omit<PhaseWork, "phase"> {
  return { gradientRows: padToFour(slopeLossRows), rows: padToFour(rows) };
}
