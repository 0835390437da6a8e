import { checkOptions, fields, list, optional, text } from "../../base/check";
import { shortNumber } from "../../base/format";
import { checkFinite, checkSameLength } from "./check-figure";
import {
  DRAWN,
  FIGURE_OPTIONS,
  type Figure,
  type FigureOptions,
  type Layout,
  type Numbers,
  plain,
  spread,
  type Trace,
} from "./figure";
import { panelLayout } from "./panels";
import { faded } from "./style";

/** One model's predictions over a grid of two features. */
export interface Surface {
  name: string;
  /** z[j][i] is the prediction at x[i], y[j] */
  z: Numbers[];
}

/** Viridis: its lightness rises evenly, for every eye and on grey paper. */
const COLORS: readonly string[] = [
  "#440154",
  "#46327E",
  "#365C8D",
  "#277F8E",
  "#1FA187",
  "#4AC16D",
  "#A0DA39",
  "#FDE725",
];

/**
 * Predictions over two features as filled contours, a panel a model on one colour scale: what a loss made of a surface,
 * before and after. Contours and not pixels, so that the picture is sharp in SVG too.
 *
 * @param options.points where the data lie (at most 100 are drawn)
 */
export function surface2d(
  options: {
    x: Numbers;
    y: Numbers;
    surfaces: Surface[];
    zLabel?: string;
    points?: { x: Numbers; y: Numbers };
  } & FigureOptions,
): Figure {
  const { x, y, surfaces, zLabel, points, ...rest } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    x: DRAWN,
    y: DRAWN,
    surfaces: list(fields<Surface>({ name: text, z: list(DRAWN) }), { least: 1 }),
    zLabel: optional(text, "prediction"),
    points: optional(fields<{ x: Numbers; y: Numbers }>({ x: DRAWN, y: DRAWN })),
  });
  surfaces.forEach((surface, s) => {
    checkSameLength(`surfaces[${s}].z`, { length: surface.z.length }, "y", y);
    surface.z.forEach((row, j) => {
      checkSameLength(`surfaces[${s}].z[${j}]`, row, "x", x);
    });
  });
  const ranges = surfaces.map((s, i) =>
    extent(
      checkFinite(
        `surfaces[${i}].z`,
        s.z.flatMap((row) => Array.from(row)),
      ),
    ),
  );
  const low = Math.min(...ranges.map((r) => r[0]));
  const high = Math.max(...ranges.map((r) => r[1]));
  const size = niceStep((high - low) / 12);
  const data: Trace[] = surfaces.map((surface, i) => ({
    type: "contour",
    name: surface.name,
    x: plain(x),
    y: plain(y),
    z: surface.z.map((row) => plain(row, 4)),
    coloraxis: "coloraxis",
    contours: { start: Math.ceil(low / size) * size, end: Math.floor(high / size) * size, size },
    line: { width: 0 },
    hovertemplate: "%{x:.3g}, %{y:.3g}: %{z:.4g}",
    ...axesOf(i),
  }));
  if (points) {
    checkSameLength("points.y", points.y, "points.x", points.x);
    const at = spread(points.x.length, 100);
    surfaces.forEach((_, i) => {
      data.push({
        type: "scatter",
        mode: "markers",
        name: "data",
        showlegend: false,
        x: plain(
          at.map((j) => points.x[j]),
          4,
        ),
        y: plain(
          at.map((j) => points.y[j]),
          4,
        ),
        marker: { color: faded("#FFFFFF", 0.75), size: 4, line: { color: faded("#000000", 0.6), width: 0.5 } },
        hoverinfo: "skip",
        ...axesOf(i),
      });
    });
  }
  const labels = { xLabel: "x", yLabel: "y", ...rest };
  const coloraxis = { colorscale: COLORS.map((color, i) => [i / (COLORS.length - 1), color]), cmin: low, cmax: high };
  const colorbar = { title: { text: zLabel, side: "top" } };
  const said = surfaces.map(
    (s, i) => `${s.name} ranges from ${shortNumber(ranges[i][0])} to ${shortNumber(ranges[i][1])}`,
  );
  const titles = surfaces.map((s) => s.name);
  const layout = panelLayout(titles, labels, { coloraxis: { ...coloraxis, colorbar } });
  for (const [letter, values] of [
    ["x", x],
    ["y", y],
  ] as const) {
    const range = plain(extent(Array.from(values)));
    titles.forEach((_, i) => {
      Object.assign(layout[`${letter}axis${i === 0 ? "" : i + 1}`] as Layout, { range });
    });
  }
  return {
    data,
    layout,
    description: `${rest.title ?? `${zLabel} over ${labels.xLabel} and ${labels.yLabel}`}: ${said.join("; ")}.`,
  };
}

const axesOf = (i: number): Trace => ({ xaxis: i === 0 ? "x" : `x${i + 1}`, yaxis: i === 0 ? "y" : `y${i + 1}` });

function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** 1, 2 or 5 times a power of ten, at least `step`; 1 for a flat surface. */
function niceStep(step: number): number {
  if (!(step > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5].find((m) => m * power >= step) ?? 10);
}
