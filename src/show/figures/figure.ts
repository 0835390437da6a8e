import { stdtri } from "cephes";
import { ArgumentError, checkNumber, number, optional, type Rule, text } from "../../base/check";
import { mean, standardDeviation } from "../../base/statistics";
import type { Layout, Trace } from "../plotly/figure";

export type { Figure, Layout, Trace } from "../plotly/figure";

/** Numbers as the measures give them. */
export type Numbers = ArrayLike<number>;

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

/** A trace through points: a line, where `more` does not say otherwise. */
export function trace(name: string, x: Numbers, y: Numbers, more: Record<string, unknown> = {}): Trace {
  return { type: "scatter", mode: "lines", name, x: plain(x), y: plain(y), ...more };
}

/** The ids of the axes of the i-th panel, as its traces have them. */
export function panelAxes(i: number): { xaxis: string; yaxis: string } {
  const suffix = i === 0 ? "" : String(i + 1);
  return { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
}

/** The spans of `count` panels beside each other in [0, 1], with gaps between them. */
export function panelSpans(count: number, gap: number): [from: number, to: number][] {
  const span = (1 - gap * (count - 1)) / count;
  return Array.from({ length: count }, (_, i) => [i * (span + gap), i * (span + gap) + span]);
}

/** A text at a place, in plotly's words. */
export function note(text: string, x: number, xref: string, y: number, yref: string, more: Layout = {}): Layout {
  return { text, x, xref, y, yref, showarrow: false, ...more };
}

/** The key in a layout of an axis that traces call x, y2, ... */
export const axisKey = (id: string): string => id.replace(/^[xy]/, "$&axis");

/** The positions of at most `limit` of `length` items, evenly spread, the first and the last among them. */
export function spread(length: number, limit: number): number[] {
  if (length <= limit) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: limit }, (_, i) => Math.round((i * (length - 1)) / (limit - 1)));
}

/** At most `limit` of the items, evenly spread. */
export function thinned<T>(values: ArrayLike<T>, limit: number): T[] {
  return spread(values.length, limit).map((i) => values[i]);
}

export const FIGURE_WIDTH = optional(number({ min: 100, max: 4000 }));
export const FIGURE_HEIGHT = optional(number({ min: 80, max: 4000 }));

export const FIGURE_OPTIONS = {
  title: optional(text),
  subtitle: optional(text),
  xLabel: optional(text),
  yLabel: optional(text),
  height: FIGURE_HEIGHT,
  width: FIGURE_WIDTH,
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

/** The same, at least one of them. */
export const SOME_DRAWN: Rule<Numbers> = (argument, value) => {
  const values = DRAWN(argument, value);
  if (values.length === 0) throw new ArgumentError(argument, value, "give at least one, there is nothing to draw.");
  return values;
};

/** Checks that two lists belong together, number by number. */
export function checkSameLength(argument: string, list: Numbers, other: string, expected: Numbers): void {
  if (list.length === expected.length) return;
  const remedy = `it has ${list.length} values and ${other} has ${expected.length}: give as many.`;
  throw new ArgumentError(argument, list, remedy);
}

/** Checks that a list has a finite number at all; returns the finite ones. */
export function checkFinite(argument: string, list: Numbers): number[] {
  const finite = Array.from(list).filter(Number.isFinite);
  if (finite.length === 0) throw new ArgumentError(argument, list, "give at least one finite number.");
  return finite;
}

/**
 * Mean over seeds and its 95 % confidence interval, mean ± t sd / sqrt(n), t Student's at n - 1 degrees of freedom. With one
 * value low and high are the mean: there is no interval.
 */
export function meanInterval(values: readonly number[]): { mean: number; low: number; high: number } {
  const n = values.length;
  const centre = mean(values);
  if (n < 2) return { mean: centre, low: centre, high: centre };
  const half = (stdtri(n - 1, 0.975) * standardDeviation(values)) / Math.sqrt(n);
  return { mean: centre, low: centre - half, high: centre + half };
}
