import { escapeXml } from "../../base/visible-text";
import { drawSvg } from "./draw-svg";
import { describeFigure, type Figure, type Trace } from "./figure";
import { tidySvg } from "./tidy-svg";
import { TRACE_TYPES } from "./trace-types";
import { wrapText } from "./wrap-text";

/** A figure's picture for places where nothing runs. */
export interface StillPicture {
  svg: string;
  /** why the SVG holds a sentence in the picture's place, that sentence */
  missing?: string;
}

/** What is read of a layout's template. */
interface Template {
  layout: { paper_bgcolor: string; font: { family: string; color: string } };
}

const hidden = ({ visible }: Trace): boolean => visible === false || visible === "legendonly";

/** The still picture of a plain figure: drawn by plotly, or, of what only a browser draws, a sentence that says so. */
export async function stillPicture(figure: Figure, width: number, height: number): Promise<StillPicture> {
  const live = figure.data.filter((trace) => !hidden(trace) && pictureOf(trace) === "live").map(({ type }) => type);
  let missing = `${[...new Set(live)].join(", ")}: a browser's graphics or the network draws it, so there is no still picture.`;
  if (live.length === 0) {
    const data = figure.data.filter((trace) => pictureOf(trace) !== "live").map(asDrawn);
    try {
      const content = tidySvg(await drawSvg({ ...figure, data }, width, height));
      return { svg: frame(figure, width, height, content) };
    } catch (error) {
      missing = `There is no still picture: ${error instanceof Error ? error.message.split("\n")[0] : error}.`;
    }
  }
  return { svg: sentence(figure, width, missing), missing };
}

const pictureOf = ({ type = "scatter" }: Trace): string => TRACE_TYPES[type as keyof typeof TRACE_TYPES];

/** Lines of at most so many points keep them all; of longer ones plotly leaves out what lies on the line between others. */
const FEW_POINTS = 100;

/** The trace as the still picture has it: in the type that draws the same without WebGL, a short line with all its points. */
function asDrawn(trace: Trace): Trace {
  const picture = pictureOf(trace);
  const shown = picture === "drawn" ? trace : { ...trace, type: picture as Trace["type"] };
  const { type = "scatter", y, line } = shown;
  if (type !== "scatter" || !Array.isArray(y) || y.length > FEW_POINTS) return shown;
  return { ...shown, line: { simplify: false, ...(line as object) } };
}

function frame(figure: Figure, width: number, height: number, content: string): string {
  const links = content.includes("xlink:") ? ' xmlns:xlink="http://www.w3.org/1999/xlink"' : "";
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const title = `<title>${escapeXml(describeFigure(figure))}</title>`;
  return `<svg xmlns="http://www.w3.org/2000/svg"${links} ${size} role="img">${title}${content}</svg>`;
}

/** A picture of the figure's description and a sentence, wrapped, in the colours and the font of the figure's template. */
function sentence(figure: Figure, width: number, missing: string): string {
  const { paper_bgcolor: plate, font } = (figure.layout.template as Template).layout;
  const [size, step, left] = [14, 20, 24];
  const wrapped = [describeFigure(figure), missing].flatMap((text) =>
    wrapText(escapeXml(text), width - 2 * left, size).split("<br>"),
  );
  const height = step * wrapped.length + 36;
  const lines = wrapped.map((line, i) => `<text x="${left}" y="${34 + step * i}">${line}</text>`).join("");
  const look = `font-family="${font.family}" font-size="${size}" fill="${font.color}"`;
  const content = `<rect width="${width}" height="${height}" fill="${plate}"/><g ${look}>${lines}</g>`;
  return frame(figure, width, height, content);
}
