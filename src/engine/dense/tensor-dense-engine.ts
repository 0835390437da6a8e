import * as tf from "@tensorflow/tfjs";
import type { LossEvaluator } from "../../loss/loss";
import type { DenseStack } from "../../model/dense-stack";
import type { Model } from "../../model/model";
import type { EngineBatch, Gradients } from "../engine";
import { evaluateLoss } from "../evaluate-loss";
import { WeightedEngine } from "../weighted-engine";
import { activationDerivatives } from "./derivatives";

/** One layer of the forward pass: a_(l-1), f'(z_l) and f''(z_l); null stands for all ones and all zeros. */
interface LayerTrace {
  input: tf.Tensor2D;
  first: tf.Tensor | null;
  second: tf.Tensor | null;
}

/** One layer of the backward pass from the prediction to the input: U_l and D_l = f'(z_l) ∘ U_l, rows of the Lai loss. */
interface LayerSlopes {
  outputSlope: tf.Tensor2D;
  slope: tf.Tensor2D;
}

/**
 * The closed form for a stack of Dense layers, in tfjs operations. With z_l = a_(l-1) W_l + b_l, a_l = f(z_l), a_0 = x and
 * L layers, the last linear:
 *
 *   input gradient         D_L = 1, U_(l-1) = D_l W_lᵀ, D_l = f'(z_l) ∘ U_l, g = U_0
 *   tangent along v        ȧ_0 = v, ż_l = ȧ_(l-1) W_l, ȧ_l = f'(z_l) ∘ ż_l
 *   reverse                z̄_L = c, z̄_l = f'(z_l) ∘ (z̄_(l+1) W_(l+1)ᵀ) + f''(z_l) ∘ ż_l ∘ U_l
 *   gradients              W̄_l = a_(l-1)ᵀ z̄_l + ȧ_(l-1)ᵀ D_l, b̄_l = Σ z̄_l
 *
 * v · g is the derivative of the prediction along v, so its gradient is that of the tangent pass, whose adjoint of ż_l is
 * D_l. Matrices are transposed before a product, never inside: the wasm backend multiplies transposed ones ten times slower.
 */
export class TensorDenseEngine extends WeightedEngine {
  readonly name = "dense";
  readonly description: string;
  private kernels: tf.Tensor2D[] = [];
  private biases: (tf.Tensor1D | null)[] = [];

  constructor(
    model: Model,
    private readonly stack: DenseStack,
  ) {
    super(model, stack.inputs);
    this.weightsChanged(); // which starts a backend where none was chosen
    this.description = `closed form, tfjs ${tf.getBackend()}`;
  }

  protected computeGradients(batch: EngineBatch, loss: LossEvaluator, needsInputGradient: boolean): Gradients {
    const { rows } = batch;
    const slopeLossRows = needsInputGradient ? batch.slopeLossRows : 0;
    const arrays: Float32Array[] = [];
    const result = tf.tidy(() => {
      const transposed = this.kernels.map((kernel) => tf.transpose(kernel));
      const forward = this.forward(this.inputTensor(batch.x, rows));
      const lai = forward.layers.map((layer) => firstRows(layer, slopeLossRows, rows));
      const slopes = slopeLossRows > 0 ? this.slopes(lai, slopeLossRows, transposed) : null;
      const predictions = forward.output.dataSync() as Float32Array;
      const inputGradients = slopes ? (slopes.inputGradient.dataSync() as Float32Array) : new Float32Array(0);
      const evaluated = evaluateLoss(loss, batch, this.features, predictions, inputGradients);
      const along = slopes ? tf.tensor2d(evaluated.inputGradientDerivatives, [slopeLossRows, this.features]) : null;
      const tangents = along ? this.tangents(lai, along) : null;

      let adjoint = tf.tensor2d(evaluated.predictionDerivatives, [rows, 1]);
      for (let l = this.kernels.length - 1; l >= 0; l--) {
        let kernelGradient: tf.Tensor2D = tf.matMul(tf.transpose(forward.layers[l].input), adjoint);
        if (slopes && tangents) {
          kernelGradient = tf.add(kernelGradient, tf.matMul(tf.transpose(tangents[l].input), slopes.layers[l].slope));
        }
        const own: Float32Array[] = [kernelGradient.dataSync() as Float32Array];
        if (this.biases[l]) own.push(tf.sum(adjoint, 0).dataSync() as Float32Array);
        arrays.unshift(...own);
        if (l === 0) break;
        const { first } = forward.layers[l - 1];
        const { second } = lai[l - 1];
        adjoint = tf.matMul(adjoint, transposed[l]);
        if (first) adjoint = tf.mul(adjoint, first);
        if (slopes && tangents && second) {
          const bend: tf.Tensor2D = tf.mul(second, tf.mul(tangents[l - 1].output, slopes.layers[l - 1].outputSlope));
          adjoint = tf.add(adjoint, padRows(bend, rows));
        }
      }
      return { loss: evaluated.loss, predictions, inputGradients };
    });
    return { ...result, weightGradients: arrays };
  }

