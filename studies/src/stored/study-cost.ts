import type { RunRecord } from "../run-record";

/** What all runs of a study took, in seconds of one thread. */
export interface StudyCost {
  runs: number;
  prepare: number;
  train: number;
  measure: number;
  first: string | null;
  last: string | null;
  /** of Node.js, of the machines that did the runs */
  node: string[];
}

/** Adds up the cost of records. */
export function costOf(records: readonly RunRecord[]): StudyCost {
  const sum = (part: "prepare" | "train" | "measure"): number =>
    Math.round(records.reduce((total, { cost }) => total + cost[part], 0));
  const ended = records.map(({ cost }) => cost.ended).sort();
  return {
    runs: records.length,
    prepare: sum("prepare"),
    train: sum("train"),
    measure: sum("measure"),
    first: ended[0] ?? null,
    last: ended[ended.length - 1] ?? null,
    node: [...new Set(records.map(({ cost }) => cost.node))].sort(),
  };
}
