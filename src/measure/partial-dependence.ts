import { ArgumentError, checkKeys, checkNumber } from "../base/check";
import { quantiles } from "../base/quantile";
import type { Samples } from "../base/samples";
import { drawRows } from "../data/sample-rows";
import { featureIndex, featureName } from "../loss/features";
import { checkSamples, DEFAULT_BATCH_SIZE, type Predictor } from "./predictor";

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

export interface PartialDependenceOptions {
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
  /** rows at once; defaults to 4096 */
  batchSize?: number;
}

/** The option names, for functions that hand the options on. */
export const PARTIAL_DEPENDENCE_OPTIONS = ["grid", "points", "range", "maxRows", "iceCurves", "seed", "batchSize"];

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
  predictor: Predictor,
  samples: Samples,
  feature: string | number,
  options: PartialDependenceOptions = {},
): PartialDependence {
  checkKeys("options", options, PARTIAL_DEPENDENCE_OPTIONS);
  checkSamples(predictor, samples, false);
  const column = featureIndex(feature, samples);
  const grid = featureGrid(samples, column, options);
  const chosen = drawRows(samples.rows, options.maxRows ?? 1000, options.seed ?? 0);
  const iceCurves = checkNumber("iceCurves", options.iceCurves ?? 0, { min: 0, integer: true });
  const kept = Math.min(iceCurves, chosen.length);
  const ice: number[][] = Array.from({ length: kept }, () => new Array<number>(grid.length));
  const sums = new Float64Array(grid.length);
  const changes = grid.map((value): [number, number][] => [[column, value]]);
  predictChanged(predictor, samples, chosen, options.batchSize, changes, (point, k, prediction) => {
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
 * Predicts the chosen rows once for each of several changes, a change being some columns set to values; calls `visit` with
 * the index of the change and the position among the chosen rows. Several changes share a batch.
 */
export function predictChanged(
  predictor: Predictor,
  samples: Samples,
  chosen: Uint32Array,
  batchSize: number | undefined,
  changes: readonly (readonly (readonly [column: number, value: number])[])[],
  visit: (change: number, position: number, prediction: number) => void,
): void {
  const { x, features } = samples;
  const total = changes.length * chosen.length;
  const size = Math.min(total, checkNumber("batchSize", batchSize ?? DEFAULT_BATCH_SIZE, { min: 1, integer: true }));
  const changed = new Float32Array(size * features);
  for (let start = 0; start < total; start += size) {
    const rows = Math.min(size, total - start);
    for (let i = 0; i < rows; i++) {
      const row = chosen[(start + i) % chosen.length];
      changed.set(x.subarray(row * features, (row + 1) * features), i * features);
      for (const [column, value] of changes[Math.floor((start + i) / chosen.length)]) {
        changed[i * features + column] = value;
      }
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
  options: Pick<PartialDependenceOptions, "grid" | "points" | "range">,
): number[] {
  const { grid, points = 21, range = [0.05, 0.95] } = options;
  if (grid !== undefined) return checkGrid(grid);
  checkNumber("points", points, { min: 2, integer: true });
  checkNumber("range[0]", range[0], { min: 0, max: 1 });
  checkNumber("range[1]", range[1], { min: 0, max: 1 });
  const [from, to, least, most] = quantiles(columnOf(samples, column), [...range, 0, 1]);
  // a feature that is mostly one value: its percentiles coincide, its extremes may not
  const [low, high] = from < to ? [from, to] : [least, most];
  if (!(low < high)) {
    const name = featureName(samples, column);
    throw new ArgumentError("range", range, `feature ${name} is ${low} in every row: leave it out, or give a grid.`);
  }
  return Array.from({ length: points }, (_, p) => low + ((high - low) * p) / (points - 1));
}

/** Checks that a grid has at least two ascending finite values; returns a copy. */
export function checkGrid(grid: readonly number[]): number[] {
  for (const [i, value] of grid.entries()) checkNumber(`grid[${i}]`, value);
  if (grid.length < 2 || grid.some((value, i) => i > 0 && value <= grid[i - 1])) {
    throw new ArgumentError("grid", grid, "give at least two values in ascending order.");
  }
  return [...grid];
}

/** The values of one feature, shape [rows]. */
export function columnOf(samples: Samples, column: number): Float32Array {
  const values: Float32Array = new Float32Array(samples.rows);
  for (let i = 0; i < samples.rows; i++) values[i] = samples.x[i * samples.features + column];
  return values;
}
