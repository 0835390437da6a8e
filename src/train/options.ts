import {
  ArgumentError,
  abortSignal,
  boolean,
  type Checked,
  callback,
  checkOptions,
  choice,
  count,
  number,
  object,
  optional,
  SEED,
} from "../base/check";
import { PERTURBED_COLUMNS, type PerturbedColumns } from "../base/samples";
import { type AdamOptions, ENGINE_NAMES, type EngineName } from "../engine/engine";
import { readSamples, type SampleRows } from "../engine/inputs";
import { checkThreads, type ThreadsOption } from "../engine/threads";
import type { GradientAwareLoss } from "../loss/loss";
import { LOSS } from "../loss/loss";
import { plainLoss } from "../loss/plain-loss";
import { CHECKPOINT, type TrainingCheckpoint } from "./checkpoint";
import type { EpochRecord } from "./history";

/** Options of `train`. Everything has a default. */
export interface TrainOptions {
  /** the loss; defaults to plainLoss(), the mean squared error */
  loss?: GradientAwareLoss;
  /** passes over the data; defaults to 100 */
  epochs?: number;
  /** rows a step; defaults to 128, or all rows where there are fewer */
  batchSize?: number;
  /** leaves out an epoch's last batch where it is smaller; defaults to false */
  dropLastBatch?: boolean;
  /** of Adam (Kingma & Ba 2015; beta 0.9 and 0.999, epsilon 1e-7 as in Keras); defaults to 0.001 */
  learningRate?: number;
  /** decoupled weight decay of the kernels, not of the biases (Loshchilov & Hutter 2019); defaults to 0 */
  weightDecay?: number;
  /** gradients are scaled down to this L2 norm over all weights; defaults to no limit */
  clipNorm?: number;
  /** standard deviation of Gaussian noise that is added to the inputs of every batch, in standardised units; defaults to 0 */
  inputNoise?: number;
  /** who takes it: "numeric", columns of numbers (all without `columns`), or "all", one-hot and 0/1 too; defaults to "numeric" */
  perturbedColumns?: PerturbedColumns;
  /** first epochs that take the base loss alone (our reading of the paper); defaults to 0 */
  warmUpEpochs?: number;
  /** share of each batch that takes the whole loss after the warm-up, the rest takes its base loss (our reading of the paper's random sampling); in (0, 1], defaults to 1 */
  slopeLossFraction?: number;
  /** rows that are never trained on: their RMSE stands in the history and decides what "best" is */
  validation?: SampleRows;
  /** stops where the validation loss has not fallen by more than minDelta (default 0) for `patience` epochs after the warm-up; defaults to no early stopping */
  earlyStopping?: { patience: number; minDelta?: number };
  /** the weights that the model is left with; "best" is the epoch of the lowest validation loss after the warm-up; defaults to "last" */
  keep?: "last" | "best";
  /** of the batches, the input noise and the rows that `trackSlope` draws, each from a stream of its own; defaults to 0 */
  seed?: number;
  /** ends the training after the running step; the model and the result are those of the last whole epoch */
  signal?: AbortSignal;
  /** called after each epoch; a promise is awaited */
  onEpoch?: (epoch: EpochProgress) => void | Promise<void>;
  /** what computes; defaults to the closed form ("dense") where the model is a stack of Dense layers, else "tape" */
  engine?: EngineName;
  /**
   * threads that share each step of the dense kernel: 1 to 64, or "auto", which takes more than one where a batch is large
   * enough (rows x weights of 4 million or more). Another number rounds otherwise, the same gives the same bits. Defaults to
   * 1, which is best where several trainings run side by side.
   */
  threads?: ThreadsOption;
  /** measures the mean slope of the validation rows (else training rows) each epoch: of all, or of 16,384 drawn by `seed` where there are more; defaults to true */
  trackSlope?: boolean;
  /** checks the derivatives of a loss made by `slopeLoss` by finite differences, once, which takes milliseconds; defaults to true */
  checkLoss?: boolean;
  /** goes on from the checkpoint of an interrupted training with the same data and options */
  resume?: TrainingCheckpoint;
}

/** What `onEpoch` is told: the record of the epoch, and how far the training is. */
export interface EpochProgress extends EpochRecord {
  /** epochs in all */
  epochs: number;
  /** estimate, from the epochs so far */
  secondsLeft: number;
}

export const TRAIN_OPTIONS = {
  loss: optional(LOSS),
  epochs: optional(count(), 100),
  batchSize: optional(count()),
  dropLastBatch: optional(boolean, false),
  learningRate: optional(number({ above: 0 }), 0.001),
  weightDecay: optional(number({ min: 0 }), 0),
  clipNorm: optional(number({ above: 0 })),
  inputNoise: optional(number({ min: 0 }), 0),
  perturbedColumns: PERTURBED_COLUMNS,
  warmUpEpochs: optional(number({ min: 0, integer: true }), 0),
  slopeLossFraction: optional(number({ above: 0, max: 1 }), 1),
  validation: optional((argument, value) => readSamples(value as SampleRows, argument)),
  earlyStopping: optional(object({ patience: count(), minDelta: optional(number({ min: 0 })) })),
  keep: optional(choice(["last", "best"]), "last"),
  seed: SEED,
  signal: optional(abortSignal),
  onEpoch: optional(callback<NonNullable<TrainOptions["onEpoch"]>>()),
  engine: optional(choice(ENGINE_NAMES)),
  threads: optional((_argument, value) => checkThreads(value), 1),
  trackSlope: optional(boolean, true),
  checkLoss: optional(boolean, true),
  resume: optional(CHECKPOINT),
};

/** Options with every default filled in and checked. */
export type CheckedTrainOptions = Checked<typeof TRAIN_OPTIONS> & {
  loss: GradientAwareLoss;
  batchSize: number;
  adam: AdamOptions;
};

/** Fills in the defaults and checks every option against the number of training rows. */
export function checkTrainOptions(options: TrainOptions, rows: number): CheckedTrainOptions {
  const checked = checkOptions("train", options, TRAIN_OPTIONS);
  const { loss = plainLoss(), batchSize = Math.min(128, rows), epochs, warmUpEpochs, keep, validation } = checked;
  if (batchSize > rows) {
    throw new ArgumentError("batchSize", batchSize, `the data have ${rows} rows; give at most that.`);
  }
  if (warmUpEpochs >= epochs) {
    const remedy = `give fewer than the ${epochs} epochs, or the loss never acts.`;
    throw new ArgumentError("warmUpEpochs", warmUpEpochs, remedy);
  }
  if (keep === "best" && !validation)
    throw new ArgumentError("keep", keep, "give validation rows, which decide what is best.");
  if (checked.earlyStopping && !validation)
    throw new ArgumentError("earlyStopping", checked.earlyStopping, "give validation rows to watch.");
  const { learningRate, weightDecay, clipNorm = Number.POSITIVE_INFINITY } = checked;
  const adam = { learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay, clipNorm };
  return { ...checked, loss, batchSize, adam };
}
