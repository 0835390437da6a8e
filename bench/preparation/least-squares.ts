import type { Samples } from "../../src/base/samples";

/**
 * Weights of the linear model with the least squared error, by the normal equations and Gaussian elimination with pivoting.
 * A ridge of 1e-9 times the rows keeps columns that repeat one another solvable.
 * @returns one weight a feature and, last, the intercept
 */
export function leastSquares({ x, y, rows, features }: Samples): Float64Array {
  const size = features + 1;
  const equations = Array.from({ length: size }, () => new Float64Array(size + 1));
  const inputs = new Float64Array(size).fill(1);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < features; j++) inputs[j] = x[row * features + j];
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) equations[a][b] += inputs[a] * inputs[b];
      equations[a][size] += inputs[a] * y[row];
    }
  }
  for (let j = 0; j < features; j++) equations[j][j] += 1e-9 * rows;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(equations[row][column]) > Math.abs(equations[pivot][column])) pivot = row;
    }
    [equations[column], equations[pivot]] = [equations[pivot], equations[column]];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = equations[row][column] / equations[column][column];
      for (let k = column; k <= size; k++) equations[row][k] -= factor * equations[column][k];
    }
  }
  return Float64Array.from(equations, (equation, row) => equation[size] / equation[row]);
}
