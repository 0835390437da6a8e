import { ArgumentError, checkOptions, count, optional } from "../base/check";
import { takeRows } from "../base/sample-rows";
import type { Samples } from "../base/samples";
import { quantileOfSorted, sortedCopy } from "../base/statistics";
import { featureIndex, featureName } from "../loss/features";
import type { Model } from "../model/model";
import { columnOf, GRID, MOST_POINTS } from "./partial-dependence";
import { BATCH_SIZE, checkSamples, forEachBatch, type MeasureOptions, type Predictor, predictorOf } from "./predictor";

/** The accumulated local effects of one feature. */
export interface AccumulatedLocalEffects {
  feature: string;
  /** edges of the bins, ascending, in the unit of x; shape [bins + 1] */
  grid: number[];
  /** effect at each edge, in the unit of the prediction; its mean over the rows is 0 */
  effects: number[];
  /** rows in each bin, shape [bins] */
  counts: number[];
}

export interface AccumulatedLocalEffectsOptions extends MeasureOptions {
  /** edges of the bins, ascending; rows outside are left out; defaults to percentiles of the samples */
  grid?: readonly number[];
  /** bins asked for, of about equal numbers of rows; defaults to 20; fewer where values are few, or many nearly equal */
  bins?: number;
}

/**
 * Accumulated local effects (Apley & Zhu 2020): in each bin the mean, over the rows that lie in it, of the change of the
 * prediction from the bin's lower edge to its upper, accumulated over the bins, and centred. Unlike partial dependence it
 * never asks for combinations of features far from the data. A linear model gives a line with its weight as slope. A bin of
 * a given grid without rows adds nothing.
 *
 * @param samples x of shape [rows, features]; y is not used
 * @param feature name or index
 * @throws ArgumentError where the samples do not fit the model or an option cannot be used
 */
export function accumulatedLocalEffects(
  model: Model | Predictor,
  samples: Samples,
  feature: string | number,
  options: AccumulatedLocalEffectsOptions = {},
): AccumulatedLocalEffects {
  const predictor = predictorOf(model);
  const {
    grid: given,
    bins,
    batchSize,
  } = checkOptions("options", options, {
    grid: optional(GRID),
    bins: optional(count(MOST_POINTS), 20),
    batchSize: BATCH_SIZE,
  });
  checkSamples(predictor, samples, false);
  const column = featureIndex(feature, samples);
  const grid = given ?? quantileGrid(samples, column, bins);
  const inside = rowsInside(samples, column, grid);
  const values = columnOf(inside, column);

  const sums = new Float64Array(grid.length - 1);
  const counts = new Float64Array(grid.length - 1);
  const { features } = samples;
  forEachBatch(inside, batchSize, (start, rows, x) => {
    const [lower, upper] = [x.slice(), x.slice()];
    const binOfRow = Uint32Array.from({ length: rows }, (_, i) => binOf(grid, values[start + i]));
    for (let i = 0; i < rows; i++) {
      lower[i * features + column] = grid[binOfRow[i]];
      upper[i * features + column] = grid[binOfRow[i] + 1];
    }
    const low = predictor.predict(lower, rows).slice(0, rows);
    const high = predictor.predict(upper, rows);
    for (let i = 0; i < rows; i++) {
      sums[binOfRow[i]] += high[i] - low[i];
      counts[binOfRow[i]]++;
    }
  });

  const effects = [0];
  for (let k = 0; k < counts.length; k++) effects.push(effects[k] + (counts[k] > 0 ? sums[k] / counts[k] : 0));
  let centre = 0;
  for (let k = 0; k < counts.length; k++) centre += (counts[k] * (effects[k] + effects[k + 1])) / 2 / inside.rows;
  return {
    feature: featureName(samples, column),
    grid,
    effects: effects.map((effect) => effect - centre),
    counts: Array.from(counts),
  };
}

/** The bin (grid[k], grid[k + 1]] of a value; the lowest value of all belongs to the first bin. */
function binOf(grid: readonly number[], value: number): number {
  let low = 0;
  let high = grid.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value > grid[middle]) low = middle;
    else high = middle;
  }
  return low;
}

/** Least width of a default bin, as a share of the feature's range: narrower ones would divide float32 rounding by too little. */
const LEAST_WIDTH = 1e-3;

/** The percentiles 0, 1 / bins, ..., 1 of a feature, without those that are too near to the one before. */
function quantileGrid(samples: Samples, column: number, bins: number): number[] {
  const sorted = sortedCopy(columnOf(samples, column));
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  const least = LEAST_WIDTH * (last - first);
  const grid = [first];
  for (let k = 1; k < bins; k++) {
    const edge = quantileOfSorted(sorted, k / bins);
    if (edge - grid[grid.length - 1] > least && last - edge > least) grid.push(edge);
  }
  if (last > first) return [...grid, last];
  const remedy = `it is ${grid[0]} in every row: leave it out, or give a grid.`;
  throw new ArgumentError("feature", featureName(samples, column), remedy);
}

function rowsInside(samples: Samples, column: number, grid: readonly number[]): Samples {
  const [low, high] = [grid[0], grid[grid.length - 1]];
  const values = columnOf(samples, column);
  const rows = Array.from(values.keys()).filter((i) => values[i] >= low && values[i] <= high);
  if (rows.length === 0) throw new ArgumentError("grid", grid, "no row lies inside it: give edges around the data.");
  return rows.length === samples.rows ? samples : takeRows(samples, rows);
}
