import * as tf from "@tensorflow/tfjs";
import type { LossBatch, LossEvaluator } from "../../loss/loss";
import { modelInputs } from "../../model/accept";
import { readWeights, weightShapes, writeWeights } from "../../model/model";
import { gradientNorm } from "../adam";
import {
  type AdamOptions,
  type Engine,
  type EngineBatch,
  type EngineState,
  EvaluationGuard,
  type Gradients,
  type SavedState,
} from "../engine";
import { explainTraceError } from "./explain-error";
import { refuseCustomGradients, withRightGradients } from "./gradient-scope";
import { disposeFailedTape } from "./locate-failure";
import { TapeWeights } from "./tape-weights";

/** Rows that are computed at once where nothing is trained, which bounds the memory of a large data set. */
const CHUNK_ROWS = 8192;

/**
 * Any model of one output, by tfjs's automatic differentiation with right second derivatives: the gradient of
 * sum_i c_i prediction_i + v_i · g_i with respect to the weights, where g is itself a gradient on the tape.
 */
export class TapeEngine implements Engine {
  readonly name = "tape";
  readonly description: string;
  fallbackReason: string | null = null;
  readonly features: number;
  gradientIsFinite = true;
  private readonly guard = new EvaluationGuard();
  private readonly shapes: number[][];
  private readonly weights: TapeWeights;
  private tensors: tf.Tensor[] = [];

  constructor(private readonly model: tf.LayersModel) {
    this.features = modelInputs(model);
    this.description = `tape, tfjs ${tf.getBackend()}`;
    this.shapes = weightShapes(model);
    this.weights = new TapeWeights(readWeights(model), this.shapes);
    this.weightsChanged();
  }

  threadsFor(_rows: number): number {
    return 1;
  }

  predict(x: Float32Array, rows: number): Float32Array {
    const predictions = new Float32Array(rows);
    this.inChunks(x, rows, (chunk, start) => {
      predictions.set((this.model.apply(chunk) as tf.Tensor).dataSync(), start);
    });
    return predictions;
  }

  inputGradients(x: Float32Array, rows: number): { predictions: Float32Array; inputGradients: Float32Array } {
    const predictions = new Float32Array(rows);
    const inputGradients = new Float32Array(rows * this.features);
    this.inChunks(x, rows, (chunk, start) => {
      withRightGradients(() => {
        const of = tf.valueAndGrad((input: tf.Tensor) => this.model.apply(input) as tf.Tensor);
        const { value, grad } = of(chunk, tf.ones([chunk.shape[0], 1]));
        predictions.set(value.dataSync(), start);
        inputGradients.set(grad.dataSync(), start * this.features);
      });
    });
    return { predictions, inputGradients };
  }

  /** Runs on the rows, at most CHUNK_ROWS at a time, as a tensor and the number of its first row. */
  private inChunks(x: Float32Array, rows: number, run: (chunk: tf.Tensor2D, start: number) => void): void {
    this.guard.check();
    const { features } = this;
    for (let start = 0; start < rows; start += CHUNK_ROWS) {
      const end = Math.min(rows, start + CHUNK_ROWS);
      const values = x.subarray(start * features, end * features);
      this.compute(() => run(tf.tensor2d(values, [end - start, features]), start));
    }
  }

  gradients(batch: EngineBatch, loss: LossEvaluator, needsInputGradient: boolean): Gradients {
    this.guard.check();
    const guarded: LossEvaluator = (lossBatch) => this.guard.run(() => loss(lossBatch));
    return this.computeGradients(batch, guarded, needsInputGradient);
  }

  trainStep(batch: EngineBatch, loss: LossEvaluator, needsInputGradient: boolean, adam: AdamOptions): number {
    const result = this.gradients(batch, loss, needsInputGradient);
    if (!Number.isFinite(result.loss)) return result.loss;
    this.gradientIsFinite = Number.isFinite(gradientNorm(result.weightGradients));
    if (!this.gradientIsFinite) return result.loss;
    this.weights.step(result.weightGradients, adam);
    this.weightsChanged();
    return result.loss;
  }

  getState(): EngineState {
    this.guard.check();
    return this.weights.getState();
  }

  setState(state: EngineState): void {
    this.guard.check();
    this.weights.setState(state);
    this.weightsChanged();
  }

  save(into?: SavedState): SavedState {
    this.guard.check();
    return this.weights.save(into);
  }

