import type { MeanSd } from "../base/mean";
import { numbers, type Table } from "./columns";

/** A target that other columns give almost exactly. */
export interface LinearDependence {
  /** share of the target's variance that the best linear combination of all columns explains */
  r2: number;
  /** the columns that weigh most in it, in standard deviations: the first three at most */
  chiefly: string[];
}

/** A column of numbers without a missing value, with its mean and its standard deviation above 0. */
export interface VaryingColumn extends MeanSd {
  name: string;
}

/** Correlations (Pearson) of all pairs of columns, shape [columns, columns]. */
export function correlationMatrix(table: Table, columns: readonly VaryingColumn[]): number[][] {
  const matrix = columns.map(() => new Array<number>(columns.length).fill(1));
  columns.forEach((one, i) => {
    const a = numbers(table, one.name);
    for (let j = 0; j < i; j++) {
      const other = columns[j];
      const b = numbers(table, other.name);
      let sum = 0;
      for (let row = 0; row < a.length; row++) sum += (a[row] - one.mean) * (b[row] - other.mean);
      matrix[i][j] = sum / a.length / one.sd / other.sd;
      matrix[j][i] = matrix[i][j];
    }
  });
  return matrix;
}

/**
 * How well the other columns give one as a weighted sum: such as a total beside its parts.
 * Solved from the correlations, the diagonal raised by 1e-9 so that columns that repeat one another do no harm.
 * @param correlations of all columns, as `correlationMatrix` gives them
 * @param target the place of the column that is explained
 */
export function linearDependence(
  correlations: readonly (readonly number[])[],
  columns: readonly VaryingColumn[],
  target: number,
): LinearDependence {
  const { Matrix, solve } = require("ml-matrix") as typeof import("ml-matrix");
  const others = columns.flatMap((_, i) => (i === target ? [] : [i]));
  const between = new Matrix(others.map((i) => others.map((j) => correlations[i][j] + (i === j ? 1e-9 : 0))));
  const withTarget = others.map((i) => correlations[i][target]);
  const weights = solve(between, Matrix.columnVector(withTarget)).getColumn(0);
  const r2 = weights.reduce((sum, weight, k) => sum + weight * withTarget[k], 0);
  const order = others.map((_, k) => k).sort((k, l) => Math.abs(weights[l]) - Math.abs(weights[k]));
  const large = order.filter((k) => Math.abs(weights[k]) > 0.05);
  return { r2, chiefly: large.slice(0, 3).map((k) => columns[others[k]].name) };
}
