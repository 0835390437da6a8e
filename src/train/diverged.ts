/** Where a training stood when it diverged. */
interface Divergence {
  loss: number;
  /** whether the loss was finite and a gradient of it was not */
  gradient: boolean;
  epoch: number;
  step: number;
  weights: readonly Float32Array[];
  learningRate: number;
  warnings: readonly string[];
}

/**
 * Thrown where the loss, a gradient of it or a weight is NaN or infinite. Such a step changes no weight, and the model is left
 * as it was after the last whole epoch.
 */
export class TrainingDivergedError extends Error {
  override readonly name: string = "TrainingDivergedError";
  readonly loss: number;
  readonly epoch: number;
  readonly step: number;
  /** largest absolute weight when it happened; NaN where a weight is NaN */
  readonly largestWeight: number;

  constructor({ loss, gradient, epoch, step, weights, learningRate, warnings }: Divergence) {
    const largest = largestOf(weights);
    const what = gradient ? `the loss is ${loss}, but a gradient of it is NaN or infinite` : `the loss is ${loss}`;
    super(
      `Training diverged in epoch ${epoch}, step ${step}: ${what}, the largest weight ${largest.toPrecision(3)}. ` +
        `Likely cause: ${likelyCause(learningRate, warnings)} The model is left as it was after epoch ${epoch - 1}.`,
    );
    this.loss = loss;
    this.epoch = epoch;
    this.step = step;
    this.largestWeight = largest;
  }
}

function likelyCause(learningRate: number, warnings: readonly string[]): string {
  if (warnings.length > 0) return `the data are not standardised (${warnings.join(" ")})`;
  if (learningRate > 0.01) return `learningRate ${learningRate} is high; try ${learningRate / 10}.`;
  return `the steps are too large for this loss; lower learningRate (it is ${learningRate}) or set clipNorm, such as 1.`;
}

function largestOf(weights: readonly Float32Array[]): number {
  let largest = 0;
  for (const values of weights) {
    for (const value of values) {
      if (Number.isNaN(value)) return Number.NaN;
      largest = Math.max(largest, Math.abs(value));
    }
  }
  return largest;
}
