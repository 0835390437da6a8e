import type { Samples } from "../base/samples";
import { LOSS_NAMES } from "../loss/create-loss";
import type { GradientAwareLoss } from "../loss/loss";
import type { Model } from "../model/model";
import { isOtherTraining, type TrainingCheckpoint } from "../train/checkpoint";
import type { TrainOptions } from "../train/options";
import { type TrainingResult, train } from "../train/train";

interface HeldTraining {
  loss: GradientAwareLoss | undefined;
  checkpoint: TrainingCheckpoint;
}

/** The trainings, by their keys, of the comparison that was last ended before its last run. */
let unfinished: ReadonlyMap<string, HeldTraining> = new Map();

/** The trainings of one comparison, with what an earlier call of it left. */
export class HeldTrainings {
  private readonly held: Map<string, HeldTraining>;

  /** @param keys of all trainings of the comparison: what each is, but for its rows */
  constructor(private readonly keys: ReadonlySet<string>) {
    this.held = new Map([...unfinished].filter(([key]) => keys.has(key)));
  }

  /** Trains, from where an earlier call ended this very training, and holds what came of it; anew on other rows. */
  async train(key: string, model: Model, data: Samples, options: TrainOptions): Promise<TrainingResult> {
    const trainFrom = (resume?: TrainingCheckpoint) => train(model, data, { ...options, resume });
    const result = await trainFrom(this.checkpoint(key, options.loss)).catch((error) => {
      if (!isOtherTraining(error)) throw error;
      return trainFrom();
    });
    this.held.set(key, { loss: options.loss, checkpoint: result.checkpoint });
    return result;
  }

  /** Keeps the trainings for the next call of the comparison where this one did not complete it. */
  end(isComplete: boolean): void {
    unfinished = isComplete ? new Map([...unfinished].filter(([key]) => !this.keys.has(key))) : this.held;
  }

  /** A loss of the package is known by its name and options, which are in the key; the formula of another may have changed. */
  private checkpoint(key: string, loss: GradientAwareLoss | undefined): TrainingCheckpoint | undefined {
    const training = this.held.get(key);
    const isSame = training?.loss === loss || (loss !== undefined && LOSS_NAMES.includes(loss.name));
    return isSame ? training?.checkpoint : undefined;
  }
}
