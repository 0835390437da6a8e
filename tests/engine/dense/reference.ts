import type { DenseStack } from "../../../src/model/dense-stack";
import { type ActivationPoint, activationAt, kinksOf } from "./reference-activation";

/** Rows this near to a kink take no part: float32 may see them on its other side. */
export const KINK_MARGIN = 5e-5;

/** One layer in float64: kernel [inputs][units] and bias [units], zero where the layer has none. */
interface ReferenceLayer {
  kernel: number[][];
  bias: number[];
}

/** What is known of one row after the first phase. */
export interface ReferenceRow {
  /** a_0 .. a_(L-1) */
  values: number[][];
  /** f, f' and f'' at each z of each hidden layer */
  points: ActivationPoint[][];
  /** U of each hidden layer: derivative of the prediction with respect to the layer's values */
  upstream: number[][];
  prediction: number;
  inputGradient: number[];
  /** how near any z came to a kink of its activation */
  nearestKink: number;
}

/**
 * The closed form of the dense engine in float64, one row and one number at a time: the gradient of
 * sum_i c_i prediction_i + v_i . g_i with respect to the weights, c and v held constant.
 */
export class ReferenceNetwork {
  private readonly layers: ReferenceLayer[] = [];

  /** @param weights one array a weight, in the order of model.trainableWeights */
  constructor(
    private readonly stack: DenseStack,
    weights: readonly ArrayLike<number>[],
  ) {
    let next = 0;
    let inputs = stack.inputs;
    for (const { units, useBias } of stack.layers) {
      const flat = weights[next++];
      const kernel = Array.from({ length: inputs }, (_, i) =>
        Array.from({ length: units }, (_, j) => flat[i * units + j]),
      );
      this.layers.push({ kernel, bias: useBias ? Array.from(weights[next++]) : new Array(units).fill(0) });
      inputs = units;
    }
  }

  /** Prediction and input gradient of one row. */
  row(x: number[]): ReferenceRow {
    const last = this.layers.length - 1;
    const values = [x];
    const points: ActivationPoint[][] = [];
    let nearestKink = Number.POSITIVE_INFINITY;
    for (let l = 0; l < last; l++) {
      const { activation } = this.stack.layers[l];
      const kinks = kinksOf(activation);
      const z = plus(timesMatrix(values[l], this.layers[l].kernel), this.layers[l].bias);
      for (const kink of kinks) for (const at of z) nearestKink = Math.min(nearestKink, Math.abs(at - kink));
      points.push(z.map((at) => activationAt(activation, at)));
      values.push(points[l].map(([value]) => value));
    }
    const [prediction] = plus(timesMatrix(values[last], this.layers[last].kernel), this.layers[last].bias);
    const upstream: number[][] = [];
    let u = timesTransposed([1], this.layers[last].kernel);
    for (let l = last - 1; l >= 0; l--) {
      upstream[l] = u;
      u = timesTransposed(
        u.map((value, j) => value * points[l][j][1]),
        this.layers[l].kernel,
      );
    }
    return { values, points, upstream, prediction, inputGradient: u, nearestKink };
  }

  /** One array a weight, in the order of model.trainableWeights. Rows beyond the list v have none. */
  weightGradients(rows: readonly ReferenceRow[], c: readonly number[], v: readonly number[][]): Float64Array[] {
    const kernels = this.layers.map(({ kernel, bias }) => new Float64Array(kernel.length * bias.length));
    const biases = this.layers.map(({ bias }) => new Float64Array(bias.length));
    for (const [i, row] of rows.entries()) {
      this.addRow(row, c[i], v[i] ?? new Array(this.stack.inputs).fill(0), kernels, biases);
    }
    return this.stack.layers.flatMap(({ useBias }, l) => (useBias ? [kernels[l], biases[l]] : [kernels[l]]));
  }

  private addRow(row: ReferenceRow, c: number, v: number[], kernels: Float64Array[], biases: Float64Array[]): void {
    const { values, points, upstream } = row;
    const tangentZ: number[][] = []; // the tangent of each z in direction v
    const tangents = [v]; // and of each layer's values
    for (const [l, layerPoints] of points.entries()) {
      tangentZ.push(timesMatrix(tangents[l], this.layers[l].kernel));
      tangents.push(tangentZ[l].map((t, j) => t * layerPoints[j][1]));
    }
    let delta = [c];
    let adjoint = [1];
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const units = delta.length;
      for (let j = 0; j < units; j++) biases[l][j] += delta[j];
      for (let i = 0; i < values[l].length; i++) {
        for (let j = 0; j < units; j++) {
          kernels[l][i * units + j] += values[l][i] * delta[j] + tangents[l][i] * adjoint[j];
        }
      }
      if (l === 0) return;
      const below = points[l - 1];
      const back = timesTransposed(delta, this.layers[l].kernel);
      delta = below.map(
        ([, slope, curvature], i) => slope * back[i] + curvature * tangentZ[l - 1][i] * upstream[l - 1][i],
      );
      adjoint = upstream[l - 1].map((u, i) => u * below[i][1]);
    }
  }
}

function plus(a: number[], b: number[]): number[] {
  return a.map((value, j) => value + b[j]);
}

/** a W */
function timesMatrix(a: number[], matrix: number[][]): number[] {
  const result = new Array<number>(matrix[0].length).fill(0);
  for (let i = 0; i < a.length; i++) {
    const weights = matrix[i];
    for (let j = 0; j < result.length; j++) result[j] += a[i] * weights[j];
  }
  return result;
}

/** d W transposed */
function timesTransposed(d: number[], matrix: number[][]): number[] {
  return matrix.map((weights) => {
    let sum = 0;
    for (let j = 0; j < d.length; j++) sum += weights[j] * d[j];
    return sum;
  });
}
