import { ArgumentError, checkNumber } from "../../base/check";

/** Two errors of one model, both the lower the better. */
export interface ErrorPair {
  /** clean RMSE, as a rule */
  clean: number;
  /** RMSE under noise or attack, as a rule */
  robust: number;
}

/**
 * The Pareto front: the points that no other point matches or beats in both errors while beating it in one. Of equal
 * points the first is kept.
 *
 * @returns indices into `points`, by ascending clean error
 */
export function paretoFront(points: readonly ErrorPair[]): number[] {
  checkPoints("points", points);
  const order = points.map((_, i) => i);
  order.sort((a, b) => points[a].clean - points[b].clean || points[a].robust - points[b].robust || a - b);
  let lowest = Number.POSITIVE_INFINITY;
  return order.filter((i) => {
    if (points[i].robust >= lowest) return false;
    lowest = points[i].robust;
    return true;
  });
}

/**
 * The hypervolume: the area that the points dominate below a reference point, the larger the better. Points that are
 * not below the reference in both errors add nothing. Compare only values with the same reference (Zitzler & Thiele 1999).
 */
export function hypervolume(points: readonly ErrorPair[], reference: ErrorPair): number {
  checkPoints("reference", [reference]);
  const inside = points.filter((point) => point.clean < reference.clean && point.robust < reference.robust);
  let area = 0;
  let ceiling = reference.robust;
  for (const i of paretoFront(inside)) {
    area += (reference.clean - inside[i].clean) * (ceiling - inside[i].robust);
    ceiling = inside[i].robust;
  }
  return area;
}

/**
 * The lowest robust error that a set of models reaches at a given clean error or less: its Pareto front, linearly
 * interpolated between neighbours and level beyond its last point.
 *
 * @returns the robust error; null where `clean` is below every clean error of the set: no model of it is that accurate
 */
export function robustErrorAtClean(points: readonly ErrorPair[], clean: number): number | null {
  if (points.length === 0) throw new ArgumentError("points", points, "give at least one point.");
  checkNumber("clean", clean);
  const front = paretoFront(points).map((i) => points[i]);
  if (clean < front[0].clean) return null;
  const next = front.findIndex((point) => point.clean > clean);
  if (next < 0) return front[front.length - 1].robust;
  const [a, b] = [front[next - 1], front[next]];
  return a.robust + ((clean - a.clean) / (b.clean - a.clean)) * (b.robust - a.robust);
}

function checkPoints(argument: string, points: readonly ErrorPair[]): void {
  for (const [i, point] of points.entries()) {
    checkNumber(`${argument}[${i}].clean`, point.clean);
    checkNumber(`${argument}[${i}].robust`, point.robust);
  }
}
