import { ArgumentError, checkNumber } from "../base/check";
import type { LossEvaluator } from "../loss/loss";

export const ENGINE_NAMES = ["dense", "tape"] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Rows for one gradient computation. Rows of the Lai loss come first. */
export interface EngineBatch {
  /** number of rows, n */
  rows: number;
  /** rows 0 .. slopeLossRows - 1 take the whole loss, the others its base */
  slopeLossRows: number;
  /** inputs, shape [n, features] row by row; may be longer than needed */
  x: Float32Array;
  /** targets, shape [n]; may be longer than needed */
  y: Float32Array;
}

/** Loss, predictions and all derivatives of one batch. */
export interface Gradients {
  loss: number;
  /** shape [rows] */
  predictions: Float32Array;
  /** shape [slopeLossRows, features]; empty where the loss does not look at it */
  inputGradients: Float32Array;
  /** one array a trainable weight, in the order of `readWeights` */
  weightGradients: Float32Array[];
}

/** One step of Adam with decoupled weight decay (Loshchilov & Hutter 2019). */
export interface AdamOptions {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** weights shrink by learningRate * weightDecay a step, biases do not */
  weightDecay: number;
  /** gradients are scaled down to this L2 norm over all weights; Infinity leaves them as they are */
  clipNorm: number;
}

/** Everything that a training needs to go on: plain arrays in the order of model.trainableWeights. */
export interface EngineState {
  weights: Float32Array[];
  firstMoments: Float32Array[];
  secondMoments: Float32Array[];
  steps: number;
}

/** A state as the engine itself holds it: for the engine that saved it alone. */
export interface SavedState {
  values: Float32Array;
  steps: number;
}

/**
 * Computes with one model. The trainable weights are copied in when the engine is made; `writeBack` copies them into the
 * model again. Not for use after `dispose`,
 * nor inside of a loss that it is evaluating.
 */
export interface Engine {
  readonly name: EngineName;
  /** what computes, for the user to see, such as "tfjs wasm" or "WebAssembly SIMD" */
  readonly description: string;
  /** why the dense kernel does not compute, where the package chose; null where it does, or where the engine was asked for */
  readonly fallbackReason: string | null;
  /** number of inputs of one row */
  readonly features: number;
  /** The threads that share a step of so many rows: with another number, results differ by rounding. */
  threadsFor(rows: number): number;
  /** Predictions, shape [rows]. */
  predict(x: Float32Array, rows: number): Float32Array;
  /** Predictions [rows] and d prediction / d x, shape [rows, features]. */
  inputGradients(x: Float32Array, rows: number): { predictions: Float32Array; inputGradients: Float32Array };
  /** Loss and its gradient with respect to every trainable weight; changes nothing. */
  gradients(batch: EngineBatch, loss: LossEvaluator, needsInputGradient: boolean): Gradients;
  /**
   * One optimiser step; returns the loss before it. Where the loss or a gradient is NaN or infinite, no weight, no moment and
   * no step count is changed: `gradientIsFinite` tells the latter.
   */
  trainStep(batch: EngineBatch, loss: LossEvaluator, needsInputGradient: boolean, adam: AdamOptions): number;
  /** False where the last `trainStep` had a finite loss, but a gradient that is NaN or infinite. */
  readonly gradientIsFinite: boolean;
  /** A copy of the weights and of the optimiser's state. */
  getState(): EngineState;
  setState(state: EngineState): void;
  /** Copies the state in the engine's own form, which is cheaper; over `into`, where that is given. */
  save(into?: SavedState): SavedState;
  /** Goes back to what `save` copied. */
  restore(saved: SavedState): void;
  /** True where no weight is NaN or infinite. */
  hasFiniteWeights(): boolean;
  /** Copies the weights into the model. */
  writeBack(): void;
  dispose(): void;
}

/**
 * Keeps a loss from calling the engine that is evaluating it: the engine's arrays are those of the step under way, and its
 * weights must not move before the step has ended.
 */
export class EvaluationGuard {
  private evaluating = false;

  /** @throws Error where a loss is being evaluated */
  check(): void {
    if (!this.evaluating) return;
    throw new Error(
      "A loss called the engine that is evaluating it: compute the loss from the batch that it is given, or use another engine.",
    );
  }

  run<T>(evaluate: () => T): T {
    this.evaluating = true;
    try {
      return evaluate();
    } finally {
      this.evaluating = false;
    }
  }
}

/** Checks a list of arrays against the lengths that the network's weights have. */
export function checkArrays(argument: string, arrays: unknown, lengths: readonly number[]): Float32Array[] {
  if (!Array.isArray(arrays) || arrays.length !== lengths.length) {
    const remedy = `give ${lengths.length} Float32Arrays, in the order of the trainable weights.`;
    throw new ArgumentError(argument, arrays, remedy);
  }
  return arrays.map((array, i) => {
    if (!(array instanceof Float32Array) || array.length !== lengths[i]) {
      throw new ArgumentError(`${argument}[${i}]`, array, `give a Float32Array of ${lengths[i]} numbers.`);
    }
    return array;
  });
}

/** Checks a state against them. */
export function checkState(state: EngineState, lengths: readonly number[]): void {
  checkArrays("state.weights", state.weights, lengths);
  checkArrays("state.firstMoments", state.firstMoments, lengths);
  checkArrays("state.secondMoments", state.secondMoments, lengths);
  checkNumber("state.steps", state.steps, { min: 0, integer: true });
}
