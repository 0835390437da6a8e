import { ArgumentError } from "../base/check";
import { looksLike } from "../base/format";
import { nextTurn } from "../base/platform";
import type { Samples } from "../base/samples";
import { standardisationWarning } from "../base/standardised";
import { createEngine } from "../engine/create-engine";
import type { Engine } from "../engine/engine";
import { readSamples, type SampleRows } from "../engine/inputs";
import { checkSlopeLossOnce } from "../loss/check-loss";
import type { LossEvaluator } from "../loss/loss";
import { checkTargets } from "../loss/loss";
import type { Model } from "../model/model";
import { BatchSource, noisyColumns } from "./batches";
import { fingerprintOf, type TrainingCheckpoint } from "./checkpoint";
import { CheckpointKeeper } from "./checkpoint-keeper";
import { TrainingDivergedError } from "./diverged";
import { type EpochRecord, type TrainingHistory, trainingLooks } from "./history";
import { type CheckedTrainOptions, checkTrainOptions, type TrainOptions } from "./options";
import { Validator } from "./validate";

/** What a training gives back. */
export interface TrainingResult {
  /** plain JSON */
  history: TrainingHistory;
  /** weights after the last epoch, in the order of model.trainableWeights; of a dense network kernel and bias of each layer */
  lastWeights: Float32Array[];
  /** weights of the best epoch; null without validation rows, or where none came after the warm-up */
  bestWeights: Float32Array[] | null;
  /** goes on from here, also after an abort: train(model, data, { ...options, resume: checkpoint }) */
  checkpoint: TrainingCheckpoint;
}

/**
 * Trains a model with Adam on any gradient-aware loss, in two phases: `warmUpEpochs` with the base loss alone, then with the
 * whole loss on a random `slopeLossFraction` of each batch. This is our reading of the "random sampling method" of
 * arXiv 2405.07884. The trained weights are put into the model, a dense network as well as a tf model; the data never change.
 *
 * Always look at both weights that come back: early stopping and "best" weaken the slope control.
 *
 * @param model a tf.LayersModel of input shape [rows, features] and output shape [rows, 1], or a dense network as plain data
 * @param data standardised rows: x of shape [rows, features] and y of shape [rows], or [rows, 1] as a tensor; tensors stay
 * the caller's to dispose of
 * @throws ArgumentError for bad data, options or models, before anything is trained
 * @throws TrainingDivergedError with epoch, step and likely cause; the model is left as after the last whole epoch
 */
export async function train(model: Model, data: SampleRows, options: TrainOptions = {}): Promise<TrainingResult> {
  const samples = readSamples(data, "data");
  const checked = checkTrainOptions(options, samples.rows);
  if (checked.checkLoss) checkSlopeLossOnce(checked.loss, samples);
  if (checked.inputNoise > 0 && noisyColumns(samples, checked).length === 0) {
    const remedy =
      'no feature holds numbers, and a standard deviation of the others means nothing: leave it out, or give perturbedColumns: "all".';
    throw new ArgumentError("inputNoise", checked.inputNoise, remedy);
  }
  checkTargets(checked.loss, samples.y, "data.y");
  const { validation } = checked;
  if (validation) {
    checkTargets(checked.loss, validation.y, "validation.y");
    if (validation.features !== samples.features) {
      const remedy = `the training data have ${samples.features}.`;
      throw new ArgumentError("validation.features", validation.features, remedy);
    }
  }
  const warnings = [standardisationWarning(samples, checked.loss.isLogistic)].filter((w): w is string => w !== null);
  for (const warning of warnings) console.warn(warning);
  const engine = createEngine(model, { engine: checked.engine, threads: checked.threads });
  try {
    if (engine.features !== samples.features) {
      throw new ArgumentError("data.features", samples.features, `the model takes ${engine.features} inputs a row.`);
    }
    if (engine.fallbackReason) {
      console.warn(`Trained by ${engine.description}, slower than the dense kernel: ${engine.fallbackReason}.`);
    }
    return await new Training(engine, samples, checked, warnings).run();
  } finally {
    engine.dispose();
  }
}

/** A training lets the event loop run after so many milliseconds. */
const PAUSE_EVERY_MS = 30;

class Training {
  private readonly batches: BatchSource;
  private readonly validator: Validator;
  private readonly evaluate: LossEvaluator;
  private readonly keeper: CheckpointKeeper;
  private lastPause = 0;

  constructor(
    private readonly engine: Engine,
    data: Samples,
    private readonly options: CheckedTrainOptions,
    private readonly warnings: string[],
  ) {
    const { loss, validation, warmUpEpochs, seed } = options;
    this.batches = new BatchSource(data, options);
    this.validator = new Validator(loss, validation, options.trackSlope ? (validation ?? data) : undefined, seed);
    this.evaluate = loss.bind({ features: data.features, featureNames: data.featureNames });
    const fingerprint = fingerprintOf(engine, data, options);
    const moving = { engine, batches: this.batches, evaluate: this.evaluate };
    this.keeper = new CheckpointKeeper(moving, fingerprint, warmUpEpochs, options.resume);
  }

