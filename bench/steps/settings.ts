/** What every contender computes (python/worker.py has ADAM and LAMBDA once more), and how long it may take. */
import type { AdamOptions } from "../../src/engine/engine";

/** The MSE variant of the Lai loss with this lambda; the activation is tanh. */
export const LAMBDA = 0.3;

/** The defaults of `train`. */
export const ADAM: AdamOptions = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0,
  clipNorm: Number.POSITIVE_INFINITY,
};

/** All must agree on the loss after so many steps, or after fewer where so many would take too long. */
export const CHECK_STEPS = [50, 5, 1] as const;
/** Largest difference of a loss from the middle of all, relative to it. */
export const TOLERANCE = 1e-3;
/** The same for whole trainings, whose batches differ. */
export const TRAINING_TOLERANCE = 0.1;

/** How long things take. */
export interface Extent {
  rounds: number;
  /** a contender does as many steps at once as take about so long */
  blockMilliseconds: number;
  /** the longest that one contender's check may take */
  checkMilliseconds: number;
  /** a contender whose one step takes longer is not timed in rounds */
  longestStepMilliseconds: number;
  /** a contender whose block takes longer than longBlockMilliseconds takes part in so many rounds only */
  longBlockMilliseconds: number;
  longBlockRounds: number;
  /** of the whole training */
  epochs: number;
  trainingRounds: number;
  /** a training that takes longer than longTrainingMilliseconds takes part in so many rounds only */
  longTrainingMilliseconds: number;
  longTrainingRounds: number;
}

export const WHOLE: Extent = {
  rounds: 9,
  blockMilliseconds: 250,
  checkMilliseconds: 15_000,
  longestStepMilliseconds: 2_500,
  longBlockMilliseconds: 1_000,
  longBlockRounds: 3,
  epochs: 100,
  trainingRounds: 5,
  longTrainingMilliseconds: 8_000,
  longTrainingRounds: 2,
};

/** To see that everything works; its numbers are rough. */
export const QUICK: Extent = {
  rounds: 3,
  blockMilliseconds: 60,
  checkMilliseconds: 8_000,
  longestStepMilliseconds: 2_000,
  longBlockMilliseconds: 300,
  longBlockRounds: 1,
  epochs: 10,
  trainingRounds: 2,
  longTrainingMilliseconds: 800,
  longTrainingRounds: 1,
};