  protected release(): void {
    tf.dispose(this.kernels);
    for (const bias of this.biases) bias?.dispose();
    this.kernels = [];
    this.biases = [];
  }

  protected predictChunk(x: Float32Array, rows: number): Float32Array {
    return tf.tidy(() => this.forward(this.inputTensor(x, rows)).output.dataSync() as Float32Array);
  }

  protected inputGradientsChunk(
    x: Float32Array,
    rows: number,
  ): { predictions: Float32Array; inputGradients: Float32Array } {
    return tf.tidy(() => {
      const transposed = this.kernels.map((kernel) => tf.transpose(kernel));
      const forward = this.forward(this.inputTensor(x, rows));
      const { inputGradient } = this.slopes(forward.layers, rows, transposed);
      return {
        predictions: forward.output.dataSync() as Float32Array,
        inputGradients: inputGradient.dataSync() as Float32Array,
      };
    });
  }

  protected weightsChanged(): void {
    this.release();
    let next = 0;
    for (const layer of this.stack.layers) {
      this.kernels.push(tf.keep(tf.tensor2d(this.weights[next], this.shapes[next] as [number, number])));
      next += 1;
      this.biases.push(layer.useBias ? tf.keep(tf.tensor1d(this.weights[next])) : null);
      if (layer.useBias) next += 1;
    }
  }

  private inputTensor(x: Float32Array, rows: number): tf.Tensor2D {
    return tf.tensor2d(x.subarray(0, rows * this.features), [rows, this.features]);
  }

  private forward(x: tf.Tensor2D): { layers: LayerTrace[]; output: tf.Tensor2D } {
    const layers: LayerTrace[] = [];
    let a = x;
    this.stack.layers.forEach((layer, l) => {
      const product: tf.Tensor2D = tf.matMul(a, this.kernels[l]);
      const bias = this.biases[l];
      const { value, first, second } = activationDerivatives(layer.activation, bias ? tf.add(product, bias) : product);
      layers.push({ input: a, first, second });
      a = value as tf.Tensor2D;
    });
    return { layers, output: a };
  }

  private slopes(
    layers: LayerTrace[],
    rows: number,
    transposed: tf.Tensor2D[],
  ): { layers: LayerSlopes[]; inputGradient: tf.Tensor2D } {
    const result: LayerSlopes[] = [];
    let outputSlope: tf.Tensor2D = tf.ones([rows, 1]);
    for (let l = layers.length - 1; l >= 0; l--) {
      const { first } = layers[l];
      const slope: tf.Tensor2D = first ? tf.mul(first, outputSlope) : outputSlope;
      result.unshift({ outputSlope, slope });
      outputSlope = tf.matMul(slope, transposed[l]);
    }
    return { layers: result, inputGradient: outputSlope };
  }

  private tangents(layers: LayerTrace[], along: tf.Tensor2D): { input: tf.Tensor2D; output: tf.Tensor2D }[] {
    const result: { input: tf.Tensor2D; output: tf.Tensor2D }[] = [];
    let input = along;
    layers.forEach(({ first }, l) => {
      const output: tf.Tensor2D = tf.matMul(input, this.kernels[l]);
      result.push({ input, output });
      input = first ? tf.mul(first, output) : output;
    });
    return result;
  }
}

/** The rows of the Lai loss, which come first. */
function firstRows(layer: LayerTrace, slopeLossRows: number, rows: number): LayerTrace {
  if (slopeLossRows === rows || slopeLossRows === 0) return layer;
  const cut = (tensor: tf.Tensor): tf.Tensor => tf.slice(tensor, 0, slopeLossRows);
  const { input, first, second } = layer;
  return { input, first: first && cut(first), second: second && cut(second) };
}

/** Zero rows below, up to `rows`. */
function padRows(tensor: tf.Tensor2D, rows: number): tf.Tensor2D {
  const missing = rows - tensor.shape[0];
  return missing === 0
    ? tensor
    : tf.pad(tensor, [
        [0, missing],
        [0, 0],
      ]);
}
