import type { Machine } from "../../steps/types";

/** What one setting of the study came to on one data set. */
export interface Cell {
  data: string;
  /** as tables name it, such as "Lai-MSE, lambda 0.3" */
  setting: string;
  /** chosen on the tuning seeds */
  learningRate: number;
  /** mean over the evaluation seeds of the clean test RMSE of the last epoch, and of the mean slope on the test rows */
  rmse: number;
  slope: number;
}

/** What a contender found, as its program says. */
export interface Findings {
  versions: Record<string, string>;
  cells: Cell[];
}

/** One contender: what it took from the start of its first process to its end, a number a round. */
export interface StudyTimes extends Findings {
  id: string;
  label: string;
  /** null in rounds that a slow contender sat out */
  seconds: (number | null)[];
}

/** The content of bench/results/study-DATE.json. */
export interface StudyResult {
  kind: "study";
  format: 1;
  /** ISO 8601 */
  date: string;
  machine: Machine;
  processes: number;
  /** trainings of the whole study */
  trainings: number;
  epochs: number;
  seeds: { tuning: number; evaluation: number };
  /** data set and its training rows */
  rows: Record<string, number>;
  contenders: StudyTimes[];
  leftOut: { contender: string; reason: string }[];
}
