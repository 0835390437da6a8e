/** What a run of the benchmark leaves behind: the content of bench/results/steps-DATE.json. */

export const LOSS_NAMES = ["plain", "lai"] as const;
export type LossName = (typeof LOSS_NAMES)[number];
export const NETWORK_NAMES = ["S", "M", "L"] as const;
export type NetworkName = (typeof NETWORK_NAMES)[number];

export interface Network {
  name: NetworkName;
  layers: readonly number[];
  rows: number;
}

export interface Machine {
  processor: string;
  /** that the benchmark may use */
  cores: number;
  memoryGigabytes: number;
  system: string;
  /** the cores that contenders are held on, each on as many of the first as it has threads; empty without taskset */
  pinnedCores: number[];
}

/** One who takes part, whether it could run or not. */
export interface ContenderRecord {
  id: string;
  label: string;
  threads: number;
  versions: Record<string, string>;
  /** why it could not run, where it could not */
  unavailable?: string;
}

/** The times of one contender with one loss. */
export interface Measured {
  contender: string;
  loss: LossName;
  /** steps (or epochs) that were timed at once */
  steps: number;
  /** per step (a training: for all of it), one a round; null in rounds that a slow contender sat out */
  milliseconds: (number | null)[];
  /** what all had to agree on: the loss after so many steps */
  check: { steps: number; loss: number } | null;
}

/** What was to be measured in rounds and was not. */
export interface LeftOut {
  contender: string;
  loss: LossName;
  reason: string;
  /** of the one step that was too slow for rounds */
  onceMilliseconds?: number;
}

export interface NetworkResult extends Network {
  measured: Measured[];
  leftOut: LeftOut[];
}

/** A whole training; milliseconds are for all of it. */
export interface TrainingResult {
  layers: readonly number[];
  rows: number;
  batchSize: number;
  epochs: number;
  measured: Measured[];
  leftOut: LeftOut[];
}

export interface StepsResult {
  kind: "steps";
  format: 1;
  /** ISO 8601 */
  date: string;
  /** that the whole run took */
  seconds: number;
  machine: Machine;
  settings: {
    rounds: number;
    blockMilliseconds: number;
    seed: number;
    /** floating-point operations of one step of the contender "peak" */
    peakFlops: number;
  };
  contenders: ContenderRecord[];
  networks: NetworkResult[];
  training: TrainingResult | null;
}
