import { checkNumber, checkOptions, fields, list, number, optional, text } from "../../base/check";
import { shortNumber } from "../../base/format";
import { quantileOfSorted, sortedCopy } from "../../base/statistics";
import {
  checkFinite,
  DRAWN,
  FIGURE_OPTIONS,
  type Figure,
  type FigureOptions,
  type Layout,
  type Numbers,
  note,
  plain,
  type Trace,
  trace,
} from "./figure";
import { axis, baseLayout, faded, GUIDE, guideLine, seriesColor, seriesDash } from "./style";

/** The slopes of one model. */
export interface ModelSlopes {
  name: string;
  /** slope at each sample, shape [rows] */
  slopes: Numbers;
  /** slope that its loss asks for: gets a dashed line in the model's colour */
  target?: number;
}

/**
 * How the slopes of models spread over the samples: overlaid histograms, share of samples a bin, with target lines. Binned
 * here, so that a figure over 50,000 rows is small. Slopes above `max` are counted into the last bin, and the axis says so.
 *
 * @param options.target one target slope for all models
 * @param options.bins defaults to 50
 * @param options.max defaults to the largest 99.5 % quantile of the models
 */
export function slopeHistogram(
  options: { models: ModelSlopes[]; target?: number; bins?: number; max?: number } & FigureOptions,
): Figure {
  const { models, target, bins, max, ...rest } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    models: list(fields<ModelSlopes>({ name: text, slopes: DRAWN, target: optional(number()) }), { least: 1 }),
    target: optional(number()),
    bins: optional(number({ min: 2, max: 500, integer: true }), 50),
    max: optional(number()),
  });
  const lists = models.map((m, i) => sortedCopy(checkFinite(`models[${i}].slopes`, m.slopes)));
  const low = Math.min(0, ...lists.map((list) => list[0]));
  const quantile = Math.max(...lists.map((list) => quantileOfSorted(list, 0.995)));
  const targets = [target, ...models.map((m) => m.target)].filter((t) => t !== undefined);
  const high =
    max === undefined
      ? Math.max(quantile, low + 1e-6, ...targets.map((t) => t * 1.05))
      : checkNumber("max", max, { above: low });
  const width = (high - low) / bins;
  const isClipped = lists.some((list) => list[list.length - 1] > high);
  const beyond = isClipped ? ` (all above ${shortNumber(high)} in the last bin)` : "";
  const data: Trace[] = models.map(({ name }, i) => {
    const counts = new Float64Array(bins);
    for (const slope of lists[i]) counts[Math.min(bins - 1, Math.max(0, Math.floor((slope - low) / width)))]++;
    const line = { color: seriesColor(i), width: 2, dash: seriesDash(i) };
    const look = { line, fill: "tozeroy", fillcolor: faded(seriesColor(i), 0.14) };
    const shares = counts.map((c) => c / lists[i].length);
    const outline = steps(low, width, shares);
    return trace(name, [], [], { ...outline, ...look, hovertemplate: "slope %{x:.3g}: %{y:.2%}" });
  });
  const shapes: Layout[] = models.flatMap((m, i) =>
    m.target === undefined ? [] : [guideLine("vertical", m.target, seriesColor(i))],
  );
  const annotations: Layout[] = [];
  if (target !== undefined) {
    shapes.push(guideLine("vertical", target));
    const look = { yanchor: "bottom", font: { color: GUIDE } };
    annotations.push(note(`target ${shortNumber(target)}`, target, "x", 1, "y domain", look));
  }
  const said = models.map((m, i) => {
    const mean = lists[i].reduce((a, b) => a + b, 0) / lists[i].length;
    return `${m.name} has mean slope ${shortNumber(mean)} and median ${shortNumber(quantileOfSorted(lists[i], 0.5))}`;
  });
  return {
    data,
    layout: baseLayout(rest, {
      xaxis: axis(`${rest.xLabel ?? "slope |∂ŷ/∂x|"}${beyond}`),
      yaxis: axis(rest.yLabel ?? "share of samples", { rangemode: "tozero", tickformat: ".1~%" }),
      shapes,
      annotations,
    }),
    description: `${rest.title ?? "Distribution of slopes over the samples"}: ${said.join("; ")}${target === undefined ? "" : `; target ${shortNumber(target)}`}.`,
  };
}

/** The outline of a histogram as a line of right angles. */
function steps(low: number, width: number, heights: Float64Array): Pick<Trace, "x" | "y"> {
  const x: number[] = [low];
  const y: number[] = [0];
  heights.forEach((height, i) => {
    x.push(low + i * width, low + (i + 1) * width);
    y.push(height, height);
  });
  x.push(low + heights.length * width);
  y.push(0);
  return { x: plain(x), y: plain(y, 4) };
}
