import { fields, list, number } from "./check";

/** Two errors of one model, both the lower the better. */
export interface ErrorPair {
  /** clean RMSE, as a rule */
  clean: number;
  /** RMSE under noise or attack, as a rule */
  robust: number;
}

/** The rule of one point. */
export const POINT = fields<ErrorPair>({ clean: number(), robust: number() });
/** The rule of a list of them. */
export const POINTS = list(POINT);

/**
 * The Pareto front: the points that no other point matches or beats in both errors while beating it in one. Of equal
 * points the first is kept.
 *
 * @returns indices into `points`, by ascending clean error
 */
export function paretoFront(points: readonly ErrorPair[]): number[] {
  POINTS("points", points);
  const order = points.map((_, i) => i);
  order.sort((a, b) => points[a].clean - points[b].clean || points[a].robust - points[b].robust || a - b);
  let lowest = Number.POSITIVE_INFINITY;
  return order.filter((i) => {
    if (points[i].robust >= lowest) return false;
    lowest = points[i].robust;
    return true;
  });
}
