import { ArgumentError, anyObject, fields, list, type Rule, text } from "../base/check";
import { fingerprint } from "../base/platform";
import type { RandomState } from "../base/random";
import type { Samples } from "../base/samples";
import type { Engine, EngineState } from "../engine/engine";
import type { LossState } from "../loss/loss";
import { noisyColumns } from "./batches";
import type { EpochRecord } from "./history";
import type { CheckedTrainOptions } from "./options";

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

/** A short hash of everything that decides how a training goes on, so that a checkpoint is never resumed with something else. `epochs` may grow, and early stopping change. */
export function fingerprintOf(engine: Engine, data: Samples, options: CheckedTrainOptions): string {
  const { adam, batchSize, dropLastBatch, inputNoise, slopeLossFraction, warmUpEpochs, seed, loss, validation } =
    options;
  const shapes = engine.getState().weights.map((w) => w.length);
  const { rows, features } = data;
  // how sums are split decides their rounding; the last batch of an epoch may be smaller
  const threads = [batchSize, rows % batchSize || batchSize].map((count) => engine.threadsFor(count));
  const settings = JSON.stringify({
    adam: { ...adam, clipNorm: String(adam.clipNorm) },
    batchSize,
    dropLastBatch,
    inputNoise,
    laiFraction: slopeLossFraction, // its name in version 0.1, whose checkpoints still fit
    warmUpEpochs,
    seed,
    loss: [loss.name, loss.options],
    engine: engine.description,
    threads,
    shapes,
    rows,
    features,
    noisyColumns: noisyColumns(data, options),
  });
  // the validation rows decide what was best so far
  const samples = validation ? [data, validation] : [data];
  const arrays = samples.flatMap(({ x, y }) => [x, y]);
  const bytes = arrays.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  return fingerprint([settings, ...bytes]);
}
