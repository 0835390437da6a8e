import { Random, type RandomState } from "../base/random";
import { isNumericColumn, type PerturbedColumns, type Samples } from "../base/samples";
import type { EngineBatch } from "../engine/engine";

export interface BatchOptions {
  batchSize: number;
  dropLastBatch: boolean;
  inputNoise: number;
  perturbedColumns: PerturbedColumns;
  seed: number;
}

/** Where the drawing of batches stands at the end of an epoch. Plain JSON. */
export interface BatchState {
  batchRandom: RandomState;
  noiseRandom: RandomState;
}

/**
 * Draws each epoch's batches in a new random order. As a batch's rows come in random order, its first rows are a random
 * subset of it: these take the Lai loss where only a fraction does.
 */
export class BatchSource {
  private readonly random: Random;
  private readonly noise: Random;
  private readonly order: Uint32Array;
  private readonly x: Float32Array;
  private readonly y: Float32Array;
  private readonly noisyColumns: readonly number[];

  constructor(
    private readonly samples: Samples,
    private readonly options: BatchOptions,
  ) {
    this.random = new Random(options.seed, "batches");
    this.noise = new Random(options.seed, "input noise");
    this.order = new Uint32Array(samples.rows);
    this.x = new Float32Array(options.batchSize * samples.features);
    this.y = new Float32Array(options.batchSize);
    this.noisyColumns = noisyColumns(samples, options);
  }

  /** The batches of one epoch. Each is valid until the next is drawn. */
  *epoch(slopeLossFraction: number): Generator<EngineBatch> {
    const { samples, options, order } = this;
    for (let i = 0; i < order.length; i++) order[i] = i;
    this.random.shuffle(order);
    for (let start = 0; start < samples.rows; start += options.batchSize) {
      const rows = Math.min(options.batchSize, samples.rows - start);
      if (rows < options.batchSize && options.dropLastBatch && start > 0) return;
      this.gather(start, rows);
      const slopeLossRows = slopeLossFraction === 0 ? 0 : Math.max(1, Math.round(slopeLossFraction * rows));
      yield { rows, slopeLossRows, x: this.x, y: this.y };
    }
  }

  getState(): BatchState {
    return { batchRandom: this.random.getState(), noiseRandom: this.noise.getState() };
  }

  setState(state: BatchState): void {
    this.random.setState(state.batchRandom);
    this.noise.setState(state.noiseRandom);
  }

  private gather(start: number, rows: number): void {
    const { order, x: toX, y: toY } = this;
    const { x, y, features } = this.samples;
    let to = 0;
    for (let i = 0; i < rows; i++) {
      const row = order[start + i];
      toY[i] = y[row];
      let from = row * features;
      const end = to + features;
      for (; to + 4 <= end; to += 4, from += 4) {
        toX[to] = x[from];
        toX[to + 1] = x[from + 1];
        toX[to + 2] = x[from + 2];
        toX[to + 3] = x[from + 3];
      }
      for (; to < end; to++, from++) toX[to] = x[from];
    }
    const { inputNoise } = this.options;
    if (inputNoise === 0) return;
    for (let i = 0; i < rows; i++) {
      for (const column of this.noisyColumns) toX[i * features + column] += inputNoise * this.noise.normal();
    }
  }
}

/** The columns that take the input noise; none where there is no noise. */
export function noisyColumns(
  samples: Samples,
  { inputNoise, perturbedColumns }: Pick<BatchOptions, "inputNoise" | "perturbedColumns">,
): number[] {
  if (inputNoise === 0) return [];
  const columns = Array.from({ length: samples.features }, (_, column) => column);
  return perturbedColumns === "all" ? columns : columns.filter((column) => isNumericColumn(samples, column));
}
