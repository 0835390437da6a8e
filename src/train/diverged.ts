/** Thrown where the loss or a weight is NaN or infinite. The model is left as it was after the last whole epoch. */
export class TrainingDivergedError extends Error {
  override readonly name: string = "TrainingDivergedError";
  /** largest absolute weight when it happened; NaN where a weight is NaN */
  readonly largestWeight: number;

  constructor(
    readonly loss: number,
    readonly epoch: number,
    readonly step: number,
    weights: readonly Float32Array[],
    learningRate: number,
    warnings: readonly string[],
  ) {
    const largest = largestOf(weights);
    super(
      `Training diverged in epoch ${epoch}, step ${step}: the loss is ${loss}, the largest weight ${largest.toPrecision(3)}. ` +
        `Likely cause: ${likelyCause(learningRate, warnings)} The model is left as it was after epoch ${epoch - 1}.`,
    );
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
