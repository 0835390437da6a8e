import { extname } from "node:path";
import { ArgumentError, number, object, optional } from "../base/check";
import { writeFileAtomic } from "../base/files";
import { displayBundle } from "./display";
import { withTheme } from "./figures/style";
import type { FigureInput } from "./plotly/figure";
import type { TraceType } from "./plotly/trace-types";
import { type ReadyFigure, readyFigure, SHOW_OPTIONS, type ShowFigureOptions } from "./ready-figure";
import { draw, loadDrawing, stillPicture } from "./still-picture";

/** The MIME type that JupyterLab and VS Code draw with plotly. */
export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/** A figure in its three forms. No PNG: front ends would show it before the live plotly. */
export interface FigureBundle {
  [PLOTLY_MIME]: { data: unknown; layout: unknown; config: unknown };
  "image/svg+xml": string;
  "text/plain": string;
}

/** The figure as JSON for plotly in a front end, with the theme's colours in it. */
function liveFigure({ figure, theme, width, height }: ReadyFigure): FigureBundle[typeof PLOTLY_MIME] {
  const { data, layout } = withTheme(figure, theme);
  return {
    data,
    layout: width === undefined ? { ...layout, height, autosize: true } : { ...layout, height, width },
    config: { responsive: true, displaylogo: false },
  };
}

/**
 * The figure in all forms that a notebook keeps, for tests and for writing notebooks; needs no kernel. Where only a browser can
 * draw it, such as 3-D traces and maps, or tslab-kernel, which draws it, is not installed, the SVG and the text say so.
 *
 * @throws ArgumentError where the figure or an option cannot be used
 */
export async function figureBundle<Type extends string = TraceType>(
  figure: FigureInput<Type>,
  options: ShowFigureOptions = {},
): Promise<FigureBundle> {
  const ready = readyFigure(figure, options);
  const { svg, missing } = await stillPicture(ready);
  return {
    [PLOTLY_MIME]: liveFigure(ready),
    "image/svg+xml": svg,
    "text/plain": [ready.figure.description, missing].filter(Boolean).join(" "),
  };
}

/**
 * Shows a figure in the running cell, as one output in three forms: plotly where a front end draws it (JupyterLab, VS Code),
 * SVG on GitHub and paper, text for screen readers.
 *
 * @throws NotInNotebookError outside of a tslab kernel: there, `figureSvg` and `saveFigure` give the picture
 */
export async function showFigure<Type extends string = TraceType>(
  figure: FigureInput<Type>,
  options: ShowFigureOptions = {},
): Promise<void> {
  displayBundle({ ...(await figureBundle(figure, options)) }, "use saveFigure(figure, path), or figureSvg(figure).");
}

/** How a figure is saved. */
export interface SaveFigureOptions extends ShowFigureOptions {
  /** pixels of a PNG for each pixel of the figure; defaults to 2, which is sharp in print at half its width */
  scale?: number;
}

/**
 * Writes a figure to a file, whole or not at all, by its extension: `.svg`, `.png`, or `.json` for plotly in any language.
 * PNG is drawn from the SVG by the optional package sharp and the fonts of the system.
 *
 * @throws ArgumentError for other extensions, for options that cannot be used, and for SVG or PNG of a figure that only a
 *   browser can draw
 * @throws Error for SVG and PNG where tslab-kernel, which draws them, is not installed; for PNG where sharp is not, or the
 *   system has no font
 */
export async function saveFigure<Type extends string = TraceType>(
  figure: FigureInput<Type>,
  path: string,
  options: SaveFigureOptions = {},
): Promise<void> {
  const rules = { ...SHOW_OPTIONS, scale: optional(number({ min: 0.1, max: 10 }), 2) };
  const { scale, ...show } = object(rules)("options", options);
  const extension = typeof path === "string" ? extname(path).toLowerCase() : "";
  if (extension === ".svg") writeFileAtomic(path, `${await figureSvg(figure, show)}\n`);
  else if (extension === ".png")
    writeFileAtomic(path, await loadDrawing().svgToPng(await figureSvg(figure, show), scale));
  else if (extension === ".json") writeFileAtomic(path, `${JSON.stringify(liveFigure(readyFigure(figure, show)))}\n`);
  else throw new ArgumentError("path", path, "end it in .svg, .png or .json.");
}

/**
 * The figure as one self-contained SVG without scripts, for GitHub, paper and slides: the same figure gives the same bytes.
 * plotly draws it, by `tslab-kernel/figure`; no browser is needed. scattergl is drawn as scatter.
 *
 * @param figure a figure of this package or any plotly figure
 * @returns the text of the SVG, its description in `<title>`
 * @throws ArgumentError for a figure that only a browser can draw, such as 3-D traces and maps
 * @throws Error where tslab-kernel, which draws it, is not installed
 */
export async function figureSvg<Type extends string = TraceType>(
  figure: FigureInput<Type>,
  options: ShowFigureOptions = {},
): Promise<string> {
  const ready = readyFigure(figure, options);
  try {
    return await draw(ready);
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== "NoPictureError") throw error;
    const types = [...new Set(ready.figure.data.map(({ type = "scatter" }) => type))].join(", ");
    const remedy = "End the path in .json to keep it for plotly, or show it live.";
    throw new ArgumentError("figure", types, `${message} ${remedy}`);
  }
}
