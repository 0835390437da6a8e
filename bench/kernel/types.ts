/** The content of bench/results/kernel-DATE.json. */
import type { Machine } from "../steps/types";

/** What is measured of a kernel, each in milliseconds. */
export const MEASURED = {
  first: "start to the first result",
  trivial: "a trivial cell",
  import: "the cell that imports lai-loss, at once behind the first 21",
  importLater: "that cell, two seconds after the first",
  after: "a trivial cell after it",
  hundredth: "a trivial cell after 100 others",
  complete: "a completion",
  flood: "10 MB of output",
} as const;
export type Measured = keyof typeof MEASURED;

/** What is asked of our kernel on two quiet cores, in milliseconds. */
export const TARGETS: Partial<Record<Measured, number>> = {
  first: 1200,
  trivial: 15,
  import: 600,
  importLater: 600,
  after: 15,
  complete: 15,
};

export interface KernelTimes {
  name: string;
  version: string;
  /** one number a session; a session that only starts has the first and the import behind a pause */
  times: Partial<Record<Measured, number[]>>;
}

export interface KernelResult {
  kind: "kernel";
  format: 1;
  date: string;
  machine: Machine;
  node: string;
  kernels: KernelTimes[];
}
