import type { LossEvaluator } from "../../src/loss/loss";

/** erf by its Taylor series, and by the continued fraction of erfc where the series cancels. */
function erf(x: number): number {
  if (Math.abs(x) > 2.5) {
    const z = Math.abs(x);
    let fraction = z;
    for (let n = 200; n > 0; n--) fraction = z + n / 2 / fraction;
    return Math.sign(x) * (1 - Math.exp(-z * z) / Math.sqrt(Math.PI) / fraction);
  }
  let term = x;
  let sum = x;
  for (let n = 1; n < 60; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const softplus = (z: number): number => Math.log1p(Math.exp(z));

/** Every activation, written from its definition and without derivatives. */
export const ACTIVATIONS: Record<string, (z: number) => number> = {
  linear: (z) => z,
  relu: (z) => Math.max(0, z),
  leakyRelu: (z) => (z > 0 ? z : 0.2 * z),
  elu: (z) => (z > 0 ? z : Math.expm1(z)),
  selu: (z) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z)),
  relu6: (z) => Math.min(6, Math.max(0, z)),
  sigmoid,
  hardSigmoid: (z) => Math.min(1, Math.max(0, 0.2 * z + 0.5)),
  tanh: Math.tanh,
  softplus,
  softsign: (z) => z / (1 + Math.abs(z)),
  swish: (z) => z * sigmoid(z),
  gelu: (z) => 0.5 * z * (1 + erf(z / Math.SQRT2)),
  mish: (z) => z * Math.tanh(softplus(z)),
  gelu_new: (z) => 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3))),
};

/** A stack of Dense layers in float64, with slopes by central differences: an implementation without any derivative. */
export class Float64Network {
  constructor(
    private readonly sizes: number[],
    private readonly activation: string,
    /** kernel, bias, kernel, bias, ... as in model.trainableWeights */
    readonly weights: Float64Array[],
  ) {}

  predict(x: ArrayLike<number>): number {
    const f = ACTIVATIONS[this.activation];
    let a = Array.from(x);
    for (let l = 1; l < this.sizes.length; l++) {
      const kernel = this.weights[2 * l - 2];
      const bias = this.weights[2 * l - 1];
      const units = this.sizes[l];
      a = Array.from({ length: units }, (_, j) => {
        let z = bias[j];
        for (let i = 0; i < a.length; i++) z += a[i] * kernel[i * units + j];
        return l < this.sizes.length - 1 ? f(z) : z;
      });
    }
    return a[0];
  }

  slope(x: ArrayLike<number>, step = 1e-5): number[] {
    return Array.from({ length: this.sizes[0] }, (_, j) => {
      const moved = Array.from(x);
      moved[j] = x[j] + step;
      const up = this.predict(moved);
      moved[j] = x[j] - step;
      return (up - this.predict(moved)) / (2 * step);
    });
  }

  loss(evaluator: LossEvaluator, x: Float32Array, y: Float32Array, slopeLossRows: number): number {
    const rows = y.length;
    const features = this.sizes[0];
    const row = (i: number): Float32Array => x.subarray(i * features, (i + 1) * features);
    const slopes = Array.from({ length: slopeLossRows }, (_, i) => this.slope(row(i))).flat();
    // loss evaluators only index their arrays, so float64 arrays serve as well
    const float64 = (values: ArrayLike<number>): Float32Array => Float64Array.from(values) as unknown as Float32Array;
    return evaluator({
      rows,
      features,
      slopeLossRows,
      predictions: float64(Array.from({ length: rows }, (_, i) => this.predict(row(i)))),
      targets: y,
      inputGradients: float64(slopes),
      predictionDerivatives: float64(new Float64Array(rows)),
      inputGradientDerivatives: float64(new Float64Array(slopeLossRows * features)),
    });
  }

  /** d loss / d weights[tensor][index] by central differences. */
  weightGradient(
    evaluator: LossEvaluator,
    x: Float32Array,
    y: Float32Array,
    slopeLossRows: number,
    tensor: number,
    index: number,
  ): number {
    const step = 1e-4;
    const values = this.weights[tensor];
    const kept = values[index];
    values[index] = kept + step;
    const up = this.loss(evaluator, x, y, slopeLossRows);
    values[index] = kept - step;
    const down = this.loss(evaluator, x, y, slopeLossRows);
    values[index] = kept;
    return (up - down) / (2 * step);
  }
}
