import {
  axis,
  baseLayout,
  checkOptions,
  FIGURE_OPTIONS,
  fields,
  GUIDE,
  list,
  number,
  optional,
  plain,
  seriesColor,
  shortNumber,
  text,
} from "lai-internal";
import type { Figure, FigureOptions, Trace } from "lai-loss/show";

/** A mean and its interval. */
export interface IntervalRow {
  /** written on the left */
  name: string;
  mean: number;
  low: number;
  high: number;
  /** rows of one group share their colour */
  group?: string;
}

/**
 * Means with their intervals under one another, and a line at "no difference": what crosses the line cannot be told from it.
 *
 * @param options.zero where the line is; defaults to 0
 */
export function intervals(options: { rows: IntervalRow[]; zero?: number } & FigureOptions): Figure {
  const row = { name: text, mean: number(), low: number(), high: number(), group: optional(text) };
  const { rows, zero, ...rest } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    rows: list(fields<IntervalRow>(row), { least: 1 }),
    zero: optional(number(), 0),
  });
  const groups = [...new Set(rows.map(({ group, name }) => group ?? name))];
  const place = (row: IntervalRow): number => rows.length - 1 - rows.indexOf(row);
  const data = groups.map((group, i): Trace => {
    const own = rows.filter((row) => (row.group ?? row.name) === group);
    const color = seriesColor(i);
    return {
      type: "scatter",
      mode: "markers",
      name: group,
      showlegend: false,
      x: plain(own.map(({ mean }) => mean)),
      y: own.map(place),
      text: own.map(({ name }) => name),
      error_x: {
        type: "data",
        symmetric: false,
        array: plain(own.map(({ mean, high }) => high - mean)),
        arrayminus: plain(own.map(({ mean, low }) => mean - low)),
        color,
        thickness: 2,
        width: 4,
      },
      marker: { color, size: 8 },
      hovertemplate: "%{text}: %{x:.3g}",
    };
  });
  const layout = baseLayout({ height: 130 + 24 * rows.length, ...rest });
  layout.xaxis = axis(rest.xLabel);
  layout.yaxis = axis(undefined, {
    tickmode: "array",
    tickvals: rows.map(place),
    ticktext: rows.map(({ name }) => name),
    range: [-0.7, rows.length - 0.3],
  });
  layout.margin = { ...(layout.margin as object), l: 24 }; // the names push it
  layout.shapes = [
    {
      type: "line",
      xref: "x",
      yref: "paper",
      x0: zero,
      x1: zero,
      y0: 0,
      y1: 1,
      line: { color: GUIDE, width: 1.5, dash: "dash" },
    },
  ];
  const said = rows.map(
    ({ name, mean, low, high }) => `${name} ${shortNumber(mean)} (${shortNumber(low)} to ${shortNumber(high)})`,
  );
  return { data, layout, description: `${rest.title ?? "Means and intervals"}: ${said.join("; ")}.` };
}
