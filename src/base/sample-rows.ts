import { Random } from "./random";
import type { Samples } from "./samples";

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
