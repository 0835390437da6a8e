import { ArgumentError, anyObject, callback, optional } from "../base/check";
import type { SampleRows } from "../engine/inputs";
import { checkModel } from "../model/accept";
import { type Model, readWeights } from "../model/model";
import { isOtherTraining } from "../train/checkpoint";
import type { TrainOptions } from "../train/options";
import { type TrainingResult, train } from "../train/train";
import { notebookStopSignal } from "./display";
import { trainingProgress } from "./training-progress";

/** Options of `trainInCell`: those of `train`, without what the cell itself decides. */
export interface CellTrainingOptions extends Omit<TrainOptions, "signal" | "resume"> {
  /** what is trained, before the numbers */
  title?: string;
  /** label with the unit; defaults to "validation RMSE" */
  rmseLabel?: string;
}

/** The last training of each model here. */
const trainings = new WeakMap<Model, TrainingResult>();

/**
 * Trains in a cell, drawn as it goes, until its last epoch or Stop. The same cell run again goes on where it was stopped, and
 * ends with the numbers of a training that never was. With other data or options it begins a training of its own from the
 * weights that the model has now, and says so: make the model in an earlier cell, and run that one again to begin anew.
 *
 * @param data standardised rows, as `train` takes them
 * @throws as `train` does
 */
export async function trainInCell(
  model: Model,
  data: SampleRows,
  options: CellTrainingOptions = {},
): Promise<TrainingResult> {
  const { title, rmseLabel, onEpoch, ...training } = anyObject("options", options) as CellTrainingOptions;
  checkModel(model);
  for (const key of ["signal", "resume"]) {
    if (key in training)
      throw new ArgumentError(`trainInCell.${key}`, key, "the cell itself decides it; leave it out.");
  }
  optional(callback())("onEpoch", onEpoch);
  let before = earlierTraining(model);
  const signal = notebookStopSignal();
  const run = async (): Promise<TrainingResult> => {
    const progress = trainingProgress({ title, rmseLabel, earlier: before?.history.epochs });
    const result = await train(model, data, {
      ...training,
      signal,
      resume: before?.checkpoint,
      onEpoch: async (epoch) => {
        progress(epoch);
        await onEpoch?.(epoch);
      },
    });
    progress.done(result.history.stopped === "early" ? "ended early" : "stopped");
    return result;
  };
  const result = await run().catch((error) => {
    if (!isOtherTraining(error)) throw error;
    console.log("Other data or options than before: a new training begins, from the weights that the model has.");
    before = undefined;
    return run();
  });
  trainings.set(model, result);
  const { epochs, stopped } = result.history;
  if (stopped === "aborted") console.log(`Run the cell again to go on after epoch ${epochs.length}.`);
  else if (epochs.length === before?.history.epochs.length) {
    console.log(
      stopped === "early"
        ? `It had ended early, after ${epochs.length} epochs: give it more patience, or make a new model.`
        : `All ${epochs.length} epochs were trained before: ask for more, or make a new model.`,
    );
  }
  return result;
}

/** The model's training so far, if the model still has the weights that it ended with. */
function earlierTraining(model: Model): TrainingResult | undefined {
  const result = trainings.get(model);
  if (result === undefined) return undefined;
  const kept = result.history.kept === "best" ? result.bestWeights : result.lastWeights;
  const same = readWeights(model).every(
    (values, i) => kept![i].length === values.length && kept![i].every((value, j) => value === values[j]),
  );
  return same ? result : undefined;
}
