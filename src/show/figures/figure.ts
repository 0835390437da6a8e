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
