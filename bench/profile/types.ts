/** The content of bench/results/profile-DATE.json. Times are medians over the rounds. */
import type { Machine, NetworkName } from "../steps/types";

/** One part of the kernel, timed alone on one tile of rows. */
export interface PartProfile {
  what: "forward" | "back" | "gradient" | "activation";
  inputs: number;
  units: number;
  /** times that a Lai step does it on each tile */
  count: number;
  microsecondsPerTile: number;
  /** 10^9 operations a second; null for activations, whose operations are not counted */
  gigaflops: number | null;
}

/** Where the time of one Lai step goes, in milliseconds. */
export interface StepProfile {
  name: NetworkName;
  layers: readonly number[];
  rows: number;
  step: number;
  forward: number;
  loss: number;
  backward: number;
  adam: number;
  /** inputs in, checks, calls */
  rest: number;
  parts: PartProfile[];
}

/** What shuffling and gathering the batches takes of a training. */
export interface DrawingProfile {
  loss: "plain" | "lai";
  trainingMilliseconds: number;
  drawingMilliseconds: number;
}

export interface ProfileResult {
  kind: "profile";
  format: 1;
  date: string;
  machine: Machine;
  node: string;
  variant: string;
  rounds: number;
  tileRows: number;
  peakGigaflops: number;
  steps: StepProfile[];
  training: { rows: number; batchSize: number; epochs: number; drawing: DrawingProfile[] };
}
