import { ArgumentError, anyObject, fields, list, type Rule, text } from "../base/check";
import type { RandomState } from "../base/random";
import type { EngineState } from "../engine/engine";
import type { LossState } from "../loss/loss";
import type { EpochRecord } from "./history";

/** The best epoch so far and its weights, in the order of model.trainableWeights. */
export interface BestWeights {
  epoch: number;
  validationLoss: number;
  weights: Float32Array[];
}

/** Everything that an interrupted training needs to end as if it had never stopped. Structured-cloneable. */
export interface TrainingCheckpoint {
  /** what the training was: a checkpoint goes on only with the same options and data sizes */
  fingerprint: string;
  engineState: EngineState;
  /** what the loss keeps between steps; null where it keeps nothing */
  lossState: LossState | null;
  batchRandom: RandomState;
  noiseRandom: RandomState;
  epochs: EpochRecord[];
  best: BestWeights | null;
}

/** A checkpoint by its parts; whether it is of this training the fingerprint says. */
export const CHECKPOINT: Rule<TrainingCheckpoint> = fields<Omit<TrainingCheckpoint, "best" | "lossState">>({
  fingerprint: text,
  engineState: anyObject,
  batchRandom: anyObject,
  noiseRandom: anyObject,
  epochs: list(anyObject),
}) as Rule<TrainingCheckpoint>;

/** Whether a training was refused because the checkpoint that it was to go on from is of other data or options. */
export function isOtherTraining(error: unknown): boolean {
  return error instanceof ArgumentError && error.argument === "resume";
}
