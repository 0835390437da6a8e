import { ArgumentError } from "../base/check";
import type { LossEvaluator } from "../loss/loss";
import { type Model, readWeights, weightShapes, writeWeights } from "../model/model";
import { adamStep, gradientNorm } from "./adam";
import {
  type AdamOptions,
  type Engine,
  type EngineBatch,
  type EngineName,
  type EngineState,
  EvaluationGuard,
  type Gradients,
  type SavedState,
} from "./engine";

/** Rows that are computed at once where nothing is trained, which bounds the memory of a large data set. */
const CHUNK_ROWS = 8192;

/** What all engines share: the copy of the model's weights, Adam over it, and work over many rows in chunks. */
export abstract class WeightedEngine<M extends Model = Model> implements Engine {
  abstract readonly name: EngineName;
  abstract readonly description: string;
  fallbackReason: string | null = null;
  private readonly guard = new EvaluationGuard();
  protected weights: Float32Array[];
  protected readonly shapes: number[][];
  private firstMoments: Float32Array[];
  private secondMoments: Float32Array[];
  private steps = 0;
  gradientIsFinite = true;

  /** @param features inputs of one row */
  constructor(
    protected readonly model: M,
    readonly features: number,
  ) {
    this.shapes = weightShapes(model);
    this.weights = readWeights(model);
    this.firstMoments = this.weights.map((w) => new Float32Array(w.length));
    this.secondMoments = this.weights.map((w) => new Float32Array(w.length));
  }

  protected abstract computeGradients(batch: EngineBatch, loss: LossEvaluator, needsInputGradient: boolean): Gradients;
  /** Predictions, shape [rows], of at most CHUNK_ROWS rows. */
  protected abstract predictChunk(x: Float32Array, rows: number): Float32Array;
  /** Predictions [rows] and input gradients [rows, features] of at most CHUNK_ROWS rows. */
  protected abstract inputGradientsChunk(
    x: Float32Array,
    rows: number,
  ): { predictions: Float32Array; inputGradients: Float32Array };
  /** Called after `weights` were changed. */
  protected abstract weightsChanged(): void;
  protected abstract release(): void;

  threadsFor(_rows: number): number {
    return 1;
  }

  predict(x: Float32Array, rows: number): Float32Array {
    this.guard.check();
    const predictions = new Float32Array(rows);
    for (const [start, end] of chunks(rows)) {
      predictions.set(this.predictChunk(this.rowsOf(x, start, end), end - start), start);
    }
    return predictions;
  }

  inputGradients(x: Float32Array, rows: number): { predictions: Float32Array; inputGradients: Float32Array } {
    this.guard.check();
    const predictions = new Float32Array(rows);
    const inputGradients = new Float32Array(rows * this.features);
    for (const [start, end] of chunks(rows)) {
      const chunk = this.inputGradientsChunk(this.rowsOf(x, start, end), end - start);
      predictions.set(chunk.predictions, start);
      inputGradients.set(chunk.inputGradients, start * this.features);
    }
    return { predictions, inputGradients };
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
    this.steps += 1;
    const decays = this.shapes.map((shape) => shape.length >= 2);
    const { weights, firstMoments, secondMoments } = this;
    adamStep({ weights, firstMoments, secondMoments, decays }, result.weightGradients, adam, this.steps);
    this.weightsChanged();
    return result.loss;
  }

  getState(): EngineState {
    this.guard.check();
    const copy = (arrays: Float32Array[]): Float32Array[] => arrays.map((array) => array.slice());
    return {
      weights: copy(this.weights),
      firstMoments: copy(this.firstMoments),
      secondMoments: copy(this.secondMoments),
      steps: this.steps,
    };
  }

  setState(state: EngineState): void {
    this.guard.check();
    for (const name of ["weights", "firstMoments", "secondMoments"] as const) {
      const lengths = state[name].map((array) => array.length);
      const expected = this.weights.map((array) => array.length);
      if (lengths.length !== expected.length || lengths.some((length, i) => length !== expected[i])) {
        throw new ArgumentError(`state.${name}`, lengths, `give arrays of the lengths ${expected.join(", ")}.`);
      }
    }
    this.weights = state.weights.map((array) => Float32Array.from(array));
    this.firstMoments = state.firstMoments.map((array) => Float32Array.from(array));
    this.secondMoments = state.secondMoments.map((array) => Float32Array.from(array));
    this.steps = state.steps;
    this.weightsChanged();
  }

  save(into?: SavedState): SavedState {
    this.guard.check();
    const arrays = this.stateArrays();
    const values = into?.values ?? new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0));
    eachPart(arrays, values, (array, part) => part.set(array));
    if (!into) return { values, steps: this.steps };
    into.steps = this.steps;
    return into;
  }

  restore(saved: SavedState): void {
    this.guard.check();
    eachPart(this.stateArrays(), saved.values, (array, part) => array.set(part));
    this.steps = saved.steps;
    this.weightsChanged();
  }

  hasFiniteWeights(): boolean {
    return this.weights.every((values) => values.every(Number.isFinite));
  }

  private stateArrays(): Float32Array[] {
    return [...this.weights, ...this.firstMoments, ...this.secondMoments];
  }

  writeBack(): void {
    this.guard.check();
    writeWeights(this.model, this.weights);
  }

  dispose(): void {
    this.guard.check();
    this.release();
  }

  /** Rows start .. end - 1 of a row by row matrix. */
  protected rowsOf(x: Float32Array, start: number, end: number): Float32Array {
    return x.subarray(start * this.features, end * this.features);
  }
}

function* chunks(rows: number): Generator<[start: number, end: number]> {
  for (let start = 0; start < rows; start += CHUNK_ROWS) yield [start, Math.min(rows, start + CHUNK_ROWS)];
}

/** Calls `use` with each array and its part of a block that holds all of them, one after another. */
function eachPart(
  arrays: Float32Array[],
  block: Float32Array,
  use: (array: Float32Array, part: Float32Array) => void,
): void {
  let start = 0;
  for (const array of arrays) {
    use(array, block.subarray(start, start + array.length));
    start += array.length;
  }
}
