import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { ArgumentError, fields, list, number } from "../base/check";
import { checkInputs, type Samples } from "../base/samples";

/** The principal directions of a set of inputs. */
export interface PrincipalDirections {
  /** share of the total variance along each direction, descending, shape [features] */
  varianceShares: number[];
  /** unit vectors, `vectors[k][j]` the component of direction k along feature j; shape [features, features] */
  vectors: number[][];
}

/** Directions as `principalDirections` gives them. */
export const DIRECTIONS = fields<PrincipalDirections>({
  varianceShares: list(number(), { least: 1 }),
  vectors: list(list(number(), { least: 1 }), { least: 1 }),
});

/**
 * The principal directions of the inputs: the eigenvectors of their covariance matrix, by descending variance.
 *
 * @param samples x of shape [rows, features], at least two rows; use the training rows where they are at hand
 * @throws ArgumentError where there are fewer rows, or an input is not finite
 */
export function principalDirections(samples: Samples): PrincipalDirections {
  checkInputs(samples);
  const { x, rows, features } = samples;
  if (rows < 2) throw new ArgumentError("samples.rows", rows, "give at least two rows.");
  const means = columnMeans(samples);
  const covariance = Matrix.zeros(features, features);
  const row = new Float64Array(features);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < features; j++) row[j] = x[i * features + j] - means[j];
    for (let j = 0; j < features; j++) {
      for (let k = 0; k < features; k++) covariance.set(j, k, covariance.get(j, k) + row[j] * row[k]);
    }
  }
  const decomposition = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const values = decomposition.realEigenvalues.map((value) => Math.max(0, value));
  const order = values.map((_, k) => k).sort((a, b) => values[b] - values[a]);
  const total = values.reduce((sum, value) => sum + value, 0);
  return {
    varianceShares: order.map((k) => (total > 0 ? values[k] / total : 0)),
    vectors: order.map((k) => decomposition.eigenvectorMatrix.getColumn(k)),
  };
}

/** The mean of every feature, shape [features]. */
export function columnMeans(samples: Samples): Float64Array {
  const { x, rows, features } = samples;
  const means: Float64Array = new Float64Array(features);
  for (let i = 0, k = 0; i < rows; i++) for (let j = 0; j < features; j++, k++) means[j] += x[k];
  return means.map((sum) => sum / rows);
}
