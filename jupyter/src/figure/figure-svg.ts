import { types } from "node:util";
import { ArgumentError } from "../argument-error";
import { escapeXml } from "../visible-text";
import { drawSvg, loadDrawing, type PlainFigure } from "./draw-svg";
import { tidySvg } from "./tidy-svg";
import { TRACE_TYPES, type Trace } from "./trace-types";

/** A figure of plotly. */
export interface Figure {
  /** the traces */
  data: readonly object[];
  layout?: object;
}

/** How large a picture is, and what it says to who does not see it. */
export interface FigureSvgOptions {
  /** pixels; defaults to the layout's, else to plotly's 700 */
  width?: number;
  /** pixels; defaults to the layout's, else to plotly's 450 */
  height?: number;
  /** the SVG's `<title>`; defaults to the figure's own title */
  description?: string;
}

/** Thrown for a figure that only a browser draws, such as 3-D traces and maps, or that plotly fails on: the message is a sentence. */
export class NoPictureError extends Error {
  override readonly name: string = "NoPictureError";
}

/** Pixels that plotly draws at least, and a picture has at most. */
const [LEAST, MOST] = [10, 10_000];

/**
 * A figure of plotly as one self-contained SVG without scripts, for GitHub and paper. plotly.js itself draws it, without a
 * browser: the same figure gives the same bytes. scattergl is drawn as scatter.
 *
 * @param figure plain JSON, or with typed arrays
 * @throws ArgumentError for what is no figure
 * @throws NoPictureError for a figure that only a browser draws
 * @throws Error where plotly.js-dist-min or linkedom is not installed, with what to install
 * @example
 * import { figureSvg } from "tslab-kernel/figure";
 * const svg = await figureSvg({ data: [{ type: "bar", x: ["a", "b"], y: [1, 2] }] });
 */
export async function figureSvg(figure: Figure, options: FigureSvgOptions = {}): Promise<string> {
  return drawFigure(figure, options);
}

/** The same at once, but for a figure that plotly has to wait for. */
export function drawFigure(figure: Figure, options: FigureSvgOptions = {}): string | Promise<string> {
  const { data, layout = {} } = (figure ?? {}) as Figure;
  const isTrace = (trace: unknown): boolean => typeof trace === "object" && trace !== null && !Array.isArray(trace);
  if (!Array.isArray(data) || !data.every(isTrace) || !isTrace(layout))
    throw new ArgumentError("figure", figure, "give a figure: { data: [traces], layout: { ... } }.");
  const size = (key: "width" | "height", usual: number): number => {
    const pixels = options[key] ?? (layout as Record<string, unknown>)[key] ?? usual;
    if (typeof pixels === "number" && pixels >= LEAST && pixels <= MOST) return pixels;
    throw new ArgumentError(key, pixels, `give pixels, ${LEAST} to ${MOST}.`);
  };
  const [width, height] = [size("width", 700), size("height", 450)];
  const plain = JSON.parse(JSON.stringify({ data, layout }, lists)) as PlainFigure;
  const shown = plain.data.filter(({ visible }) => visible !== false && visible !== "legendonly");
  checkTypes(shown);
  const drawn = { data: plain.data.filter((trace) => pictureOf(trace) !== "live").map(asDrawn), layout: plain.layout };
  const framed = (content: string): string =>
    svgFrame(width, height, options.description ?? titleOf(plain.layout) ?? "Figure", content);
  const svg = said(() => drawSvg(drawn, width, height));
  return svg instanceof Promise
    ? svg.then(
        (node) => framed(tidySvg(node)),
        (error) => Promise.reject(noPicture(error)),
      )
    : framed(tidySvg(svg));
}

const lists = (_key: string, value: unknown): unknown =>
  types.isTypedArray(value) ? Array.from(value as unknown as ArrayLike<number | bigint>, Number) : value;

const pictureOf = ({ type = "scatter" }: Trace): string | undefined =>
  Object.hasOwn(TRACE_TYPES, type) ? TRACE_TYPES[type as keyof typeof TRACE_TYPES] : undefined;

function checkTypes(traces: readonly Trace[]): void {
  const unknown = traces.find((trace) => pictureOf(trace) === undefined);
  if (unknown) throw noPicture(new Error(`plotly has no trace of type ${JSON.stringify(unknown.type)}`));
  const live = [...new Set(traces.filter((trace) => pictureOf(trace) === "live").map(({ type }) => type))];
  if (live.length === 0) return;
  const names = live.join(", ");
  throw new NoPictureError(`${names}: a browser's graphics or the network draws it, so there is no still picture.`);
}

/** What plotly fails on is said with its words; what is not installed is no matter of the figure's. */
function said<T>(draw: () => T): T {
  loadDrawing();
  try {
    return draw();
  } catch (error) {
    throw noPicture(error);
  }
}

function noPicture(error: unknown): NoPictureError {
  return new NoPictureError(
    `There is no still picture: ${error instanceof Error ? error.message.split("\n")[0] : error}.`,
  );
}

/** Lines of at most so many points keep them all; of longer ones plotly leaves out what lies on the line between others. */
const FEW_POINTS = 100;

/** The trace as the still picture has it: in the type that draws the same without WebGL, a short line with all its points. */
function asDrawn(trace: Trace): Trace {
  const picture = pictureOf(trace);
  const shown = picture === "drawn" ? trace : { ...trace, type: picture };
  const { type = "scatter", y, line } = shown;
  if (type !== "scatter" || !Array.isArray(y) || y.length > FEW_POINTS) return shown;
  return { ...shown, line: { simplify: false, ...(line as object) } };
}

/** The title of a layout as plain text. */
function titleOf({ title }: { title?: string | { text?: string } | null }): string | undefined {
  const text = typeof title === "string" ? title : title?.text;
  return typeof text === "string" ? text.replace(/<[^>]*>/g, " ").trim() || undefined : undefined;
}

/** An SVG of its own around what it shows. */
export function svgFrame(width: number, height: number, description: string, content: string): string {
  const links = content.includes("xlink:") ? ' xmlns:xlink="http://www.w3.org/1999/xlink"' : "";
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const title = `<title>${escapeXml(description)}</title>`;
  return `<svg xmlns="http://www.w3.org/2000/svg"${links} ${size} role="img">${title}${content}</svg>`;
}
