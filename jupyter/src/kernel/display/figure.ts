export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

interface FigureLike {
  data: Record<string, unknown>[];
  layout: { title?: string | { text?: string }; [key: string]: unknown };
  config?: unknown;
  frames?: unknown;
}

/** A figure of plotly, { data, layout }, live. Its typed arrays become lists, which plotly's front end reads. */
export function figureForm(value: object): Record<string, unknown> | null {
  const { data, layout, config, frames } = value as FigureLike;
  if (!Array.isArray(data) || !isPlain(layout) || !data.every(isPlain)) return null;
  const live = {
    data,
    layout,
    ...(config === undefined ? {} : { config }),
    ...(frames === undefined ? {} : { frames }),
  };
  const kinds = data.map(({ type }) => (typeof type === "string" ? type : "scatter"));
  const title = typeof layout.title === "string" ? layout.title : layout.title?.text;
  const text = `figure of ${data.length} trace${data.length === 1 ? "" : "s"}${kinds.length > 0 ? ` (${[...new Set(kinds)].join(", ")})` : ""}`;
  return { [PLOTLY_MIME]: listsOf(live, 0), "text/plain": title ? `${text}: ${title}` : text };
}

/** Values of a figure that its picture is drawn of, in a second or so, and characters of a picture that a notebook keeps. */
const [MOST_VALUES, MOST_KEPT] = [20_000, 300_000];

type Forms = Record<string, unknown>;

/**
 * The forms of a figure with its still picture, for places where nothing runs; a sentence stands there for what only a browser
 * draws. As they were where what draws it is not installed. At once, but for a figure that plotly has to wait for.
 */
export function withPicture(forms: Forms): Forms | Promise<Forms> {
  // at the first figure: the kernel starts without it
  const { drawFigure, NoPictureError } = require("../../figure/figure-svg") as typeof import("../../figure/figure-svg");
  const { sentenceSvg } = require("../../figure/sentence") as typeof import("../../figure/sentence");
  const figure = forms[PLOTLY_MIME] as FigureLike;
  const description = String(forms["text/plain"]);
  const without = (sentence: string): Forms => ({
    ...forms,
    "image/svg+xml": sentenceSvg(figure.layout, description, sentence),
    "text/plain": `${description}. ${sentence}`,
  });
  const failed = (error: unknown): Forms => (error instanceof NoPictureError ? without(error.message) : forms);
  const kept = (svg: string): Forms =>
    svg.length > MOST_KEPT
      ? without(
          `There is no still picture: it has ${count(svg.length)} characters, and a notebook keeps ${count(MOST_KEPT)}.`,
        )
      : { ...forms, "image/svg+xml": svg };
  const values = JSON.stringify(figure.data).split(",").length;
  if (values > MOST_VALUES) return without(`There is no still picture: it has more than ${count(MOST_VALUES)} values.`);
  try {
    const svg = drawFigure(figure, { description });
    return typeof svg === "string" ? kept(svg) : svg.then(kept, failed);
  } catch (error) {
    return failed(error);
  }
}

const count = (number: number): string => number.toLocaleString("en-US");

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null; // of any JavaScript, such as a vm's
}

const DEEPEST = 30;

function listsOf(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null || value instanceof Date || depth > DEEPEST) return value;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number | bigint>, Number);
  if (Array.isArray(value)) return value.map((part) => listsOf(part, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, listsOf(part, depth + 1)]));
}
