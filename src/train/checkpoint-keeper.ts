import { ArgumentError } from "../base/check";
import type { Engine, SavedState } from "../engine/engine";
import type { LossEvaluator, LossState } from "../loss/loss";
import type { BatchSource, BatchState } from "./batches";
import type { BestWeights, TrainingCheckpoint } from "./checkpoint";
import type { EpochRecord } from "./history";

/** The best epoch so far, in the engine's own form. */
interface BestEpoch {
  epoch: number;
  validationLoss: number;
  saved: SavedState;
}

/** What a training moves, and can go back with. */
export interface Moving {
  engine: Engine;
  batches: BatchSource;
  evaluate: LossEvaluator;
}

/**
 * The last whole epoch and the best one, saved after each epoch so that a training can go back to them. The copies are
 * written over each other in the engine's own form; a checkpoint is made of them once, at the end.
 */
export class CheckpointKeeper {
  readonly epochs: EpochRecord[];
  private readonly last: SavedState;
  private batchState: BatchState;
  private lossState: LossState | null;
  private best: BestEpoch | null = null;

  /** @throws ArgumentError where `resume` is of another training */
  constructor(
    private readonly moving: Moving,
    private readonly fingerprint: string,
    private readonly warmUpEpochs: number,
    resume?: TrainingCheckpoint,
  ) {
    if (resume) this.resume(resume);
    this.epochs = resume ? [...resume.epochs] : [];
    this.last = moving.engine.save();
    this.batchState = moving.batches.getState();
    this.lossState = moving.evaluate.state?.get() ?? null;
  }

  add(record: EpochRecord): void {
    const { engine, batches, evaluate } = this.moving;
    this.epochs.push(record);
    engine.save(this.last);
    this.batchState = batches.getState();
    this.lossState = evaluate.state?.get() ?? null;
    const { epoch, validationLoss } = record;
    if (validationLoss === undefined || epoch <= this.warmUpEpochs) return; // the warm-up does not count
    if (this.best && validationLoss >= this.best.validationLoss) return;
    this.best = { epoch, validationLoss, saved: engine.save(this.best?.saved) };
  }

  /** Puts the engine back to where the last whole epoch ended. */
  goBack(): void {
    this.moving.engine.restore(this.last);
  }

  /** Everything that is needed to go on; leaves the engine where the last whole epoch ended. */
  checkpoint(): TrainingCheckpoint {
    const best = this.bestWeights();
    this.goBack();
    const { fingerprint, lossState, batchState, epochs } = this;
    return { fingerprint, engineState: this.moving.engine.getState(), lossState, ...batchState, epochs, best };
  }

  private bestWeights(): BestWeights | null {
    if (!this.best) return null;
    const { epoch, validationLoss, saved } = this.best;
    this.moving.engine.restore(saved);
    return { epoch, validationLoss, weights: this.moving.engine.getState().weights };
  }

  private resume(checkpoint: TrainingCheckpoint): void {
    if (checkpoint.fingerprint !== this.fingerprint) {
      const remedy = `this training is ${this.fingerprint}; resume with the same data and options.`;
      throw new ArgumentError("resume", checkpoint.fingerprint, remedy);
    }
    const { best, engineState, lossState } = checkpoint;
    const { engine, batches, evaluate } = this.moving;
    if (best) {
      const { epoch, validationLoss, weights } = best;
      engine.setState({ ...engineState, weights });
      this.best = { epoch, validationLoss, saved: engine.save() };
    }
    engine.setState(engineState);
    evaluate.state?.set(lossState!); // which refuses null
    batches.setState(checkpoint);
  }
}
