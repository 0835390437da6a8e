import type { RunCost, RunOutcome } from "../run-record";
import type { RunSpec } from "../run-spec";

/** What a run gave, and what it took. */
export interface RunResult {
  outcome: RunOutcome;
  cost: RunCost;
}

/** Does runs, somewhere: on worker threads, or on other machines. */
export interface Executor {
  /** runs that it can have in hand at a time; may change */
  readonly capacity: number;
  /** threads that are at work on them, as far as it knows; may change */
  readonly threads: number;
  /** whether runs under way go on after `close`, and their results wait for the next call */
  readonly outlives: boolean;
  /** what to say beside the progress, such as who does the runs; null for nothing */
  note(): string | null;
  /**
   * Does one run. A run that fails by itself, or that ends its worker each time, is an outcome.
   *
   * @throws Error where no run can be done any more, or after `close`
   */
  run(key: string, spec: RunSpec): Promise<RunResult>;
  /** Told that the record of a run is stored. */
  stored(key: string): Promise<void>;
  /** Ends at once; runs in hand are given up. */
  close(): Promise<void>;
}
