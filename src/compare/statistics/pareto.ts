import { ArgumentError, checkNumber } from "../../base/check";
import { type ErrorPair, POINT, POINTS, paretoFront } from "../../base/pareto";

/**
 * The hypervolume: the area that the points dominate below a reference point, the larger the better. Points that are
 * not below the reference in both errors add nothing. Compare only values with the same reference (Zitzler & Thiele 1999).
 */
export function hypervolume(points: readonly ErrorPair[], reference: ErrorPair): number {
  POINT("reference", reference);
  const inside = POINTS("points", points).filter(
    (point) => point.clean < reference.clean && point.robust < reference.robust,
  );
  let area = 0;
  let ceiling = reference.robust;
  for (const i of paretoFront(inside)) {
    area += (reference.clean - inside[i].clean) * (ceiling - inside[i].robust);
    ceiling = inside[i].robust;
  }
  return area;
}

/**
 * The mix of models that reaches a given clean error with the lowest robust error: the neighbours on the Pareto front, with
 * the shares that interpolate both errors linearly. Beyond the front's last point that point stands alone.
 *
 * @returns indices into `points` by ascending clean error, their shares adding up to 1; null where `clean` is below every
 * clean error of the set: no model of it is that accurate
 */
export function frontMixAtClean(
  points: readonly ErrorPair[],
  clean: number,
): { index: number; share: number }[] | null {
  if (points.length === 0) throw new ArgumentError("points", points, "give at least one point.");
  checkNumber("clean", clean);
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
