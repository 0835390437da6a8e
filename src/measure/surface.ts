import { ArgumentError, checkOptions, count, list, numbers, optional, pair } from "../base/check";
import { drawRows } from "../base/sample-rows";
import type { Samples } from "../base/samples";
import { featureIndex, featureName } from "../loss/features";
import type { Model } from "../model/model";
import { featureGrid, GRID, type PartialDependenceOptions, predictChanged, SHARED_OPTIONS } from "./partial-dependence";
import { checkSamples, type Predictor, predictorOf } from "./predictor";

/** How the prediction depends on two features together. */
export interface PartialDependenceSurface {
  features: [first: string, second: string];
  /** values of the two features, ascending, shapes [points] */
  grids: [first: number[], second: number[]];
  /** `values[i][j]`: mean over the rows of the prediction with the features set to grids[0][i] and grids[1][j] */
  values: number[][];
  /** how many rows the mean is over */
  rows: number;
}

export interface SurfaceOptions extends Omit<PartialDependenceOptions, "grid" | "iceCurves"> {
  /** the values of the two features; defaults to `points` equidistant values between two percentiles of each */
  grids?: readonly [readonly number[], readonly number[]];
}

/**
 * Partial dependence of the prediction on two features: mean_i f(x_i with x_ia = u, x_ib = v) over a grid.
 *
 * @param samples x of shape [rows, features]; y is not used
 * @param features two names or indices
 * @param options points defaults to 21 a side, maxRows to 200: points^2 * maxRows predictions are made
 * @throws ArgumentError where the samples do not fit the model or an option cannot be used
 */
export function partialDependenceSurface(
  model: Model | Predictor,
  samples: Samples,
  features: readonly [string | number, string | number],
  options: SurfaceOptions = {},
): PartialDependenceSurface {
  const predictor = predictorOf(model);
  const { grids, points, range, maxRows, seed, batchSize } = checkOptions("options", options, {
    ...SHARED_OPTIONS,
    grids: optional(pair(GRID)),
    maxRows: optional(count(), 200),
  });
  checkSamples(predictor, samples, false);
  const columns = pair((argument, name) => featureIndex(name as string, samples, argument))("features", features);
  if (columns[0] === columns[1]) throw new ArgumentError("features", features, "give two different features.");
  const [first, second] = columns.map((column, k) => featureGrid(samples, column, { grid: grids?.[k], points, range }));
  const chosen = drawRows(samples.rows, maxRows, seed);
  const values = first.map(() => new Array<number>(second.length).fill(0));
  const pairs = first.flatMap((u) => second.map((v) => [u, v]));
  predictChanged(predictor, samples, chosen, batchSize, columns, pairs, (k, _position, prediction) => {
    values[Math.floor(k / second.length)][k % second.length] += prediction / chosen.length;
  });
  return {
    features: [featureName(samples, columns[0]), featureName(samples, columns[1])],
    grids: [first, second],
    values,
    rows: chosen.length,
  };
}

/** How rough a surface is. */
export interface SurfaceRoughness {
  /** integral of the length of the gradient over the surface's rectangle, by central cells, in prediction * input */
  totalVariation: number;
  /** mean of f_uu^2 + 2 f_uv^2 + f_vv^2 (the thin-plate energy's density), by second differences; 0 for a plane */
  meanSquaredSecondDifference: number;
}

/**
 * Total variation and mean squared second difference of a surface over equidistant grids.
 *
 * @param grids ascending and equidistant, shapes [m] and [n], at least three points each
 * @param values shape [m, n]
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function surfaceRoughness(
  grids: readonly [readonly number[], readonly number[]],
  values: readonly (readonly number[])[],
): SurfaceRoughness {
  const [h, k] = pair(equidistantStep)("grids", grids);
  const [m, n] = [grids[0].length, grids[1].length];
  list(numbers({ length: n, anyNumber: true }), { length: m })("values", values);
  let totalVariation = 0;
  let squares = 0;
  for (let i = 0; i + 1 < m; i++) {
    for (let j = 0; j + 1 < n; j++) {
      const [a, b, c, d] = [values[i][j], values[i][j + 1], values[i + 1][j], values[i + 1][j + 1]];
      totalVariation += Math.hypot((c + d - a - b) / (2 * h), (b + d - a - c) / (2 * k)) * h * k;
      if (i === 0 || j === 0) continue;
      const along = (values[i + 1][j] - 2 * values[i][j] + values[i - 1][j]) / h ** 2;
      const across = (values[i][j + 1] - 2 * values[i][j] + values[i][j - 1]) / k ** 2;
      const twist =
        (values[i + 1][j + 1] - values[i + 1][j - 1] - values[i - 1][j + 1] + values[i - 1][j - 1]) / (4 * h * k);
      squares += along ** 2 + 2 * twist ** 2 + across ** 2;
    }
  }
  return { totalVariation, meanSquaredSecondDifference: squares / ((m - 2) * (n - 2)) };
}

function equidistantStep(argument: string, value: unknown): number {
  const grid = GRID(argument, value);
  const step = (grid[grid.length - 1] - grid[0]) / (grid.length - 1);
  const even = grid.every((value, i) => Math.abs(value - grid[0] - i * step) <= 1e-6 * Math.abs(step));
  if (grid.length < 3 || !(step > 0) || !even) {
    throw new ArgumentError(argument, grid, "give at least three ascending equidistant values.");
  }
  return step;
}
