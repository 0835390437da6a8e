import type * as tf from "@tensorflow/tfjs";
import { ArgumentError } from "../base/check";
import { checkSamples, type Samples } from "../data/samples";
import { standardisationWarning } from "../data/standardised";
import { createEngine } from "../engine/create-engine";
import type { Engine } from "../engine/engine";
import { checkTargets } from "../loss/check-targets";
import type { LossEvaluator } from "../loss/loss";
import { BatchSource } from "./batches";
import type { BestWeights, TrainingCheckpoint } from "./checkpoint";
import { TrainingDivergedError } from "./diverged";
import { fingerprintOf } from "./fingerprint";
import type { EpochRecord, TrainingHistory } from "./history";
import { type CheckedTrainOptions, checkTrainOptions, type TrainOptions } from "./options";
import { Validator } from "./validate";

/** What a training gives back. */
export interface TrainingResult {
  /** plain JSON */
  history: TrainingHistory;
  /** weights after the last epoch, in the order of model.trainableWeights */
  lastWeights: Float32Array[];
  /** weights of the best epoch; null without validation rows, or where none came after the warm-up */
  bestWeights: Float32Array[] | null;
  /** goes on from here, also after an abort: train(model, data, { ...options, resume: checkpoint }) */
  checkpoint: TrainingCheckpoint;
}

/**
 * Trains a model with Adam on any gradient-aware loss, in two phases: `warmUpEpochs` with the base loss alone, then with the
 * whole loss on a random `laiFraction` of each batch. This is our reading of the "random sampling method" of
 * arXiv 2405.07884. The weights of the model change; the data never do.
 *
 * Always look at both weights that come back: early stopping and "best" undo most of the slope control.
 *
 * @param data standardised rows; x of shape [rows, features]
 * @throws ArgumentError for bad data, options or models, before anything is trained
 * @throws TrainingDivergedError with epoch, step and likely cause; the model is left as after the last whole epoch
 */
export async function train(model: tf.LayersModel, data: Samples, options: TrainOptions = {}): Promise<TrainingResult> {
  checkSamples(data, "data");
  const checked = checkTrainOptions(options, data.rows);
  checkTargets(checked.loss, data.y, "data.y");
  const { validation } = checked;
  if (validation) {
    checkSamples(validation, "validation");
    checkTargets(checked.loss, validation.y, "validation.y");
    if (validation.features !== data.features) {
      throw new ArgumentError("validation.features", validation.features, `the training data have ${data.features}.`);
    }
  }
  const warnings = [standardisationWarning(data, checked.loss.isLogistic)].filter((w): w is string => w !== null);
  for (const warning of warnings) console.warn(warning);
  const engine = createEngine(model, { engine: checked.engine });
  try {
    if (engine.features !== data.features) {
      throw new ArgumentError("data.features", data.features, `the model takes ${engine.features} inputs a row.`);
    }
    return await new Training(engine, data, checked, warnings).run();
  } finally {
    engine.dispose();
  }
}

/** Longest time between two looks at the event loop. */
const REST_MS = 30;

/** One training under way. */
class Training {
  private readonly batches: BatchSource;
  private readonly validator: Validator;
  private readonly evaluate: LossEvaluator;
  private readonly fingerprint: string;
  private checkpoint: TrainingCheckpoint;
  private secondsBefore = 0;
  private rested = 0;

  constructor(
    private readonly engine: Engine,
    data: Samples,
    private readonly options: CheckedTrainOptions,
    private readonly warnings: string[],
  ) {
    this.batches = new BatchSource(data, options);
    this.validator = new Validator(
      options.loss,
      options.validation,
      options.trackSlope ? (options.validation ?? data) : undefined,
    );
    this.evaluate = options.loss.bind({ features: data.features, featureNames: data.featureNames });
    this.fingerprint = fingerprintOf(engine, data, options);
    this.checkpoint = options.resume ? this.resumed(options.resume) : this.snapshot([], null);
  }

  async run(): Promise<TrainingResult> {
    const { engine, options } = this;
    const begun = performance.now();
    this.rested = begun;
    for (let epoch = this.checkpoint.epochs.length + 1; epoch <= options.epochs; epoch++) {
      const loss = await this.epoch(epoch);
      if (loss === null) return this.finish("aborted");
      const seconds = this.secondsBefore + (performance.now() - begun) / 1000;
      const lossState = this.evaluate.state?.get();
      const record: EpochRecord = {
        ...{ epoch, loss, ...this.validator.look(engine) },
        ...(lossState && { lossState }),
        seconds,
      };
      this.checkpoint = this.snapshot([...this.checkpoint.epochs, record], this.best(record));
      const secondsLeft = ((options.epochs - epoch) * seconds) / epoch;
      await options.onEpoch?.({ ...record, epochs: options.epochs, secondsLeft });
      if (this.shouldStop(epoch)) return this.finish("early");
    }
    return this.finish("completed");
  }

