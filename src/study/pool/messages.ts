import type { RunCost, RunOutcome } from "../run-record";
import type { RunSpec } from "../run-spec";

/** To a worker: do this run. */
export interface RunRequest {
  id: number;
  spec: RunSpec;
}

/** From a worker: what came of it, or why it could not be done. */
export type RunReply =
  | { id: number; outcome: RunOutcome; cost: RunCost }
  | { id: number; error: { name: string; message: string } };
