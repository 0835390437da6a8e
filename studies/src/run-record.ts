import { ArgumentError } from "lai-loss";
import type { RunMeasures } from "./measure-run";
import type { KeptEpoch } from "./study";

/** What a run is, for people and tables; its key says the whole. */
export interface RunLabel {
  /** name of the data set in the study */
  data: string;
  /** such as "Lai-MSE, lambda 0.3" */
  method: string;
  learningRate: number;
  seed: number;
}

/** What a run gave: the same numbers each time. Plain JSON. */
export type RunOutcome =
  | {
      status: "done";
      /** epochs trained, and the epoch of the best validation loss after the warm-up */
      epochs: number;
      bestEpoch: number;
      measures: Record<KeptEpoch, RunMeasures>;
      warnings?: readonly string[];
    }
  | {
      status: "failed";
      error: { name: string; message: string };
    };

/**
 * What a run says of one of its two models.
 *
 * @throws ArgumentError where it says nothing: stored results keep what the study looks at
 */
export function measuresOf(
  measures: Partial<Record<KeptEpoch, RunMeasures>>,
  regime: KeptEpoch,
  run: RunLabel,
): RunMeasures {
  const found = measures[regime];
  if (found !== undefined) return found;
  const { data, method, learningRate, seed } = run;
  const which = `${regime} model of ${data}, ${method}, learning rate ${learningRate}, seed ${seed}`;
  throw new ArgumentError(which, undefined, "its record has no measures of it: export or run the study again.");
}

/** How long a run took and where. Not part of what is compared between runs. */
export interface RunCost {
  /** seconds of preparing the rows (0 where they were kept), of training and of measuring */
  prepare: number;
  train: number;
  measure: number;
  /** when it ended, ISO 8601 */
  ended: string;
  /** such as "node 20.20.2" */
  node: string;
}

/** One finished run, as it is stored. */
export interface RunRecord {
  key: string;
  run: RunLabel;
  outcome: RunOutcome;
  cost: RunCost;
}
