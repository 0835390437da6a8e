import type { DenseStack } from "../../../src/model/dense-stack";
import { type ActivationPoint, activationAt, kinksOf } from "./reference-activation";

/** Predictions, input gradients, and how near any z came to a kink of its activation. */
export interface ReferenceForward {
  predictions: number[];
  inputGradients: number[][];
  nearestKink: number;
}

/** A weight as the closed form sees it: kernel [inputs][units] and bias [units], zero where a layer has none. */
interface ReferenceLayer {
  kernel: number[][];
  bias: number[];
}

/** What is known of one row after the first phase. */
interface ReferenceRow {
  /** a_0 .. a_(L-1) */
  values: number[][];
  /** f, f' and f'' of each hidden layer */
  points: ActivationPoint[][];
  /** U_1 .. U_(L-1): derivative of the prediction with respect to each hidden layer's values */
  upstream: number[][];
  prediction: number;
  inputGradient: number[];
  nearestKink: number;
}

/**
 * The closed form of design section 4 in float64, one row and one number at a time: the gradient of
 * sum_i c_i prediction_i + v_i . g_i with respect to the weights.
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
      const kernel = Array.from({ length: inputs }, (_, i) => Array.from({ length: units }, (_, j) => flat[i * units + j]));
      this.layers.push({ kernel, bias: useBias ? Array.from(weights[next++]) : new Array(units).fill(0) });
      inputs = units;
    }
  }

  private row(x: number[]): ReferenceRow {
    const values = [x];
    const points: ActivationPoint[][] = [];
    let nearestKink = Number.POSITIVE_INFINITY;
    let z: number[] = [];
    for (const [l, { kernel, bias }] of this.layers.entries()) {
      const a = values[l];
      z = bias.map((b, j) => a.reduce((sum, value, i) => sum + value * kernel[i][j], b));
      if (l === this.layers.length - 1) break;
      const { activation } = this.stack.layers[l];
      for (const kink of kinksOf(activation)) for (const value of z) nearestKink = Math.min(nearestKink, Math.abs(value - kink));
      points.push(z.map((value) => activationAt(activation, value)));
      values.push(points[l].map((point) => point[0]));
    }
    const upstream: number[][] = [];
    let u = this.layers[this.layers.length - 1].kernel.map((weights) => weights[0]);
    for (let l = points.length - 1; l >= 0; l--) {
      upstream[l] = u;
      const adjoint = u.map((value, j) => value * points[l][j][1]);
      u = this.layers[l].kernel.map((weights) => weights.reduce((sum, w, j) => sum + w * adjoint[j], 0));
    }
    return { values, points, upstream, prediction: z[0], inputGradient: u, nearestKink };
  }

  forward(x: number[][]): ReferenceForward {
    const rows = x.map((features) => this.row(features));
    return {
      predictions: rows.map((row) => row.prediction),
      inputGradients: rows.map((row) => row.inputGradient),
      nearestKink: Math.min(...rows.map((row) => row.nearestKink)),
    };
  }

  /** One array a weight, in the order of model.trainableWeights. Rows without a v have none. */
  weightGradients(x: number[][], c: number[], v: number[][]): Float64Array[] {
    const kernels = this.layers.map(({ kernel, bias }) => new Float64Array(kernel.length * bias.length));
    const biases = this.layers.map(({ bias }) => new Float64Array(bias.length));
    for (const [i, features] of x.entries()) this.addRow(this.row(features), c[i], v[i], kernels, biases);
    return this.stack.layers.flatMap(({ useBias }, l) => (useBias ? [kernels[l], biases[l]] : [kernels[l]]));
  }

  private addRow(
    row: ReferenceRow,
    c: number,
    v: number[] | undefined,
    kernels: Float64Array[],
    biases: Float64Array[],
  ): void {
    const { values, points, upstream } = row;
    // the tangent in direction v: of each z, and of each layer's values
    const tangentZ: number[][] = [];
    const tangents = [v ?? values[0].map(() => 0)];
    for (const [l, layerPoints] of points.entries()) {
      const { kernel } = this.layers[l];
      tangentZ.push(layerPoints.map((_, j) => tangents[l].reduce((sum, t, i) => sum + t * kernel[i][j], 0)));
      tangents.push(tangentZ[l].map((t, j) => t * layerPoints[j][1]));
    }
    let delta = [c];
    let adjoint = [1];
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const { kernel } = this.layers[l];
      const units = delta.length;
      for (let j = 0; j < units; j++) {
        biases[l][j] += delta[j];
        for (let i = 0; i < kernel.length; i++) {
          kernels[l][i * units + j] += values[l][i] * delta[j] + tangents[l][i] * adjoint[j];
        }
      }
      if (l === 0) return;
      const below = points[l - 1];
      delta = below.map(([, slope, curvature], i) => {
        const back = kernel[i].reduce((sum, w, j) => sum + w * delta[j], 0);
        return slope * back + curvature * tangentZ[l - 1][i] * upstream[l - 1][i];
      });
      adjoint = upstream[l - 1].map((u, i) => u * below[i][1]);
    }
  }
}
