import { escapeXml } from "../base/format";
import { FONT_FAMILY, PLATES, withTheme } from "./figures/style";
import type { Figure } from "./plotly/figure";
import { wrapText } from "./plotly/wrap-text";
import { type ReadyFigure, STILL_WIDTH } from "./ready-figure";

/** What is used of `tslab-kernel/figure`, an optional peer: its own types may be missing. */
interface Drawing {
  figureSvg(figure: Figure, options: { width: number; height: number; description: string }): Promise<string>;
  svgToPng(svg: string, scale: number): Promise<Buffer>;
}

/** Loads what draws the pictures, which takes plotly.js with it only when a figure is drawn. */
export function loadDrawing(): Drawing {
  try {
    return require("tslab-kernel/figure");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isMissing = code === "MODULE_NOT_FOUND" && message.includes("'tslab-kernel/figure'");
    if (!isMissing && code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
    throw new Error("tslab-kernel draws the picture, and is not installed here: npm install tslab-kernel");
  }
}

/**
 * The picture of a figure.
 *
 * @throws NoPictureError for what only a browser draws
 * @throws Error where the packages that draw it are not installed, with the remedy
 */
export async function draw({ figure, theme, width = STILL_WIDTH, height }: ReadyFigure): Promise<string> {
  const { description } = figure;
  return loadDrawing().figureSvg(withTheme(figure, theme), { width, height, description });
}

/** The picture of a figure; where there is none, one of a sentence that says why, and that sentence. */
export async function stillPicture(ready: ReadyFigure): Promise<{ svg: string; missing?: string }> {
  try {
    return { svg: await draw(ready) };
  } catch (error) {
    const { name, message } = error as Error;
    const missing = name === "NoPictureError" ? message : `There is no still picture: ${message}.`;
    return { svg: sentence(ready, missing), missing };
  }
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