  restore(saved: SavedState): void {
    this.guard.check();
    this.weights.restore(saved);
    this.weightsChanged();
  }

  hasFiniteWeights(): boolean {
    return this.weights.values.every((values) => values.every(Number.isFinite));
  }

  writeBack(): void {
    this.guard.check();
    writeWeights(this.model, this.weights.values);
  }

  dispose(): void {
    this.guard.check();
    tf.dispose(this.tensors);
    this.tensors = [];
  }

  private computeGradients(batch: EngineBatch, loss: LossEvaluator, needsInputGradient: boolean): Gradients {
    const { rows } = batch;
    const slopeLossRows = needsInputGradient ? batch.slopeLossRows : 0;
    return this.compute((variables) => {
      const x = tf.tensor2d(batch.x.subarray(0, rows * this.features), [rows, this.features]);
      const lai = slopeLossRows === rows ? x : tf.slice(x, 0, slopeLossRows);
      const others = slopeLossRows === 0 ? x : tf.slice(x, slopeLossRows);
      let result: Omit<Gradients, "weightGradients"> | undefined;
      const { grads } = withRightGradients((scope) =>
        tf.variableGrads(() => {
          const parts: tf.Tensor[] = [];
          let inputGradient: tf.Tensor | null = null;
          if (slopeLossRows > 0) {
            const inner = tf.valueAndGrad((input: tf.Tensor) => {
              const output = this.model.apply(input) as tf.Tensor;
              refuseCustomGradients();
              scope.differentiatedAgain = true;
              return output;
            })(lai, tf.ones([slopeLossRows, 1]));
            scope.differentiatedAgain = false;
            inputGradient = inner.grad;
            parts.push(inner.value);
          }
          if (slopeLossRows < rows) parts.push(this.model.apply(others) as tf.Tensor);
          const output = parts.length === 1 ? parts[0] : tf.concat(parts);
          const predictions = output.dataSync() as Float32Array;
          const inputGradients = inputGradient ? (inputGradient.dataSync() as Float32Array) : new Float32Array(0);
          const lossBatch: LossBatch = {
            rows,
            features: this.features,
            slopeLossRows: batch.slopeLossRows,
            predictions,
            targets: batch.y.subarray(0, rows),
            inputGradients,
            predictionDerivatives: new Float32Array(rows),
            inputGradientDerivatives: new Float32Array(inputGradients.length),
          };
          result = { loss: loss(lossBatch), predictions, inputGradients };
          const c = tf.tensor2d(lossBatch.predictionDerivatives, [rows, 1]);
          let total: tf.Scalar = tf.sum(tf.mul(c, output));
          if (inputGradient) {
            const v = tf.tensor2d(lossBatch.inputGradientDerivatives, [slopeLossRows, this.features]);
            total = tf.add(total, tf.sum(tf.mul(v, inputGradient)));
          }
          return total;
        }, variables),
      );
      // a weight that the output does not depend on has no gradient on the tape
      const weightGradients = variables.map(
        (variable, i) =>
          (grads[variable.name]?.dataSync() as Float32Array) ?? new Float32Array(this.weights.values[i].length),
      );
      return { ...(result as Omit<Gradients, "weightGradients">), weightGradients };
    });
  }

  private weightsChanged(): void {
    tf.dispose(this.tensors);
    this.tensors = this.weights.values.map((values, i) => tf.keep(tf.tensor(values, this.shapes[i])));
  }

  /** Runs with the engine's weights in the model, puts the model's own back, and explains what went wrong. */
  private compute<T>(run: (variables: tf.Variable[]) => T): T {
    const variables = this.model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const original = variables.map((variable) => tf.clone(variable));
    try {
      variables.forEach((variable, i) => {
        variable.assign(this.tensors[i]);
      });
      return untracked(() => run(variables));
    } catch (error) {
      throw explainTraceError(error, this.model);
    } finally {
      variables.forEach((variable, i) => {
        variable.assign(original[i]);
      });
      tf.dispose(original);
    }
  }
}

/** tf.tidy for plain results; where the tape fails half-way, what it had saved is disposed as well. */
function untracked<T>(run: () => T): T {
  let result: T | undefined;
  try {
    tf.tidy(() => {
      result = run();
    });
  } catch (error) {
    disposeFailedTape();
    throw error;
  }
  return result as T;
}