  async run(): Promise<TrainingResult> {
    const { engine, options, keeper } = this;
    const secondsBefore = keeper.epochs.at(-1)?.seconds ?? 0;
    const begun = performance.now();
    this.lastPause = begun;
    const { earlyStopping, warmUpEpochs } = options;
    const isDue = (): boolean => earlyStopping !== undefined && isStopDue(keeper.epochs, earlyStopping, warmUpEpochs);
    // a training that had ended early is resumed: it ends where it did, unless it is given more patience
    if (isDue()) return this.finish("early");
    for (let epoch = keeper.epochs.length + 1; epoch <= options.epochs; epoch++) {
      const loss = await this.epoch(epoch);
      if (loss === null) return this.finish("aborted");
      const seconds = secondsBefore + (performance.now() - begun) / 1000;
      const record: EpochRecord = { epoch, loss, ...this.validator.look(engine), seconds };
      if (this.evaluate.state) record.lossState = this.evaluate.state.get();
      keeper.add(record);
      const secondsLeft = ((options.epochs - epoch) * seconds) / epoch;
      await options.onEpoch?.({ ...record, epochs: options.epochs, secondsLeft });
      if (isDue()) return this.finish("early");
    }
    return this.finish("completed");
  }

  /** Trains one epoch; returns its mean loss, or null where the signal ended it. */
  private async epoch(epoch: number): Promise<number | null> {
    const { evaluate } = this;
    const { signal, loss, warmUpEpochs, slopeLossFraction, adam } = this.options;
    if (signal?.aborted) return null;
    const warm = epoch <= warmUpEpochs;
    let total = 0;
    let steps = 0;
    for (const batch of this.batches.epoch(warm ? 0 : slopeLossFraction)) {
      const value = this.engine.trainStep(batch, evaluate, loss.needsInputGradient && !warm, adam);
      steps++;
      if (!Number.isFinite(value) || !this.engine.gradientIsFinite) throw this.diverged(value, epoch, steps);
      evaluate.state?.advance();
      total += value;
      if (performance.now() - this.lastPause > PAUSE_EVERY_MS) {
        await nextTurn();
        this.lastPause = performance.now();
        if (signal?.aborted) return null;
      }
    }
    if (!this.engine.hasFiniteWeights()) throw this.diverged(total / steps, epoch, steps);
    return total / steps;
  }

  private diverged(loss: number, epoch: number, step: number): TrainingDivergedError {
    const { weights } = this.engine.getState();
    const gradient = Number.isFinite(loss) && !this.engine.gradientIsFinite;
    this.keeper.goBack();
    this.engine.writeBack();
    const { learningRate } = this.options;
    return new TrainingDivergedError({ loss, gradient, epoch, step, weights, learningRate, warnings: this.warnings });
  }

  private finish(stopped: TrainingHistory["stopped"]): TrainingResult {
    const { engine, options } = this;
    const checkpoint = this.keeper.checkpoint();
    const { best, engineState } = checkpoint;
    const kept = options.keep === "best" && best ? "best" : "last";
    if (kept === "best") engine.setState({ ...engineState, weights: best!.weights });
    engine.writeBack();
    const history: TrainingHistory = {
      engine: engine.name,
      description: describe(engine, options.batchSize),
      loss: { name: options.loss.name, options: options.loss.options },
      epochs: checkpoint.epochs,
      bestEpoch: best?.epoch ?? null,
      kept,
      stopped,
      warnings: this.warnings,
    };
    const result = { history, lastWeights: engineState.weights, bestWeights: best?.weights ?? null, checkpoint };
    looksLike(history, () => trainingLooks(history));
    return looksLike(result, () => trainingLooks(history));
  }
}

/** What computes, with the number of threads where it is not one, and why it is not the dense kernel where it might have been. */
function describe(engine: Engine, batchSize: number): string {
  const threads = engine.threadsFor(batchSize);
  const several = threads > 1 ? `, ${threads} threads` : "";
  const reason = engine.fallbackReason ? ` (${engine.fallbackReason})` : "";
  return `${engine.description}${several}${reason}`;
}

/**
 * Whether the validation loss has not fallen for `patience` epochs by more than minDelta below the lowest that it fell to.
 * Epochs of the warm-up do not count.
 */
function isStopDue(
  epochs: readonly EpochRecord[],
  { patience, minDelta = 0 }: { patience: number; minDelta?: number },
  warmUpEpochs: number,
): boolean {
  let lowest = Number.POSITIVE_INFINITY;
  let since = warmUpEpochs;
  for (const { epoch, validationLoss } of epochs) {
    if (epoch <= warmUpEpochs || !(validationLoss! < lowest - minDelta)) continue;
    lowest = validationLoss!;
    since = epoch;
  }
  return epochs.length - since >= patience;
}
