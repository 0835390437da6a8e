import type { EngineName } from "../../src/engine/engine";
import type { PresetName } from "../../src/measure/presets";
import type { Machine } from "../steps/types";

/** What a run leaves behind: the content of bench/results/measures-DATE.json. */
export interface MeasuresResult {
  kind: "measures";
  format: 1;
  /** ISO 8601 */
  date: string;
  /** that the whole run took */
  seconds: number;
  machine: Omit<Machine, "pinnedCores">;
  versions: Record<string, string>;
  backend: string;
  network: string;
  rows: number;
  rounds: number;
  times: PresetTimes[];
  memory: MemoryUse[];
}

/** `evaluate` with one preset on one engine: milliseconds a round, by measure and in total. */
export interface PresetTimes {
  engine: EngineName;
  /** what computed, such as "WebAssembly SIMD" */
  description: string;
  preset: PresetName;
  milliseconds: Record<string, number[]>;
}

/** Resident memory of a process that does nothing but `sensitivity`. */
export interface MemoryUse {
  engine: EngineName;
  rows: number;
  /** before it, with the rows in memory */
  beforeMegabytes: number;
  /** the most at any time */
  peakMegabytes: number;
}
