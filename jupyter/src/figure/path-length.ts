/** What is read of a path element. */
interface PathElement {
  getAttribute(name: string): string | null;
}

type Point = { x: number; y: number };

/** Straight pieces that a curve is measured by: right to a hundredth of a pixel at the size of a figure. */
const PIECES = 16;

/** The points of a path, curves (C, Q) as straight pieces; of an arc, which plotly never measures, only the end. */
function pointsOf(d: string): Point[] {
  const points: Point[] = [];
  let [at, start]: [Point, Point] = [
    { x: 0, y: 0 },
    { x: 0, y: 0 },
  ];
  const size: Record<string, number> = { M: 2, L: 2, H: 1, V: 1, C: 6, Q: 4, A: 7, Z: 0 };
  for (const [, command, list] of d.matchAll(/([MLHVCQAZ])([^MLHVCQAZ]*)/gi)) {
    const name = command.toUpperCase();
    const numbers = (list.match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi) ?? []).map(Number);
    for (let i = 0; i === 0 || i < numbers.length; i += size[name] || 1) {
      const from = at;
      const relative = command === name ? { x: 0, y: 0 } : from;
      const [x, y] = [(j: number) => relative.x + numbers[i + j], (j: number) => relative.y + numbers[i + j]];
      if (name === "Z") at = start;
      else if (name === "H") at = { x: x(0), y: from.y };
      else if (name === "V") at = { x: from.x, y: y(0) };
      else at = { x: x(size[name] - 2), y: y(size[name] - 1) };
      if (name === "M" && i === 0) start = at;
      if (name === "C" || name === "Q") {
        const controls = [
          from,
          ...Array.from({ length: size[name] / 2 }, (_, j) => ({ x: x(2 * j), y: y(2 * j + 1) })),
        ];
        for (let piece = 1; piece < PIECES; piece++) points.push(onCurve(controls, piece / PIECES));
      }
      points.push(at);
    }
  }
  return points;
}

/** De Casteljau: the point of a Bezier curve at a share of its parameter. */
function onCurve(controls: Point[], share: number): Point {
  let points = controls;
  while (points.length > 1) {
    const before = points;
    points = before.slice(1).map((p, i) => ({
      x: before[i].x + (p.x - before[i].x) * share,
      y: before[i].y + (p.y - before[i].y) * share,
    }));
  }
  return points[0];
}

/** The length of a path (getTotalLength): plotly asks for it to draw violins and the labels of contours. */
export function pathLength(path: PathElement): number {
  const points = pointsOf(path.getAttribute("d") ?? "");
  return points.slice(1).reduce((sum, p, i) => sum + Math.hypot(p.x - points[i].x, p.y - points[i].y), 0);
}

/** The point at a distance along a path (getPointAtLength). */
export function pointAtLength(path: PathElement, distance: number): Point {
  const points = pointsOf(path.getAttribute("d") ?? "");
  let left = distance;
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1], points[i]];
    const step = Math.hypot(to.x - from.x, to.y - from.y);
    if (step > 0 && left <= step) {
      const share = Math.max(0, left / step);
      return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
    }
    left -= step;
  }
  return points[points.length - 1] ?? { x: 0, y: 0 };
}
