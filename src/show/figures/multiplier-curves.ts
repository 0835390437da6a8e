import { checkOptions, fields, list, number, optional, type Rule, text } from "../../base/check";
import { shortNumber } from "../../base/format";
import {
  checkFinite,
  checkSameLength,
  DRAWN,
  FIGURE_OPTIONS,
  type Figure,
  type FigureOptions,
  type Numbers,
  type Trace,
  trace,
} from "./figure";
import { axis, baseLayout, seriesColor, seriesDash } from "./style";

/** One multiplier m(k). */
export interface MultiplierCurve {
  name: string;
  /** m at each slope, or a function of the slope */
  values: Numbers | ((slope: number) => number);
  /** slope at which the curve is lowest: gets a dot */
  target?: number;
}

/** 0 to 3 */
const SLOPES: readonly number[] = Array.from({ length: 301 }, (_, i) => i / 100);

/**
 * Multipliers m against the slope k: one line each, a dot at the slope that the loss prefers.
 *
 * @param options.slopes slopes k to draw at; defaults to 301 from 0 to 3
 */
export function multiplierCurves(options: { curves: MultiplierCurve[]; slopes?: Numbers } & FigureOptions): Figure {
  const values: Rule<MultiplierCurve["values"]> = (argument, value) =>
    typeof value === "function" ? (value as (slope: number) => number) : DRAWN(argument, value);
  const { curves, slopes, ...rest } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    curves: list(fields<MultiplierCurve>({ name: text, values, target: optional(number()) }), { least: 1 }),
    slopes: optional(DRAWN, SLOPES),
  });
  const k = checkFinite("slopes", slopes);
  const data = curves.map(({ name, values }, i) => {
    const m = typeof values === "function" ? k.map(values) : values;
    checkSameLength(`curves[${i}].values`, m, "slopes", k);
    const line = { color: seriesColor(i), width: 2.5, dash: seriesDash(i) };
    return trace(name, k, m, { line, hovertemplate: "k = %{x}<br>m = %{y:.3f}" });
  });
  const dots = curves.flatMap(({ name, values, target }, i): Trace[] => {
    if (target === undefined || target < Math.min(...k) || target > Math.max(...k)) return [];
    const m = typeof values === "function" ? values(target) : between(k, values, target);
    const look = { marker: { color: seriesColor(i), size: 9 }, hovertemplate: `target slope ${shortNumber(target)}` };
    return [trace(`${name}: target slope`, [target], [m], { mode: "markers", showlegend: false, ...look })];
  });
  const named = curves.map((c) =>
    c.target === undefined ? c.name : `${c.name} is lowest at slope ${shortNumber(c.target)}`,
  );
  return {
    data: [...data, ...dots],
    layout: baseLayout(rest, {
      xaxis: axis(rest.xLabel ?? "slope k"),
      yaxis: axis(rest.yLabel ?? "multiplier m(k)", { rangemode: "tozero" }),
    }),
    description: `${rest.title ?? "Multiplier of the loss against the slope"}: ${named.join("; ")}.`,
  };
}

/** The value at `at` on the straight line between the neighbours in x. */
function between(x: readonly number[], y: Numbers, at: number): number {
  let j = x.findIndex((value) => value >= at);
  if (j <= 0) j = 1;
  return y[j - 1] + ((y[j] - y[j - 1]) * (at - x[j - 1])) / (x[j] - x[j - 1]);
}
