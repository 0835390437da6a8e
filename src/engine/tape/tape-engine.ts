import * as tf from "@tensorflow/tfjs";
import type { LossEvaluator } from "../../loss/loss";
import { modelInputs } from "../../model/accept";
import type { EngineBatch, Gradients } from "../engine";
import { WeightedEngine } from "../weighted-engine";
import { explainTraceError } from "./explain-error";
import { refuseCustomGradients, withRightGradients } from "./gradient-scope";
import { disposeFailedTape } from "./locate-failure";

/**
 * Any model of one output, by tfjs's automatic differentiation with right second derivatives: the gradient of
 * sum_i c_i prediction_i + v_i · g_i with respect to the weights, where g is itself a gradient on the tape.
 */
export class TapeEngine extends WeightedEngine<tf.LayersModel> {
  readonly name = "tape";
  readonly description: string;
  private tensors: tf.Tensor[] = [];

  constructor(model: tf.LayersModel) {
    super(model, modelInputs(model));
    this.description = `tape, tfjs ${tf.getBackend()}`;
    this.weightsChanged();
  }

  protected computeGradients(batch: EngineBatch, loss: LossEvaluator, needsInputGradient: boolean): Gradients {
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
          const evaluated = evaluateLoss(loss, batch, this.features, predictions, inputGradients);
          result = { loss: evaluated.loss, predictions, inputGradients };
          const c = tf.tensor2d(evaluated.predictionDerivatives, [rows, 1]);
          let total: tf.Scalar = tf.sum(tf.mul(c, output));
          if (inputGradient) {
            const v = tf.tensor2d(evaluated.inputGradientDerivatives, [slopeLossRows, this.features]);
            total = tf.add(total, tf.sum(tf.mul(v, inputGradient)));
          }
          return total;
        }, variables),
      );
      // a weight that the output does not depend on has no gradient on the tape
      const weightGradients = variables.map(
        (variable, i) => (grads[variable.name]?.dataSync() as Float32Array) ?? new Float32Array(this.weights[i].length),
      );
      return { ...(result as Omit<Gradients, "weightGradients">), weightGradients };
    });
  }

  protected release(): void {
    tf.dispose(this.tensors);
    this.tensors = [];
  }

  protected predictChunk(x: Float32Array, rows: number): Float32Array {
    return this.compute(() => {
      const output = this.model.apply(tf.tensor2d(x, [rows, this.features])) as tf.Tensor;
      return output.dataSync() as Float32Array;
    });
  }

  protected inputGradientsChunk(
    x: Float32Array,
    rows: number,
  ): { predictions: Float32Array; inputGradients: Float32Array } {
    return this.compute(() =>
      withRightGradients(() => {
        const { value, grad } = tf.valueAndGrad((input: tf.Tensor) => this.model.apply(input) as tf.Tensor)(
          tf.tensor2d(x, [rows, this.features]),
          tf.ones([rows, 1]),
        );
        return {
          predictions: value.dataSync() as Float32Array,
          inputGradients: grad.dataSync() as Float32Array,
        };
      }),
    );
  }

  protected weightsChanged(): void {
    this.release();
    this.tensors = this.weights.map((values, i) => tf.keep(tf.tensor(values, this.shapes[i])));
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
      throw explainTraceError(error, this.model, this.features);
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

/** The loss of a batch and the two derivatives that an engine needs of it. */
interface EvaluatedLoss {
  loss: number;
  /** c, shape [rows] */
  predictionDerivatives: Float32Array;
  /** v, shape [slopeLossRows, features] */
  inputGradientDerivatives: Float32Array;
}

/**
 * Calls the evaluator of a loss.
 *
 * @param inputGradients shape [slopeLossRows, features]; empty where the loss does not look at it
 */
function evaluateLoss(
  evaluator: LossEvaluator,
  batch: EngineBatch,
  features: number,
  predictions: Float32Array,
  inputGradients: Float32Array,
): EvaluatedLoss {
  const predictionDerivatives = new Float32Array(batch.rows);
  const inputGradientDerivatives = new Float32Array(inputGradients.length);
  const loss = evaluator({
    rows: batch.rows,
    features,
    slopeLossRows: batch.slopeLossRows,
    predictions,
    targets: batch.y.subarray(0, batch.rows),
    inputGradients,
    predictionDerivatives,
    inputGradientDerivatives,
  });
  return { loss, predictionDerivatives, inputGradientDerivatives };
}
