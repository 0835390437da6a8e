import type { RunSpec } from "../run-spec";
import type { RunResult } from "./executor";

/** To a worker: do this run. */
export interface RunRequest {
  id: number;
  spec: RunSpec;
}

/** From a worker: what came of it, or why it could not be done. */
export type RunReply = ({ id: number } & RunResult) | { id: number; error: { name: string; message: string } };
