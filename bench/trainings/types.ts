/** The content of bench/results/trainings-DATE.json. */
import type { Machine } from "../steps/types";

export interface TrainingsResult {
  kind: "trainings";
  format: 1;
  date: string;
  machine: Machine;
  node: string;
  /** that each worker does in a round, and their epochs */
  trainings: number;
  epochs: number;
  rounds: number;
  /** medians over the rounds; the ratio is to one worker's rate in the same round */
  rates: { workers: number; trainingsPerSecond: number; ratio: number }[];
  starts: { startMilliseconds: number; loadMilliseconds: number; megabytes: number }[];
}
