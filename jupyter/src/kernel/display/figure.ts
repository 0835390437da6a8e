import { drawFigure, NoPictureError } from "../../figure/figure-svg";
import { sentenceSvg } from "../../figure/sentence";

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

/** Characters of a figure that its picture is drawn of, and of a picture that a notebook keeps: it stays under 1 MB. */
const [MOST_DRAWN, MOST_KEPT] = [1_000_000, 300_000];

type Forms = Record<string, unknown>;

/**
 * The forms of a figure with its still picture, for places where nothing runs; a sentence stands there for what only a browser
 * draws. As they were where what draws it is not installed. At once, but for a figure that plotly has to wait for.
 */
export function withPicture(forms: Forms): Forms | Promise<Forms> {
  const figure = forms[PLOTLY_MIME] as FigureLike;
  const description = String(forms["text/plain"]);
  const said = (reason: unknown): Forms => {
    if (!(reason instanceof NoPictureError)) return forms;
    const svg = sentenceSvg(figure.layout, description, reason.message);
    return { ...forms, "image/svg+xml": svg, "text/plain": `${description}. ${reason.message}` };
  };
  const kept = (svg: string): Forms =>
    svg.length > MOST_KEPT ? said(tooLarge(svg.length)) : { ...forms, "image/svg+xml": svg };
  const size = JSON.stringify(figure).length;
  if (size > MOST_DRAWN) return said(tooLarge(size));
  try {
    const svg = drawFigure(figure, { description });
    return typeof svg === "string" ? kept(svg) : svg.then(kept, said);
  } catch (error) {
    return said(error);
  }
}

function tooLarge(characters: number): NoPictureError {
  return new NoPictureError(
    `There is no still picture: it has ${characters.toLocaleString("en-US")} characters, too many for a notebook.`,
  );
}

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
