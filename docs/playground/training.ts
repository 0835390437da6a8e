import {
  type DenseNetwork,
  type GradientAwareLoss,
  gradientPenaltyLoss,
  inputGradients,
  laiLoss,
  plainLoss,
  predict,
  Random,
  type TrainingCheckpoint,
  train,
} from "lai-loss";
import type { MethodName, Strengths } from "./choices";
import type { Samples, Split } from "./data-sets";
import { EPOCHS, GRID, SIGMAS, type Snapshot, WARM_UP_EPOCHS } from "./messages";

const UNITS = [1, 32, 32, 1];
const NOISE_REPEATS = 4;
/** The error under noise takes longer than all else that a snapshot holds: every so many snapshots it is measured anew. */
const NOISE_EVERY = 4;

/** One network that trains with one of the methods, a few epochs at a time. */
export class MethodTraining {
  private readonly network: DenseNetwork;
  private readonly loss: GradientAwareLoss;
  private checkpoint: TrainingCheckpoint | undefined;
  private snapshots = 0;
  private noiseRmse = new Float32Array(SIGMAS.length);
  /** epochs so far */
  epoch = 0;

  constructor(
    readonly method: MethodName,
    strengths: Strengths,
    private readonly data: Split,
    private readonly noisyTest: Float32Array,
    private readonly seed: number,
  ) {
    this.network = newNetwork(seed);
    this.loss = lossOf(method, strengths);
  }

  get ended(): boolean {
    return this.epoch >= EPOCHS;
  }

  /** Trains on for some epochs: at first to the end of the warm-up and one more, where methods begin to differ. */
  async advance(epochs: number): Promise<void> {
    this.epoch = Math.min(EPOCHS, this.epoch === 0 ? WARM_UP_EPOCHS + 1 : this.epoch + epochs);
    const { checkpoint } = await train(this.network, this.data.train, {
      loss: this.loss,
      epochs: this.epoch,
      warmUpEpochs: WARM_UP_EPOCHS,
      batchSize: Math.min(40, this.data.train.rows),
      learningRate: 0.005,
      seed: this.seed,
      trackSlope: false,
      resume: this.checkpoint,
    });
    this.checkpoint = checkpoint;
  }

  snapshot(): Snapshot {
    const { train, test } = this.data;
    const slopes = inputGradients(this.network, train.x);
    if (this.snapshots++ % NOISE_EVERY === 0 || this.ended)
      this.noiseRmse = rmseAtSigmas(predict(this.network, this.noisyTest), test.y);
    return {
      method: this.method,
      epoch: this.epoch,
      curve: predict(this.network, GRID),
      predictions: predict(this.network, train.x),
      slopes,
      meanSlope: slopes.reduce((sum, slope) => sum + Math.abs(slope), 0) / slopes.length,
      noiseRmse: this.noiseRmse.slice(),
    };
  }
}

/** The loss of a method. All have the squared error as their base. */
function lossOf(method: MethodName, { lambda, weight }: Strengths): GradientAwareLoss {
  switch (method) {
    case "plain":
      return plainLoss();
    case "lai":
      return laiLoss({ lambda });
    case "oneSided":
      return laiLoss({ lambda, oneSided: true });
    case "penalty":
      return gradientPenaltyLoss({ weight });
  }
}

/** The same first weights for all methods of a seed. */
function newNetwork(seed: number): DenseNetwork {
  const random = new Random(seed, "playground weights");
  return {
    layers: UNITS.slice(1).map((units, l) => ({
      kernel: Float32Array.from({ length: UNITS[l] * units }, () => random.normal() / Math.sqrt(UNITS[l])),
      bias: new Float32Array(units),
      activation: l < UNITS.length - 2 ? "softplus" : "linear",
    })),
  };
}

/**
 * The test inputs with noise of each of SIGMAS, NOISE_REPEATS draws a row, one sigma after the other; every method and sigma
 * meets the same draws.
 */
export function noisyInputs({ x, rows }: Samples, seed: number): Float32Array {
  const random = new Random(seed, "playground noise");
  const draws = Float32Array.from({ length: rows * NOISE_REPEATS }, () => random.normal());
  const noisy = new Float32Array(SIGMAS.length * draws.length);
  for (const [s, sigma] of SIGMAS.entries())
    for (let i = 0; i < draws.length; i++) noisy[s * draws.length + i] = x[i % rows] + sigma * draws[i];
  return noisy;
}

/** RMSE of the predictions at each of SIGMAS, shape [SIGMAS.length]. */
function rmseAtSigmas(predictions: Float32Array, targets: Float32Array): Float32Array<ArrayBuffer> {
  const count = predictions.length / SIGMAS.length;
  return Float32Array.from(SIGMAS, (_, s) => {
    let squares = 0;
    for (let i = 0; i < count; i++) squares += (predictions[s * count + i] - targets[i % targets.length]) ** 2;
    return Math.sqrt(squares / count);
  });
}
