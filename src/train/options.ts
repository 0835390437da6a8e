import { ArgumentError, checkChoice, checkKeys, checkNumber } from "../base/check";
import type { PerturbedColumns, Samples } from "../base/samples";
import type { AdamOptions, EngineName } from "../engine/engine";
import { readSamples, type SampleRows } from "../engine/inputs";
import { checkThreads, type ThreadsOption } from "../engine/threads";
import type { GradientAwareLoss } from "../loss/loss";
import { plainLoss } from "../loss/plain-loss";
import type { TrainingCheckpoint } from "./checkpoint";
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
  /**
   * the columns that take it: "numeric", those that hold numbers (all of them where the samples have no `columns`), or
   * "all", one-hot and 0/1 columns too, as in the first edition; defaults to "numeric"
   */
  perturbedColumns?: PerturbedColumns;
  /** first epochs that take the base loss alone (our reading of the paper); defaults to 0 */
  warmUpEpochs?: number;
  /** share of each batch that takes the whole loss after the warm-up, the rest takes its base loss (our reading of the paper's random sampling); in (0, 1], defaults to 1 */
  laiFraction?: number;
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
   * enough for it (rows x weights of 4 million or more) and this machine has the cores. Sums over several threads are taken
   * in another order, so that results differ from those of one thread by rounding; the same number gives the same bits at
   * each run. Defaults to 1, which is best where several trainings run side by side.
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

/** Options with every default filled in and checked. */
export type CheckedTrainOptions = Required<Omit<TrainOptions, Optional | "validation">> &
  Pick<TrainOptions, Optional> & { validation: Samples | undefined; adam: AdamOptions };
type Optional = "earlyStopping" | "signal" | "onEpoch" | "engine" | "resume" | "clipNorm";

const KNOWN: readonly (keyof TrainOptions)[] = [
  ...([
    "loss",
    "epochs",
    "batchSize",
    "dropLastBatch",
    "learningRate",
    "weightDecay",
    "clipNorm",
    "inputNoise",
    "perturbedColumns",
  ] as const),
  ...([
    "warmUpEpochs",
    "laiFraction",
    "validation",
    "earlyStopping",
    "keep",
    "seed",
    "signal",
    "onEpoch",
    "engine",
  ] as const),
  ...(["threads", "trackSlope", "checkLoss", "resume"] as const),
];

/** Fills in the defaults and checks every option against the number of training rows. */
export function checkTrainOptions(options: TrainOptions, rows: number): CheckedTrainOptions {
  checkKeys("train", options, KNOWN);
  const loss = options.loss ?? plainLoss();
  if (typeof loss?.bind !== "function") {
    throw new ArgumentError("loss", loss, "give a loss such as plainLoss() or laiLoss({ lambda: 0.3 }).");
  }
  const epochs = checkNumber("epochs", options.epochs ?? 100, { min: 1, integer: true });
  const batchSize = checkNumber("batchSize", options.batchSize ?? Math.min(128, rows), { min: 1, integer: true });
  if (batchSize > rows) {
    throw new ArgumentError("batchSize", batchSize, `the data have ${rows} rows; give at most that.`);
  }
  const clipNorm = options.clipNorm;
  if (clipNorm !== undefined) checkNumber("clipNorm", clipNorm, { above: 0 });
  const warmUpEpochs = checkNumber("warmUpEpochs", options.warmUpEpochs ?? 0, { min: 0, integer: true });
  if (warmUpEpochs >= epochs) {
    throw new ArgumentError(
      "warmUpEpochs",
      warmUpEpochs,
      `give fewer than the ${epochs} epochs, or the loss never acts.`,
    );
  }
  const keep = checkChoice("keep", options.keep ?? "last", ["last", "best"]);
  const { earlyStopping } = options;
  const validation = options.validation && readSamples(options.validation, "validation");
  if (keep === "best" && !validation)
    throw new ArgumentError("keep", keep, "give validation rows, which decide what is best.");
  if (earlyStopping) {
    if (!validation) throw new ArgumentError("earlyStopping", earlyStopping, "give validation rows to watch.");
    checkNumber("earlyStopping.patience", earlyStopping.patience, { min: 1, integer: true });
    checkNumber("earlyStopping.minDelta", earlyStopping.minDelta ?? 0, { min: 0 });
  }
  if (options.engine !== undefined) checkChoice("engine", options.engine, ["dense", "tape"]);
  const learningRate = checkNumber("learningRate", options.learningRate ?? 0.001, { above: 0 });
  const weightDecay = checkNumber("weightDecay", options.weightDecay ?? 0, { min: 0 });
  return {
    ...options,
    loss,
    epochs,
    batchSize,
    dropLastBatch: options.dropLastBatch ?? false,
    learningRate,
    weightDecay,
    inputNoise: checkNumber("inputNoise", options.inputNoise ?? 0, { min: 0 }),
    perturbedColumns: checkChoice("perturbedColumns", options.perturbedColumns ?? "numeric", ["numeric", "all"]),
    warmUpEpochs,
    validation,
    laiFraction: checkNumber("laiFraction", options.laiFraction ?? 1, { above: 0, max: 1 }),
    keep,
    seed: checkNumber("seed", options.seed ?? 0, { integer: true }),
    threads: checkThreads(options.threads ?? 1),
    trackSlope: options.trackSlope ?? true,
    checkLoss: options.checkLoss ?? true,
    adam: {
      learningRate,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      weightDecay,
      clipNorm: clipNorm ?? Number.POSITIVE_INFINITY,
    },
  };
}
