import { checkOptions, fields, list, number, optional, text } from "../../base/check";
import { paretoFront as frontOf } from "../../base/pareto";
import { FIGURE_OPTIONS, type Figure, type FigureOptions, plain, type Trace } from "./figure";
import { axis, baseLayout, GUIDE, seriesColor } from "./style";

/** One trained setting: smaller is better on both axes. */
export interface ParetoPoint {
  name: string;
  /** error on clean data */
  clean: number;
  /** error under noise or attack */
  noisy: number;
  /** method that the setting belongs to: its points share colour and symbol, and the legend shows it */
  group?: string;
  /** [low, high], as computed by the measures */
  cleanInterval?: readonly [number, number];
  noisyInterval?: readonly [number, number];
}

const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "x", "star"];

/** Clean error against noisy error of all settings, and the front of those that no other beats on both. */
export function paretoFront(options: { points: ParetoPoint[] } & FigureOptions): Figure {
  const interval = optional(list(number(), { length: 2 }));
  const place = { clean: number(), noisy: number(), cleanInterval: interval, noisyInterval: interval };
  const { points, ...rest } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    points: list(fields<ParetoPoint>({ name: text, group: optional(text), ...place }), { least: 1 }),
  });
  const front = frontOf(points.map(({ clean, noisy }) => ({ clean, robust: noisy }))).map((at) => points[at]);
  const isOnFront = ({ clean, noisy }: ParetoPoint): boolean =>
    front.some((point) => point.clean === clean && point.noisy === noisy);
  const middle = (Math.min(...points.map((p) => p.clean)) + Math.max(...points.map((p) => p.clean))) / 2;
  const groups = [...new Set(points.map((p) => p.group ?? p.name))];
  const line: Trace = {
    type: "scatter",
    mode: "lines",
    name: "front",
    x: plain(front.map((p) => p.clean)),
    y: plain(front.map((p) => p.noisy)),
    line: { color: GUIDE, width: 2, dash: "dash", shape: "hv" },
    hoverinfo: "skip",
  };
  const scatter = groups.map((group, i): Trace => {
    const own = points.filter((p) => (p.group ?? p.name) === group);
    const color = seriesColor(i);
    return {
      type: "scatter",
      mode: own.some((p) => p.group !== undefined) ? "markers+text" : "markers",
      name: group,
      x: plain(own.map((p) => p.clean)),
      y: plain(own.map((p) => p.noisy)),
      text: own.map((p) => (p.group === undefined ? "" : p.name)),
      // towards the middle: beyond the plot they would be cut
      textposition: own.map((p) => (p.clean > middle ? "top left" : "top right")),
      textfont: { size: 11 },
      marker: {
        color,
        size: own.map((p) => (isOnFront(p) ? 12 : 9)),
        symbol: SYMBOLS[i % SYMBOLS.length],
        opacity: 1,
        line: { width: 0 },
      },
      ...errorBars(
        "error_x",
        own.map((p) => [p.clean, p.cleanInterval]),
        color,
      ),
      ...errorBars(
        "error_y",
        own.map((p) => [p.noisy, p.noisyInterval]),
        color,
      ),
      hovertemplate: "clean %{x:.4g}, noisy %{y:.4g}",
    };
  });
  return {
    data: [line, ...scatter],
    layout: baseLayout(rest, {
      xaxis: axis(rest.xLabel ?? "clean RMSE"),
      yaxis: axis(rest.yLabel ?? "RMSE under noise"),
    }),
    description: `${rest.title ?? "Clean error against error under noise"}: the front is ${front.map(nameOf).join(", ")}.`,
  };
}

const nameOf = ({ group, name }: ParetoPoint): string =>
  group === undefined || group === name ? name : `${group} ${name}`;

/** plotly's error bars from intervals around values; nothing where no point has one. */
function errorBars(key: string, points: [number, readonly [number, number] | undefined][], color: string): Trace {
  if (points.every(([, interval]) => interval === undefined)) return {};
  const above = points.map(([value, interval]) => (interval ? interval[1] - value : 0));
  const below = points.map(([value, interval]) => (interval ? value - interval[0] : 0));
  const bars = { type: "data", symmetric: false, array: plain(above), arrayminus: plain(below) };
  return { [key]: { ...bars, color, thickness: 1, width: 4 } };
}
