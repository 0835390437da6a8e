import { shortNumber } from "../../base/format";
import { FONT_SIZES } from "../plotly/fit-texts";
import { type Figure, type FigureOptions, type Layout, type Numbers, panelAxes } from "./figure";

/**
 * The one style of all figures. Series have the colours of Okabe & Ito (2008), which people with colour vision deficiencies
 * can tell apart, in an order that also differs in lightness; its yellow is left out, it does not show on white.
 */
export const PALETTE: readonly string[] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A7A7A"];

/** Targets, references and guides: read on both plates. */
export const GUIDE: string = "#7A7A7A";

/** Line styles beside the colours, so that print without colour still tells series apart. */
const DASHES: readonly string[] = ["solid", "dash", "dot", "dashdot", "longdash"];

/** Fonts that every system has something of the same widths for: the SVG is laid out by their widths. */
export const FONT_FAMILY: string = "Arial, Helvetica, Liberation Sans, sans-serif";

export function seriesColor(index: number): string {
  return PALETTE[index % PALETTE.length];
}

/** The line style of the i-th series: solid until the colours begin again. */
export function seriesDash(index: number): string {
  return DASHES[Math.floor(index / PALETTE.length) % DASHES.length];
}

/** A colour of the palette with an opacity, as plotly and SVG read it. */
export function faded(hex: string, opacity: number): string {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${r},${g},${b},${opacity})`;
}

/** Plate, text and grid of a figure. A plate of its own, not a transparent one: it then reads in every theme around it. */
export type Theme = "light" | "dark";
export const PLATES: Record<Theme, { plate: string; ink: string; grid: string; line: string }> = {
  light: { plate: "#FFFFFF", ink: "#24292F", grid: "#E6E8EB", line: "#8C959F" },
  dark: { plate: "#16191D", ink: "#E6EDF3", grid: "#30363D", line: "#7D8590" },
};

/** At the picture's edge, not the plot's: names on the left may take much of the width. */
const TITLE_PLACE = {
  x: 0,
  xref: "container",
  xanchor: "left",
  y: 1,
  yref: "container",
  yanchor: "top",
  pad: { t: 18, l: 24 },
};

/** The layout that every figure starts from: title, axis labels with units, legend beside the data and not on it. */
export function baseLayout(options: FigureOptions, more: Layout = {}): Layout {
  const { title, subtitle, xLabel, yLabel, height = 420, width } = options;
  const top = title ? (subtitle ? 84 : 60) : 24;
  const titled = { text: `<b>${title}</b>`, subtitle: subtitle ? { text: subtitle } : undefined, ...TITLE_PLACE };
  return {
    ...(title !== undefined && { title: titled }),
    height,
    ...(width !== undefined && { width }),
    margin: { l: 72, r: 24, t: top, b: 60 },
    xaxis: axis(xLabel),
    yaxis: axis(yLabel),
    legend: { traceorder: "normal", x: 1.02, xanchor: "left", y: 1, yanchor: "top" },
    ...more,
  };
}

/** An axis with its label; `more` is plotly's. */
export function axis(label?: string, more: Layout = {}): Layout {
  return label ? { title: { text: label }, ...more } : more;
}

/** A vertical or horizontal guide at a value, over the whole height or width of its panel, as a plotly shape. */
export function guideLine(
  orientation: "vertical" | "horizontal",
  at: number,
  color: string = GUIDE,
  { xaxis, yaxis } = panelAxes(0),
): Layout {
  const vertical = orientation === "vertical";
  return {
    type: "line",
    xref: vertical ? xaxis : `${xaxis} domain`,
    yref: vertical ? `${yaxis} domain` : yaxis,
    x0: vertical ? at : 0,
    x1: vertical ? at : 1,
    y0: vertical ? 0 : at,
    y1: vertical ? 1 : at,
    line: { color, width: 1.5, dash: "dash" },
  };
}

/** The figure with the colours of a theme in it; the figure itself stays as it was. */
export function withTheme(figure: Figure, theme: Theme): Figure {
  const { plate, ink, grid, line } = PLATES[theme];
  const axisColors = { gridcolor: grid, linecolor: line, tickcolor: line, zerolinecolor: grid, zeroline: false };
  const axisStyle = {
    ...axisColors,
    showline: true,
    ticks: "outside",
    ticklen: 4,
    automargin: true,
    title: { standoff: 10, font: { size: FONT_SIZES.axisTitle } },
  };
  const template = {
    layout: {
      font: { family: FONT_FAMILY, size: FONT_SIZES.text, color: ink },
      title: { font: { size: FONT_SIZES.title }, subtitle: { font: { size: FONT_SIZES.subtitle } } },
      paper_bgcolor: plate,
      plot_bgcolor: plate,
      colorway: PALETTE,
      xaxis: axisStyle,
      yaxis: axisStyle,
      legend: { bgcolor: plate, font: { size: FONT_SIZES.legend } },
      annotationdefaults: { font: { color: ink, size: FONT_SIZES.annotation }, showarrow: false },
      hoverlabel: { font: { family: FONT_FAMILY } },
      coloraxis: { colorbar: { outlinewidth: 0, thickness: 14 } },
    },
  };
  // plotly draws error bars over bars in a grey of its own, which a dark plate hides
  const data = figure.data.map((trace) =>
    trace.type === "bar" && trace.error_x ? { ...trace, error_x: { color: ink, ...trace.error_x } } : trace,
  );
  return { ...figure, data, layout: { ...figure.layout, template } };
}

/** Round ticks for a log axis over these values: 1, 2 and 5 times powers of ten, fewer over many powers, more within one. */
export function logTicks(values: Numbers): Layout {
  const positive = Array.from(values).filter((value) => value > 0 && Number.isFinite(value));
  const [low, high] = [Math.log10(Math.min(...positive)), Math.log10(Math.max(...positive))];
  const span = high - low;
  const steps = span > 4 ? [1] : span > 2 ? [1, 3] : span > 0.7 ? [1, 2, 5] : [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
  const at: number[] = [];
  for (let power = Math.floor(low) - 1; power <= Math.ceil(high) + 1; power++) {
    for (const step of steps) at.push(Number((step * 10 ** power).toPrecision(3)));
  }
  return { type: "log", tickmode: "array", tickvals: at, ticktext: at.map((value) => shortNumber(value)) };
}
