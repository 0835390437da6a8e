import type { Tensor2D } from "@tensorflow/tfjs-core";
import { Random } from "./random";
import { checkSamples, type Samples } from "./samples";
import { tfjs } from "./tfjs";

/** At most `maxRows` of the rows, drawn without replacement by seed, in random order. */
export function drawRows(rows: number, maxRows: number, seed: number): Uint32Array {
  return new Random(seed, "rows of a measure").permutation(rows).slice(0, maxRows);
}

/** The samples themselves where they have at most `maxRows` rows, otherwise that many of them, drawn by seed. */
export function sampleRows(samples: Samples, maxRows: number, seed: number): Samples {
  if (samples.rows <= maxRows) return samples;
  return takeRows(samples, drawRows(samples.rows, maxRows, seed));
}

/** A copy of chosen rows, in the order given. */
export function takeRows(samples: Samples, rows: ArrayLike<number>): Samples {
  const { features } = samples;
  const x: Float32Array = new Float32Array(rows.length * features);
  const y: Float32Array = new Float32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    x.set(samples.x.subarray(row * features, (row + 1) * features), i * features);
    y[i] = samples.y[row];
  }
  const rowNumbers = samples.rowNumbers && Uint32Array.from(rows, (row) => samples.rowNumbers![row]);
  return { ...samples, x, y, rows: rows.length, rowNumbers };
}

/**
 * Samples as tensors: x of shape [rows, features], y of shape [rows, 1]. The caller disposes of both.
 *
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function toTensors(samples: Samples): { x: Tensor2D; y: Tensor2D } {
  checkSamples(samples);
  const tf = tfjs();
  const { x, y, rows, features } = samples;
  return { x: tf.tensor2d(x, [rows, features]), y: tf.tensor2d(y, [rows, 1]) };
}
