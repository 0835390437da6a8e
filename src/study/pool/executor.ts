import type { RunCost, RunOutcome } from "../run-record";
import type { RunSpec } from "../run-spec";

/** Does runs, somewhere: on worker threads, or on other machines. */
export interface Executor {
  /** runs that it can have in hand at a time */
  readonly capacity: number;
  /**
   * Does one run. A run that fails by itself, or that ends its worker each time, is an outcome.
   *
   * @throws Error where no run can be done any more, or after `close`
   */
  run(key: string, spec: RunSpec): Promise<{ outcome: RunOutcome; cost: RunCost }>;
  /** Ends at once; runs in hand are given up. */
  close(): Promise<void>;
}
