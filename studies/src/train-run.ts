import { createEngine } from "lai-internal";
import { denseModel, type Samples, type TrainingHistory, type TrainingResult, train } from "lai-loss";
import type { Predictor } from "lai-loss/measure";
import type { BuiltMethod } from "./methods/method";
import type { RunSpec } from "./run-spec";
import { perturbedColumnsOf, type StudyData } from "./study";
import type { RunData } from "./study-data";

/** What a run trained: a predictor is one for its two models, which a call makes it be. */
export interface TrainedRun {
  history: TrainingHistory;
  best: () => Predictor;
  last: () => Predictor;
  dispose: () => void;
}

/**
 * Trains the model of a run.
 *
 * @param rows the training rows, where they are not those of the data
 */
export async function trainRun(
  spec: Pick<RunSpec, "learningRate" | "seed"> & { data: StudyData },
  data: RunData,
  { loss, training }: BuiltMethod,
  rows: Samples = data.train,
): Promise<TrainedRun> {
  const { seed, learningRate } = spec;
  const { epochs, batchSize, warmUpEpochs, clipNorm } = spec.data.training;
  const model = denseModel({ ...spec.data.model, inputs: rows.features, seed });
  try {
    const result = await train(model, rows, {
      ...training,
      perturbedColumns: perturbedColumnsOf(spec.data),
      loss,
      epochs,
      warmUpEpochs,
      learningRate,
      seed,
      batchSize: Math.min(batchSize, rows.rows),
      clipNorm,
      validation: data.validation,
      trackSlope: false,
      checkLoss: false,
    });
    return trainedRun(createEngine(model), result);
  } finally {
    model.dispose();
  }
}

function trainedRun(engine: ReturnType<typeof createEngine>, result: TrainingResult): TrainedRun {
  const { history, lastWeights, bestWeights } = result;
  const state = engine.getState();
  const withWeights = (weights: Float32Array[]): Predictor => {
    engine.setState({ ...state, weights });
    return engine;
  };
  return {
    history,
    best: () => withWeights(bestWeights ?? lastWeights),
    last: () => withWeights(lastWeights),
    dispose: () => engine.dispose(),
  };
}
