import { ArgumentError } from "../../../base/check";
import type { LossBatch, LossEvaluator } from "../../../loss/loss";
import type { DenseStack } from "../../../model/dense-stack";
import {
  type AdamOptions,
  checkArrays,
  checkState,
  type EngineBatch,
  type EngineState,
  EvaluationGuard,
  type Gradients,
  type SavedState,
} from "../../engine";
import { checkThreads, mostThreads, type ThreadsOption, threadsForBatch } from "../../threads";
import { checkAdam, checkArray, checkBatch, checkRows } from "./border";
import { chooseVariant, type KernelChoice, type KernelVariant } from "./instance";
import { KernelMemory } from "./kernel-memory";
import { copyRows, networkLayout, weightLengths } from "./layout";
import { batchWork, type PhaseWork, runPhase } from "./phases";
import type { StepThreads } from "./step-threads";
import { applyAdam, gradientNorm } from "./update";

/** How the kernel computes; the defaults are right for everyone but a test or a benchmark. */
export interface DenseKernelOptions {
  /** defaults to LAI_KERNEL, or else to the fastest that runs here */
  variant?: KernelChoice;
  /** see `TrainOptions`; defaults to 1 */
  threads?: ThreadsOption;
}

const PREDICTION_ROWS = 512;

/**
 * A stack of Dense layers in the kernel, WebAssembly or native code on a WebAssembly memory: weights, optimiser state, and
 * all that an engine computes with them; its methods are those of `Engine`. Weight arrays are in the order of
 * model.trainableWeights: kernel, shape [inputs, units], and bias of each layer.
 */
export class DenseKernel {
  readonly features: number;
  readonly variant: KernelVariant;
  private readonly threads: ThreadsOption;
  private memory: KernelMemory | null;
  private stepThreads: StepThreads | null = null;
  private readonly lengths: number[];
  private steps = 0;
  private lossBatch: LossBatch | null = null;
  private readonly guard = new EvaluationGuard();

  constructor(stack: DenseStack, weights: readonly Float32Array[], options: DenseKernelOptions = {}) {
    const layout = networkLayout(stack);
    this.features = stack.inputs;
    this.lengths = weightLengths(layout);
    this.variant = chooseVariant(options.variant);
    this.threads = checkThreads(options.threads ?? 1);
    const threads = mostThreads(this.threads);
    checkArrays("weights", weights, this.lengths);
    this.memory = new KernelMemory(layout, this.variant, threads);
    this.memory.write("parameters", weights);
  }

  threadsFor(rows: number): number {
    const { fixed, layout } = this.open();
    return threadsForBatch(this.threads, fixed.threads.length, batchWork(rows, 0).rows, layout.parameters);
  }

  predict(x: Float32Array, rows: number): Float32Array {
    this.checkInputs(x, rows);
    const predictions = new Float32Array(rows);
    this.predictTiles(x, rows, predictions, null);
    return predictions;
  }

  inputGradients(x: Float32Array, rows: number): { predictions: Float32Array; inputGradients: Float32Array } {
    this.checkInputs(x, rows);
    const predictions = new Float32Array(rows);
    const inputGradients = new Float32Array(rows * this.features);
    this.predictTiles(x, rows, predictions, inputGradients);
    return { predictions, inputGradients };
  }

  private checkInputs(x: Float32Array, rows: number): void {
    this.guard.check();
    checkArray("x", x, checkRows("rows", rows) * this.features, "[rows, features]");
  }

  private predictTiles(x: Float32Array, rows: number, predictions: Float32Array, gradients: Float32Array | null): void {
    const memory = this.open();
    const { exports } = memory.kernel;
    const { features } = this;
    const { inputStride } = memory.layout;
    this.reserve(Math.min(rows, PREDICTION_ROWS));
    const record = memory.fixed.threads[0].record;
    if (gradients) exports.transposeWeights(record);
    for (let first = 0; first < rows; first += PREDICTION_ROWS) {
      const count = Math.min(PREDICTION_ROWS, rows - first);
      const padded = batchWork(count, 0).rows;
      this.copyInputs(x.subarray(first * features, (first + count) * features), count);
      exports.forward(record, 0, padded, gradients ? 1 : 0, 0);
      predictions.set(memory.view(memory.rows.predictions, count), first);
      if (gradients) {
        const tile = memory.view(memory.rows.inputGradients, padded * inputStride);
        copyRows(tile, inputStride, gradients.subarray(first * features), features, count, features);
      }
    }
  }

  gradients(batch: EngineBatch, loss: LossEvaluator, needsInputGradient: boolean): Gradients {
    const memory = this.open();
    const value = this.computeGradients(batch, loss, needsInputGradient);
    const { predictions, inputGradients } = this.lossBatch!;
    const slopes = needsInputGradient ? batch.slopeLossRows * this.features : 0;
    return {
      loss: value,
      predictions: predictions.slice(),
      inputGradients: inputGradients.slice(0, slopes),
      weightGradients: memory.read("gradients"),
    };
  }

  gradientIsFinite = true;

  trainStep(batch: EngineBatch, loss: LossEvaluator, needsInputGradient: boolean, adam: AdamOptions): number {
    checkAdam(adam);
    const value = this.computeGradients(batch, loss, needsInputGradient);
    if (!Number.isFinite(value)) return value;
    const memory = this.open();
    const norm = gradientNorm(memory);
    this.gradientIsFinite = Number.isFinite(norm);
    if (!this.gradientIsFinite) return value;
    this.steps += 1;
    applyAdam(memory, adam, this.steps, norm);
    return value;
  }

