import { checkOptions, fields, list, number, optional, text } from "../../base/check";
import {
  checkSameLength,
  DRAWN,
  FIGURE_OPTIONS,
  type Figure,
  type FigureOptions,
  type Numbers,
  plain,
  SOME_DRAWN,
  thinned,
  trace,
} from "./figure";
import { baseLayout, faded, GUIDE, seriesColor, seriesDash } from "./style";

/** One fit: y at each x, in the order of x. */
export interface FittedCurve {
  name: string;
  x: Numbers;
  y: Numbers;
  /** plotly's dash; defaults to solid */
  dash?: string;
}

interface Points {
  x: Numbers;
  y: Numbers;
  name?: string;
}

/**
 * Data points and several fits of one feature.
 *
 * @param options.maxPoints at most so many points are drawn, evenly taken; defaults to 400
 */
export function fittedCurves(
  options: {
    points?: Points;
    curves: FittedCurve[];
    maxPoints?: number;
  } & FigureOptions,
): Figure {
  const { points, curves, maxPoints, ...rest } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    points: optional(fields<Points>({ x: DRAWN, y: DRAWN, name: optional(text) })),
    curves: list(fields<FittedCurve>({ name: text, x: SOME_DRAWN, y: DRAWN, dash: optional(text) }), { least: 1 }),
    maxPoints: optional(number({ min: 2, integer: true }), 400),
  });
  const data = curves.map(({ name, x, y, dash }, i) => {
    checkSameLength(`curves[${i}].y`, y, "x", x);
    const line = { color: seriesColor(i), width: 2.5, dash: dash ?? seriesDash(i) };
    return trace(name, thinned(x, 400), thinned(y, 400), { line });
  });
  if (points) {
    checkSameLength("points.y", points.y, "x", points.x);
    const [x, y] = [points.x, points.y].map((values) => plain(thinned(values, maxPoints), 4));
    const marker = { color: faded(GUIDE, 0.45), size: 5 };
    data.unshift(trace(points.name ?? "data", [], [], { mode: "markers", x, y, marker, hoverinfo: "skip" }));
  }
  const shown = points ? ` over ${points.x.length} data points` : "";
  return {
    data,
    layout: baseLayout({ xLabel: "x", yLabel: "y", ...rest }),
    description: `${rest.title ?? "Fitted curves"}${shown}: ${curves.map((c) => c.name).join(", ")}.`,
  };
}
