import { EigenvalueDecomposition, type Matrix } from "ml-matrix";
import { checkOptions } from "../../base/check";
import { looksLike } from "../../base/format";
import { FEATURES } from "../../loss/features";
import { globalBoundLooks } from "../looks";
import { checkWeights, type DenseWeights, derivativeRange, kernels } from "./dense-weights";

/** Upper bounds on the slope of a dense stack, valid for every input whatever. */
export interface GlobalLipschitzBound {
  /** the smallest of the three bounds: |f(x) - f(x')| <= upper |x - x'|_2 */
  upper: number;
  /** product of the largest singular values and the largest |f'| (Szegedy et al. 2014) */
  product: number;
  /** the bound of Combettes & Pesquet (2020), see `globalLipschitzBound`; never above `product` */
  averaged: number;
  /** the L2 norm of the largest |df/dx_j| in `derivativeRanges` */
  intervals: number;
  /** an interval that holds df/dx_j everywhere, for each chosen feature: one sign proves that f is monotone in x_j */
  derivativeRanges: [low: number, high: number][];
}

/**
 * Upper bounds on the Lipschitz constant (L2) of a stack of Dense layers with one output.
 *
 * `averaged`: every derivative of an activation lies in [a, b], f' = m + r s with m = (a + b) / 2, r = (b - a) / 2 and
 * |s| <= 1. The gradient W_1 D_1 W_2 ... D_(L-1) W_L is then a sum over all subsets of the layers in which D is replaced by
 * m (the kernels on both sides merge) or by r s (they stay apart), and the bound is the sum of the products of the norms
 * of the merged kernels. For a = 0, b = 1 it is Combettes & Pesquet's (2020) bound for averaged activations, of which the
 * general range is our extension. The sum over 2^(L-1) subsets is computed in L² steps. Exact for linear stacks.
 *
 * `intervals`: interval arithmetic through the same product, from the output to the input (the global form of Weng et al.'s
 * Fast-Lip, 2018). Tight for narrow networks, loose for wide ones.
 *
 * @param options.features indices of the features that may change; defaults to all
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function globalLipschitzBound(
  weights: DenseWeights,
  options: { features?: readonly number[] } = {},
): GlobalLipschitzBound {
  const { features } = checkOptions("options", options, { features: FEATURES });
  checkWeights(weights);
  const matrices = kernels(weights, features);
  const ranges = weights.layers.map(derivativeRange);
  const { product, averaged } = normBounds(matrices, ranges);
  const derivativeRanges = derivativeIntervals(matrices, ranges);
  const intervals = Math.sqrt(
    derivativeRanges.reduce((sum, [low, high]) => sum + Math.max(Math.abs(low), Math.abs(high)) ** 2, 0),
  );
  const upper = Math.min(product, averaged, intervals);
  const found: GlobalLipschitzBound = { upper, product, averaged, intervals, derivativeRanges };
  return looksLike(found, () => globalBoundLooks(found));
}

/** The largest singular value of a matrix: the square root of the largest eigenvalue of the smaller of A Aᵀ and Aᵀ A. */
function spectralNorm(matrix: Matrix): number {
  if (matrix.rows === 1 || matrix.columns === 1) return matrix.norm();
  const transposed = matrix.transpose();
  const gram = matrix.rows < matrix.columns ? matrix.mmul(transposed) : transposed.mmul(matrix);
  const { realEigenvalues } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  return Math.sqrt(Math.max(0, ...realEigenvalues));
}

function normBounds(
  matrices: readonly Matrix[],
  ranges: readonly (readonly [number, number])[],
): { product: number; averaged: number } {
  const last = matrices.length - 1;
  // the last layer's own activation multiplies the whole
  const largest = ranges.map(([low, high]) => Math.max(Math.abs(low), Math.abs(high)));
  const middle = ranges.map(([low, high]) => Math.abs(low + high) / 2);
  const radius = ranges.map(([low, high]) => (high - low) / 2);
  const sums = [1]; // sums[j]: over all ways to cut the first j kernels into merged blocks
  let product = largest[last];
  for (let end = 0; end <= last; end++) {
    let block = matrices[end];
    let merged = 1;
    let sum = 0;
    for (let start = end; start >= 0; start--) {
      if (start < end) {
        merged *= middle[start];
        if (merged === 0) break;
        block = matrices[start].mmul(block);
      }
      const norm = spectralNorm(block);
      if (start === end) product *= norm * (end < last ? largest[end] : 1);
      sum += sums[start] * (start > 0 ? radius[start - 1] : 1) * merged * norm;
    }
    sums.push(sum);
  }
  return { product, averaged: Math.min(product, sums[last + 1] * largest[last]) };
}

/** Intervals of df/dx: from the output back, u_(l-1) = W_l (D_l u_l) with D_l in its range. */
function derivativeIntervals(
  matrices: readonly Matrix[],
  ranges: readonly (readonly [number, number])[],
): [low: number, high: number][] {
  let interval: [number, number][] = [[1, 1]];
  for (let l = matrices.length - 1; l >= 0; l--) {
    const [a, b] = ranges[l];
    const scaled = interval.map(([low, high]): [number, number] => [
      Math.min(a * low, b * low, a * high, b * high),
      Math.max(a * low, b * low, a * high, b * high),
    ]);
    interval = Array.from({ length: matrices[l].rows }, (_, i) => {
      let [low, high] = [0, 0];
      for (const [j, [least, most]] of scaled.entries()) {
        const w = matrices[l].get(i, j);
        low += w * (w > 0 ? least : most);
        high += w * (w > 0 ? most : least);
      }
      return [low, high];
    });
  }
  return interval;
}