  private computeGradients(batch: EngineBatch, loss: LossEvaluator, needsInputGradient: boolean): number {
    this.guard.check();
    checkBatch(batch, this.features);
    const memory = this.open();
    const { rows, slopeLossRows } = batch;
    const slopeRows = needsInputGradient ? slopeLossRows : 0;
    const work = batchWork(rows, slopeRows);
    const { kernel, layout } = memory;
    const { record } = memory.fixed.threads[0];
    this.reserve(rows);
    this.copyInputs(batch.x, rows);
    kernel.exports.transposeWeights(record);
    this.run({ phase: "forward", ...work });

    const lossBatch = this.lossBatchFor(batch);
    const { features } = this;
    const { inputStride } = layout;
    const packed = inputStride !== features && slopeRows > 0;
    if (packed) {
      const g = memory.view(memory.rows.inputGradients, slopeRows * inputStride);
      copyRows(g, inputStride, lossBatch.inputGradients, features, slopeRows, features);
    }
    const value = this.guard.run(() => loss(lossBatch));
    if (typeof value !== "number") throw new ArgumentError("loss", value, "give an evaluator that returns a number.");
    if (packed || work.gradientRows > slopeRows) {
      const v = memory.view(memory.rows.inputGradientDerivatives, work.gradientRows * inputStride);
      if (packed) copyRows(lossBatch.inputGradientDerivatives, features, v, inputStride, slopeRows, features);
      v.fill(0, slopeRows * inputStride);
    }
    if (work.rows > rows) memory.view(memory.rows.predictionDerivatives, work.rows).fill(0, rows);

    this.run({ phase: "backward", ...work });
    kernel.exports.clearPadding(record);
    return value;
  }

  /** One phase, over as many threads as the batch is for. */
  private run(work: PhaseWork): void {
    const { kernel, fixed, layout } = this.open();
    const threads = this.threadsFor(work.rows);
    if (threads === 1) {
      runPhase(kernel.exports, fixed.threads[0].record, work, 0, 1);
      return;
    }
    if (!this.stepThreads) {
      // loaded only here: one thread needs no node:worker_threads, which a browser lacks
      const { StepThreads } = require("./step-threads") as typeof import("./step-threads");
      const records = fixed.threads.map((thread) => thread.record);
      this.stepThreads = new StepThreads(kernel, records);
    }
    this.stepThreads.run(work, threads);
    if (work.phase === "forward") return;
    const [sum, ...others] = fixed.threads.slice(0, threads);
    for (const other of others) kernel.exports.addTo(sum.gradients, other.gradients, layout.parameters * 4);
  }

  getState(): EngineState {
    this.guard.check();
    const memory = this.open();
    return {
      weights: memory.read("parameters"),
      firstMoments: memory.read("firstMoments"),
      secondMoments: memory.read("secondMoments"),
      steps: this.steps,
    };
  }

  setState(state: EngineState): void {
    const memory = this.open();
    this.guard.check();
    checkState(state, this.lengths);
    memory.write("parameters", state.weights);
    memory.write("firstMoments", state.firstMoments);
    memory.write("secondMoments", state.secondMoments);
    this.steps = state.steps;
  }

  save(into?: SavedState): SavedState {
    this.guard.check();
    const state = this.open().state();
    const saved = into ?? { values: new Float32Array(state.length), steps: 0 };
    saved.values.set(state);
    saved.steps = this.steps;
    return saved;
  }

  restore(saved: SavedState): void {
    this.guard.check();
    const state = this.open().state();
    checkArrays("saved", [saved.values], [state.length]);
    state.set(saved.values);
    this.steps = saved.steps;
  }

  hasFiniteWeights(): boolean {
    const { kernel, fixed, layout } = this.open();
    return Number.isFinite(kernel.exports.sumOfSquares(fixed.parameters, layout.parameters * 4));
  }

  dispose(): void {
    this.guard.check();
    const isFree = this.stepThreads?.dispose() ?? true;
    if (isFree) this.memory?.release();
    this.stepThreads = null;
    this.memory = null;
    this.lossBatch = null;
  }

  private open(): KernelMemory {
    if (!this.memory) throw new Error("This dense engine has been disposed of: make a new one.");
    return this.memory;
  }

  private reserve(rows: number): void {
    if (this.open().reserve(rows)) this.lossBatch = null;
  }

  private copyInputs(x: Float32Array, rows: number): void {
    const memory = this.open();
    const { inputStride } = memory.layout;
    const padded = batchWork(rows, 0).rows;
    const inputs = memory.view(memory.rows.x, padded * inputStride);
    copyRows(x, this.features, inputs, inputStride, rows, this.features);
    if (padded > rows) inputs.fill(0, rows * inputStride);
  }

  /** The arrays for the loss: views on the kernel's memory, or arrays of their own where the kernel's rows are padded. */
  private lossBatchFor(batch: EngineBatch): LossBatch {
    const { rows, slopeLossRows } = batch;
    const { features } = this;
    const targets = batch.y.length === rows ? batch.y : batch.y.subarray(0, rows);
    const last = this.lossBatch;
    if (last && last.rows === rows) {
      last.slopeLossRows = slopeLossRows;
      last.targets = targets;
      return last;
    }
    const memory = this.open();
    const inPlace = memory.layout.inputStride === features;
    const gradientArray = (address: number): Float32Array =>
      inPlace ? memory.view(address, rows * features) : new Float32Array(rows * features);
    this.lossBatch = {
      rows,
      features,
      slopeLossRows,
      predictions: memory.view(memory.rows.predictions, rows),
      targets,
      inputGradients: gradientArray(memory.rows.inputGradients),
      predictionDerivatives: memory.view(memory.rows.predictionDerivatives, rows),
      inputGradientDerivatives: gradientArray(memory.rows.inputGradientDerivatives),
    };
    return this.lossBatch;
  }
}
