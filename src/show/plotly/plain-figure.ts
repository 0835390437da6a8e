import { types } from "node:util";
import { ArgumentError, checkChoice } from "../../base/check";
import type { Figure, FigureInput, Layout, Trace } from "./figure";
import { TRACE_TYPES } from "./trace-types";

/**
 * A figure as plain JSON, which is what plotly, notebooks and files can take: typed arrays, series of polars and danfojs and
 * tensors become lists wherever they stand, numbers that are not finite become null (a gap), dates ISO 8601. Every way to show
 * or save a figure begins here.
 *
 * @throws ArgumentError for what is no figure, for a type of trace that plotly does not have, and for values that JSON has no
 *   form for, by their place in the figure
 */
export function plainFigure<Type extends string>(figure: FigureInput<Type>): Figure {
  const {
    data,
    layout = {},
    description,
  } = (figure ?? {}) as { data?: unknown; layout?: unknown; description?: string };
  if (!Array.isArray(data) || typeof layout !== "object" || layout === null) {
    const remedy = "give a figure: { data: [traces], layout: { ... } }, the layout if you like.";
    throw new ArgumentError("figure", figure, remedy);
  }
  const plain = { data: plainValue(data, "figure.data", []), layout: plainValue(layout, "figure.layout", []) };
  if (typeof plain.layout !== "object" || Array.isArray(plain.layout))
    throw new ArgumentError("figure.layout", layout, "give plotly's layout: { ... }.");
  for (const [i, trace] of (plain.data as unknown[]).entries()) checkTrace(trace, i);
  return { data: plain.data as Trace[], layout: plain.layout as Layout, description };
}

function checkTrace(trace: unknown, i: number): void {
  if (typeof trace !== "object" || trace === null || Array.isArray(trace))
    throw new ArgumentError(`figure.data[${i}]`, trace, 'give a trace: { type: "scatter", x: [...], y: [...] }.');
  const { type } = trace as Trace;
  if (type !== undefined) checkChoice(`figure.data[${i}].type`, type, TRACE_TYPES);
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A value as JSON; `around` are the objects that it stands in. Undefined where JSON leaves it out. */
function plainValue(value: unknown, place: string, around: readonly object[]): Json | undefined {
  if (value === undefined || value === null || typeof value === "string" || typeof value === "boolean")
    return value as Json;
  if (typeof value === "number" || typeof value === "bigint") return plainNumber(value);
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (types.isTypedArray(value)) return plainNumbers(value);
  const inside = unwrapped(value);
  if (around.includes(inside as object))
    throw new ArgumentError(place, "a circle", "it holds itself: give a tree of lists and objects.");
  if (inside !== value) return plainValue(inside, place, [...around, value as object]);
  const deeper = [...around, value as object];
  if (Array.isArray(value))
    return value.map((item, i) => {
      if (typeof item === "number") return plainNumber(item); // most of a figure: without its place
      return plainValue(item, `${place}[${i}]`, deeper) ?? null;
    });
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (typeof value !== "object" || kind !== "Object") {
    const remedy =
      "a figure holds text, numbers, dates, lists, typed arrays, and series or frames of polars and danfojs.";
    throw new ArgumentError(place, `a ${kind}`, remedy);
  }
  const plain: { [key: string]: Json } = {};
  for (const [key, item] of Object.entries(value)) {
    const made = plainValue(item, `${place}.${key}`, deeper);
    // defined, not assigned: a key may be __proto__
    if (made !== undefined) Object.defineProperty(plain, key, { value: made, enumerable: true });
  }
  return plain;
}

/** What an object of a class holds, by the class's own word for it: series and frames of polars and danfojs, tensors, matrices. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  // polars' series and frames may be proxies in front of a function
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return value;
  const object = value as Record<string, unknown>;
  for (const way of ["toArray", "arraySync", "rows"]) {
    const method = object[way];
    if (typeof method === "function") return method.call(value);
  }
  // danfojs; a plain object may well have an attribute `values`, as a pie does
  if (Array.isArray(object.values) && !Object.hasOwn(object, "values")) return object.values;
  return typeof object.toJSON === "function" ? object.toJSON() : value;
}

/** The numbers of a typed array. Of 32-bit floats the shortest decimal that is the same float: .1 and not .10000000149011612. */
function plainNumbers(values: NodeJS.TypedArray): (number | null)[] {
  const shortest = (value: number): number =>
    [7, 8].map((digits) => Number(value.toPrecision(digits))).find((n) => Math.fround(n) === value) ?? value;
  const write = types.isFloat32Array(values) ? shortest : Number;
  return Array.from(values as ArrayLike<number>, (value) => plainNumber(write(value)));
}

function plainNumber(value: number | bigint): number | null {
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
