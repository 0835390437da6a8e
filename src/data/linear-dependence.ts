import { numbers, rowCount, type Table } from "./columns";

/** A target that other columns give almost exactly. */
export interface LinearDependence {
  /** share of the target's variance that the best linear combination of all columns explains */
  r2: number;
  /** the columns that weigh most in it, in standard deviations: the first three at most */
  chiefly: string[];
}

/** A column of numbers without a missing value, with its mean and its standard deviation above 0. */
export interface VaryingColumn {
  name: string;
  mean: number;
  sd: number;
}

/** Correlation (Pearson) of two columns. */
export function correlationOf(table: Table, one: VaryingColumn, other: VaryingColumn): number {
  const [a, b] = [numbers(table, one.name), numbers(table, other.name)];
  let sum = 0;
  for (let row = 0; row < a.length; row++) sum += (a[row] - one.mean) * (b[row] - other.mean);
  return sum / a.length / one.sd / other.sd;
}

/**
 * How well the other columns give the target as a weighted sum: such as a total beside its parts.
 * Solved from the columns' correlations, the diagonal raised by 1e-9 so that columns that repeat one another do no harm.
 * @returns null where there are too few rows to tell
 */
export function linearDependence(
  table: Table,
  target: VaryingColumn,
  others: readonly VaryingColumn[],
): LinearDependence | null {
  if (others.length < 2 || rowCount(table) < 5 * others.length) return null;
  const { Matrix, solve } = require("ml-matrix") as typeof import("ml-matrix");
  const between = new Matrix(others.length, others.length);
  others.forEach((one, i) => {
    between.set(i, i, 1 + 1e-9);
    for (let j = 0; j < i; j++) {
      const correlation = correlationOf(table, one, others[j]);
      between.set(i, j, correlation);
      between.set(j, i, correlation);
    }
  });
  const withTarget = others.map((one) => correlationOf(table, one, target));
  const weights = solve(between, Matrix.columnVector(withTarget)).getColumn(0);
  const r2 = weights.reduce((sum, weight, i) => sum + weight * withTarget[i], 0);
  const order = others.map((_, i) => i).sort((i, j) => Math.abs(weights[j]) - Math.abs(weights[i]));
  const large = order.filter((i) => Math.abs(weights[i]) > 0.05);
  return { r2, chiefly: large.slice(0, 3).map((i) => others[i].name) };
}