  /** Trains one epoch; returns its mean loss, or null where the signal ended it. */
  private async epoch(epoch: number): Promise<number | null> {
    const { evaluate } = this;
    const { signal, loss, warmUpEpochs, laiFraction, adam } = this.options;
    if (signal?.aborted) return null;
    const warm = epoch <= warmUpEpochs;
    let total = 0;
    let steps = 0;
    for (const batch of this.batches.epoch(warm ? 0 : laiFraction)) {
      const value = this.engine.trainStep(batch, evaluate, loss.needsInputGradient && !warm, adam);
      steps++;
      if (!Number.isFinite(value)) throw this.diverged(value, epoch, steps);
      evaluate.state?.advance();
      total += value;
      if (performance.now() - this.rested > REST_MS) {
        await new Promise(setImmediate); // lets signals, timers and a notebook's Stop through
        this.rested = performance.now();
        if (signal?.aborted) return null;
      }
    }
    if (!this.engine.getState().weights.every((values) => values.every(Number.isFinite))) {
      throw this.diverged(total / steps, epoch, steps);
    }
    return total / steps;
  }

  private snapshot(epochs: EpochRecord[], best: BestWeights | null): TrainingCheckpoint {
    return {
      fingerprint: this.fingerprint,
      engineState: this.engine.getState(),
      lossState: this.evaluate.state?.get() ?? null,
      ...this.batches.getState(),
      epochs,
      best,
    };
  }

  private resumed(checkpoint: TrainingCheckpoint): TrainingCheckpoint {
    if (checkpoint.fingerprint !== this.fingerprint) {
      throw new ArgumentError(
        "resume",
        checkpoint.fingerprint,
        `this training is ${this.fingerprint}; resume with the same data and options.`,
      );
    }
    this.engine.setState(checkpoint.engineState);
    this.evaluate.state?.set(checkpoint.lossState!); // which refuses null
    this.batches.setState(checkpoint);
    this.secondsBefore = checkpoint.epochs.at(-1)?.seconds ?? 0;
    return checkpoint;
  }

  /** The better of the best so far and the epoch just ended; the warm-up does not count. */
  private best(record: EpochRecord): BestWeights | null {
    const { best } = this.checkpoint;
    const { validationLoss, epoch } = record;
    if (validationLoss === undefined || epoch <= this.options.warmUpEpochs) return best;
    if (best && validationLoss >= best.validationLoss) return best;
    return { epoch, validationLoss, weights: this.engine.getState().weights };
  }

  private shouldStop(epoch: number): boolean {
    const { earlyStopping, warmUpEpochs } = this.options;
    if (!earlyStopping || epoch <= warmUpEpochs) return false;
    const { patience, minDelta = 0 } = earlyStopping;
    let reference = Number.POSITIVE_INFINITY;
    let since = warmUpEpochs;
    for (const { epoch: at, validationLoss } of this.checkpoint.epochs.slice(warmUpEpochs)) {
      if (validationLoss! < reference - minDelta) {
        reference = validationLoss!;
        since = at;
      }
    }
    return epoch - since >= patience;
  }

  private diverged(loss: number, epoch: number, step: number): TrainingDivergedError {
    const { weights } = this.engine.getState();
    this.engine.setState(this.checkpoint.engineState);
    this.engine.writeBack();
    return new TrainingDivergedError(loss, epoch, step, weights, this.options.learningRate, this.warnings);
  }

  private finish(stopped: TrainingHistory["stopped"]): TrainingResult {
    const { engine, options, checkpoint } = this;
    const { best, engineState } = checkpoint;
    const kept = options.keep === "best" && best ? "best" : "last";
    engine.setState({ ...engineState, weights: kept === "best" ? best!.weights : engineState.weights });
    engine.writeBack();
    return {
      history: {
        engine: engine.name,
        description: engine.description,
        loss: { name: options.loss.name, options: options.loss.options },
        epochs: checkpoint.epochs,
        bestEpoch: best?.epoch ?? null,
        kept,
        stopped,
        warnings: this.warnings,
      },
      lastWeights: engineState.weights,
      bestWeights: best?.weights ?? null,
      checkpoint,
    };
  }
}
