import { fields, list, number } from "../../base/check";

/** Two errors of one model, both the lower the better. */
export interface ErrorPair {
  /** clean RMSE, as a rule */
  clean: number;
  /** RMSE under noise or attack, as a rule */
  robust: number;
}

const POINTS = list(fields<ErrorPair>({ clean: number(), robust: number() }));

/**
 * The Pareto front: the points that no other point matches or beats in both errors while beating it in one. Of equal
 * points the first is kept.
 *
 * @returns indices into `points`, by ascending clean error
 * @throws ArgumentError that names the argument, its value and the remedy
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

/**
 * The mix of models that reaches a given clean error with the lowest robust error: the neighbours on the Pareto front, with
 * the shares that interpolate both errors linearly. Beyond the front's last point that point stands alone.
 *
 * @param points at least one
 * @returns indices into `points` by ascending clean error, their shares adding up to 1; null where `clean` is below every
 * clean error of the set: no model of it is that accurate
 */
export function frontMixAtClean(
  points: readonly ErrorPair[],
  clean: number,
): { index: number; share: number }[] | null {
  const front = paretoFront(points);
  if (clean < points[front[0]].clean) return null;
  const next = front.findIndex((index) => points[index].clean > clean);
  if (next < 0) return [{ index: front[front.length - 1], share: 1 }];
  const [left, right] = [front[next - 1], front[next]];
  const share = (clean - points[left].clean) / (points[right].clean - points[left].clean);
  if (share === 0) return [{ index: left, share: 1 }];
  return [
    { index: left, share: 1 - share },
    { index: right, share },
  ];
}
