import { ArgumentError, ascending, checkOptions, count, number, optional, pair, SEED } from "../base/check";
import { drawRows } from "../base/sample-rows";
import type { Samples } from "../base/samples";
import { quantiles } from "../base/statistics";
import { featureIndex, featureName } from "../loss/features";
import type { Model } from "../model/model";
import { BATCH_SIZE, checkSamples, type MeasureOptions, type Predictor, predictorOf } from "./predictor";

/** How the prediction depends on one feature. */
export interface PartialDependence {
  feature: string;
  /** values of the feature, ascending, in the unit of x; shape [points] */
  grid: number[];
  /** partial dependence: mean over the rows of the prediction with the feature set to the grid's value; shape [points] */
  average: number[];
  /** individual conditional expectation: the same for single rows, `ice[row][point]`; empty where none were asked for */
  ice: number[][];
  /** which rows the ICE curves belong to */
  iceRows: number[];
  /** how many rows the average is over */
  rows: number;
}

export interface PartialDependenceOptions extends MeasureOptions {
  /** the values to set the feature to, ascending; defaults to `points` equidistant values between two percentiles */
  grid?: readonly number[];
  /** number of grid values; defaults to 21 */
  points?: number;
  /** the percentiles of the feature, as shares, between which the default grid lies; defaults to [.05, .95] */
  range?: readonly [number, number];
  /** rows drawn for the average, without replacement; defaults to 1000, or all where there are fewer */
  maxRows?: number;
  /** how many of those rows give an ICE curve; defaults to 0 */
  iceCurves?: number;
  /** seed of the drawing of rows; defaults to 0 */
  seed?: number;
}

/** More points than these are no picture, and would fill the memory. */
export const MOST_POINTS = 100_000;

export const GRID = ascending({ least: 2 });

/** The rules of the options that curves and surfaces share. */
export const SHARED_OPTIONS = {
  points: optional(number({ min: 2, max: MOST_POINTS, integer: true }), 21),
  range: optional(pair(number({ min: 0, max: 1 })), [0.05, 0.95]),
  seed: SEED,
  batchSize: BATCH_SIZE,
};

/**
 * Partial dependence (Friedman 2001) of the prediction on one feature, PD(v) = mean_i f(x_i with x_ij = v), and, where
 * asked for, the individual curves of single rows (ICE; Goldstein et al. 2015). "Brute force" in scikit-learn's words.
 *
 * It sets the feature to v in rows where v may never occur: for correlated features see `accumulatedLocalEffects`.
 *
 * @param samples x of shape [rows, features]; y is not used
 * @param feature name or index
 * @throws ArgumentError where samples, feature or an option cannot be used
 */
export function partialDependence(
  model: Model | Predictor,
  samples: Samples,
  feature: string | number,
  options: PartialDependenceOptions = {},
): PartialDependence {
  const predictor = predictorOf(model);
  const { maxRows, seed, iceCurves, batchSize, ...wanted } = checkOptions("options", options, {
    ...SHARED_OPTIONS,
    grid: optional(GRID),
    maxRows: optional(count(), 1000),
    iceCurves: optional(number({ min: 0, integer: true }), 0),
  });
  checkSamples(predictor, samples, false);
  const column = featureIndex(feature, samples);
  const grid = featureGrid(samples, column, wanted);
  const chosen = drawRows(samples.rows, maxRows, seed);
  const kept = Math.min(iceCurves, chosen.length);
  const ice: number[][] = Array.from({ length: kept }, () => new Array<number>(grid.length));
  const sums = new Float64Array(grid.length);
  const points = grid.map((value) => [value]);
  predictChanged(predictor, samples, chosen, batchSize, [column], points, (point, k, prediction) => {
    sums[point] += prediction;
    if (k < kept) ice[k][point] = prediction;
  });
  return {
    feature: featureName(samples, column),
    grid,
    average: Array.from(sums, (sum) => sum / chosen.length),
    ice,
    iceRows: Array.from(chosen.subarray(0, kept)),
    rows: chosen.length,
  };
}

/**
 * Predicts the chosen rows once for each of several points, some columns set to its values; calls `visit` with the index of
 * the point and the position among the chosen rows. Several points share a batch.
 */
export function predictChanged(
  predictor: Predictor,
  samples: Samples,
  chosen: Uint32Array,
  batchSize: number,
  columns: readonly number[],
  points: readonly (readonly number[])[],
  visit: (point: number, position: number, prediction: number) => void,
): void {
  const { x, features } = samples;
  const total = points.length * chosen.length;
  const size = Math.min(total, batchSize);
  const changed = new Float32Array(size * features);
  for (let start = 0; start < total; start += size) {
    const rows = Math.min(size, total - start);
    for (let i = 0; i < rows; i++) {
      const row = chosen[(start + i) % chosen.length];
      changed.set(x.subarray(row * features, (row + 1) * features), i * features);
      const values = points[Math.floor((start + i) / chosen.length)];
      for (const [c, column] of columns.entries()) changed[i * features + column] = values[c];
    }
    const predictions = predictor.predict(changed, rows);
    for (let i = 0; i < rows; i++) {
      visit(Math.floor((start + i) / chosen.length), (start + i) % chosen.length, predictions[i]);
    }
  }
}

/** The grid that the options ask for: the given one, or equidistant values between two percentiles of the feature. */
export function featureGrid(
  samples: Samples,
  column: number,
  { grid, points, range }: { grid?: number[]; points: number; range: readonly [number, number] },
): number[] {
  if (grid !== undefined) return grid;
  const [from, to, least, most] = quantiles(columnOf(samples, column), [...range, 0, 1]);
  // a feature that is mostly one value: its percentiles coincide, its extremes may not
  const [low, high] = from < to ? [from, to] : [least, most];
  if (!(low < high)) {
    const name = featureName(samples, column);
    throw new ArgumentError("range", range, `feature ${name} is ${low} in every row: leave it out, or give a grid.`);
  }
  return Array.from({ length: points }, (_, p) => low + ((high - low) * p) / (points - 1));
}

/** The values of one feature, shape [rows]. */
export function columnOf(samples: Samples, column: number): Float32Array {
  const values: Float32Array = new Float32Array(samples.rows);
  for (let i = 0; i < samples.rows; i++) values[i] = samples.x[i * samples.features + column];
  return values;
}
