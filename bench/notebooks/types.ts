/** The content of bench/results/notebooks-DATE.json. */
import type { Machine } from "../steps/types";

export const ENGINES = ["kernel", "tensors"] as const;
export type EngineRun = (typeof ENGINES)[number];

/** One notebook on one engine; one number a round, in seconds. */
export interface NotebookTimes {
  notebook: string;
  engine: EngineRun;
  /** all cells */
  seconds: number[];
  /** the cells that train */
  trainingSeconds: number[];
}

export interface NotebooksResult {
  kind: "notebooks";
  format: 1;
  date: string;
  machine: Machine;
  node: string;
  runs: NotebookTimes[];
}
