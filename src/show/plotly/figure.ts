import type { TraceType } from "./trace-types";

/**
 * One plotly trace, in plotly's own words (https://plotly.com/javascript/reference/). The compiler refuses a type that plotly
 * does not have, where it knows the word; where it knows only that it is text (`Type` is string) the run does.
 */
export interface Trace<Type extends string = TraceType> {
  type?: string extends Type ? Type : TraceType;
  [attribute: string]: unknown;
}

/** plotly's layout, in plotly's own words. */
export type Layout = Record<string, unknown>;

/** What can be shown: a plotly figure, this package's or your own. Lists may be typed arrays, or series of polars or danfojs. */
export interface FigureInput<Type extends string = TraceType> {
  data: readonly Trace<Type>[];
  layout?: object;
  /** What the figure shows, for screen readers and plain text; defaults to its title and traces. */
  description?: string;
}

/** A plotly figure as plain JSON. It has no colours of paper and text: those are the theme's, put in where it is shown. */
export interface Figure {
  data: Trace[];
  layout: Layout;
  /** What the figure shows, for screen readers and plain text; defaults to its title and traces. */
  description?: string;
}

type Titled = { text?: unknown } | string | undefined;
const textOf = (title: Titled): string =>
  (typeof title === "string" ? title : String(title?.text ?? "")).replace(/<br>/g, ": ").replace(/<[^>]*>/g, "");

/** The figure in words, for screen readers and plain text: its own description, else title, axes and the names of its traces. */
export function describeFigure(figure: Figure): string {
  if (figure.description) return figure.description;
  const { title, xaxis, yaxis } = figure.layout as Record<string, Titled & { title?: Titled }>;
  const [x, y] = [textOf(xaxis?.title), textOf(yaxis?.title)];
  const names = [...new Set(figure.data.filter((t) => t.showlegend !== false).map((t) => t.name))].filter(Boolean);
  const parts = [
    textOf(title) || "Figure",
    x && y ? `${y} against ${x}` : x || y,
    names.length > 0 ? names.join(", ") : "",
  ];
  return `${parts.filter(Boolean).join(". ")}.`;
}
