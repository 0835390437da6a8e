import { checkNumbers } from "../base/check";
import { mean } from "../base/mean";
import { quantileOfSorted } from "../base/quantile";

/** Where non-negative values lie. Percentiles are by linear interpolation. All null where there is no finite value. */
export interface Distribution {
  mean: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

/** Mean, percentiles and maximum of the finite ones among the values. */
export function describe(values: ArrayLike<number>): Distribution {
  checkNumbers("values", values, { least: 0, anyNumber: true });
  const sorted = Float64Array.from(Array.prototype.filter.call(values, Number.isFinite)).sort();
  if (sorted.length === 0) return { mean: null, p50: null, p95: null, p99: null, max: null };
  return {
    mean: mean(sorted),
    p50: quantileOfSorted(sorted, 0.5),
    p95: quantileOfSorted(sorted, 0.95),
    p99: quantileOfSorted(sorted, 0.99),
    max: sorted[sorted.length - 1],
  };
}
