import { ArgumentError } from "../base/check";
import { escapeXml } from "../base/format";
import { FONT_FAMILY, PLATES, withTheme } from "./figures/style";
import type { Figure } from "./plotly/figure";
import { wrapText } from "./plotly/wrap-text";
import { type ReadyFigure, STILL_WIDTH } from "./ready-figure";

/** What is used of `tslab-kernel/figure`, an optional peer: its own types may be missing. */
interface Drawing {
  figureSvg(figure: Figure, options: { width: number; height: number; description: string }): Promise<string>;
  svgToPng(svg: string, scale: number): Promise<Buffer>;
  NoPictureError: new () => Error;
}

const WHERE_TO_GET = "tslab-kernel draws the picture, and is not installed here: npm install tslab-kernel";

/** Loads what draws the pictures, which takes plotly.js with it only when a figure is drawn. */
function loadDrawing(): Drawing {
  try {
    return require("tslab-kernel/figure");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isMissing = code === "MODULE_NOT_FOUND" && message.includes("'tslab-kernel/figure'");
    if (isMissing || code === "ERR_PACKAGE_PATH_NOT_EXPORTED") throw new Error(WHERE_TO_GET);
    throw error;
  }
}

/**
 * The picture of a figure.
 *
 * @throws ArgumentError for what only a browser draws
 * @throws Error where the packages that draw it are not installed, with the remedy
 */
export async function drawSvg(ready: ReadyFigure): Promise<string> {
  const drawing = loadDrawing();
  try {
    return await draw(drawing, ready);
  } catch (error) {
    if (!(error instanceof drawing.NoPictureError)) throw error;
    const types = [...new Set(ready.figure.data.map(({ type = "scatter" }) => type))].join(", ");
    const remedy = "End the path in .json to keep it for plotly, or show it live.";
    throw new ArgumentError("figure", types, `${error.message} ${remedy}`);
  }
}

/** The picture of a figure; where there is none, one of a sentence that says why, and that sentence. */
export async function stillPicture(ready: ReadyFigure): Promise<{ svg: string; missing?: string }> {
  try {
    return { svg: await draw(loadDrawing(), ready) };
  } catch (error) {
    const { name, message } = error as Error;
    const missing = name === "NoPictureError" ? message : `There is no still picture: ${message}.`;
    return { svg: sentence(ready, missing), missing };
  }
}

export async function drawPng(svg: string, scale: number): Promise<Buffer> {
  return loadDrawing().svgToPng(svg, scale);
}

function draw({ figureSvg }: Drawing, { figure, theme, width = STILL_WIDTH, height }: ReadyFigure): Promise<string> {
  return figureSvg(withTheme(figure, theme), { width, height, description: figure.description });
}

/** A picture of the figure's description and a sentence, wrapped, in the colours and the font of the figure's theme. */
function sentence({ figure, theme, width = STILL_WIDTH }: ReadyFigure, missing: string): string {
  const { plate, ink } = PLATES[theme];
  const [size, step, left] = [14, 20, 24];
  const { description } = figure;
  const wrapped = [description, missing].flatMap((text) =>
    wrapText(escapeXml(text), width - 2 * left, size).split("<br>"),
  );
  const height = step * wrapped.length + 36;
  const lines = wrapped.map((line, i) => `<text x="${left}" y="${34 + step * i}">${line}</text>`).join("");
  const look = `font-family="${FONT_FAMILY}" font-size="${size}" fill="${ink}"`;
  const content = `<rect width="${width}" height="${height}" fill="${plate}"/><g ${look}>${lines}</g>`;
  const space = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${space}><title>${escapeXml(description)}</title>${content}</svg>`;
}
