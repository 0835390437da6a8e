import { ArgumentError, checkNumber, number, optional, type Rule, text } from "../../base/check";
import type { TraceType } from "./trace-types";

/** Numbers as the measures give them. */
export type Numbers = ArrayLike<number>;

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

/** What every figure takes. */
export interface FigureOptions {
  title?: string;
  /** smaller line under the title */
  subtitle?: string;
  /** with the unit: "price / USD" */
  xLabel?: string;
  yLabel?: string;
  /** pixels; defaults to 420 */
  height?: number;
  /** pixels; defaults to the width of the cell in JupyterLab and to 760 in the SVG */
  width?: number;
}

/**
 * Plain numbers of at most `digits` significant digits: a Float32 written out as a double is three times as long.
 * What is not finite becomes null, a gap in plotly's words.
 */
export function plain(values: Numbers, digits = 5): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? Number(value.toPrecision(digits)) : null));
}

/** `count` evenly spaced numbers from `low` to `high`, both included. */
export function evenly(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/** The positions of at most `limit` of `length` items, evenly spread, the first and the last among them. */
export function spread(length: number, limit: number): number[] {
  if (length <= limit) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: limit }, (_, i) => Math.round((i * (length - 1)) / (limit - 1)));
}

type Titled = { text?: string } | string | undefined;
const textOf = (title: Titled): string =>
  (typeof title === "string" ? title : (title?.text ?? "")).replace(/<br>/g, ": ").replace(/<[^>]*>/g, "");

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

/** The rules of what every figure takes. */
export const FIGURE_OPTIONS = {
  title: optional(text),
  subtitle: optional(text),
  xLabel: optional(text),
  yLabel: optional(text),
  height: optional(number({ min: 80, max: 4000 })),
  width: optional(number({ min: 100, max: 4000 })),
};

/** Numbers to draw, in a list or a typed array. What is missing or not finite is a gap. */
export const DRAWN: Rule<Numbers> = (argument, value) => {
  const values = value as Numbers;
  const isList = typeof value === "object" && value !== null && Number.isSafeInteger(values.length);
  if (!isList) throw new ArgumentError(argument, value, "give an array.");
  for (let i = 0; i < values.length; i++) {
    if (typeof values[i] !== "number" && values[i] != null) checkNumber(`${argument}[${i}]`, values[i]);
  }
  return values;
};
