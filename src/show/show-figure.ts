import { extname } from "node:path";
import { ArgumentError, checkKeys, checkNumber } from "../base/check";
import { writeFileAtomic } from "../base/files";
import { describeFigure } from "./describe-figure";
import { displayBundle } from "./display";
import { drawPng } from "./draw-png";
import { figureSvg, type ShowFigureOptions, sized } from "./figure-svg";
import type { Figure } from "./figures/figure";
import { withTheme } from "./figures/style";

/** The MIME type that JupyterLab and VS Code draw with plotly. */
export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/** A figure in its three forms. No PNG: front ends would show it before the live plotly. */
export interface FigureBundle {
  [PLOTLY_MIME]: { data: unknown; layout: unknown; config: unknown };
  "image/svg+xml": string;
  "text/plain": string;
}

/** The figure as JSON for plotly in a front end, with the theme's colours in it. */
function liveFigure(figure: Figure, options: ShowFigureOptions): FigureBundle[typeof PLOTLY_MIME] {
  const { theme, width, height } = sized(figure, options);
  const { data, layout } = withTheme(figure, theme);
  return {
    data,
    layout: { ...layout, height, ...(width === undefined ? { autosize: true } : { width }) },
    config: { responsive: true, displaylogo: false },
  };
}

function checkFigure(figure: unknown): Figure {
  const { data, layout } = (figure ?? {}) as Partial<Figure>;
  if (Array.isArray(data) && typeof layout === "object" && layout !== null) return figure as Figure;
  throw new ArgumentError("figure", figure, "give a figure: { data: [traces], layout: { ... } }.");
}

/** The figure in all forms that a notebook keeps, for tests and for writing notebooks; needs no kernel. */
export async function figureBundle(figure: Figure, options: ShowFigureOptions = {}): Promise<FigureBundle> {
  checkFigure(figure);
  return {
    [PLOTLY_MIME]: liveFigure(figure, options),
    "image/svg+xml": await figureSvg(figure, options),
    "text/plain": describeFigure(figure),
  };
}

/**
 * Shows a figure in the running cell, as one output in three forms: plotly where a front end draws it (JupyterLab, VS Code),
 * SVG on GitHub and paper, text for screen readers.
 *
 * @throws NotInNotebookError outside of a tslab kernel: there, `figureSvg` and `saveFigure` give the picture
 */
export async function showFigure(figure: Figure, options: ShowFigureOptions = {}): Promise<void> {
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
 * @throws ArgumentError for other extensions and for options that cannot be used
 * @throws Error for PNG where sharp is not installed or the system has no font
 */
export async function saveFigure(figure: Figure, path: string, options: SaveFigureOptions = {}): Promise<void> {
  checkFigure(figure);
  checkKeys("options", options, ["theme", "width", "height", "scale"]);
  const { scale = 2, ...show } = options;
  checkNumber("options.scale", scale, { min: 0.1, max: 10 });
  const extension = typeof path === "string" ? extname(path).toLowerCase() : "";
  if (extension === ".svg") writeFileAtomic(path, `${await figureSvg(figure, show)}\n`);
  else if (extension === ".png") writeFileAtomic(path, await drawPng(await figureSvg(figure, show), scale));
  else if (extension === ".json") writeFileAtomic(path, `${JSON.stringify(liveFigure(figure, show))}\n`);
  else throw new ArgumentError("path", path, "end it in .svg, .png or .json.");
}
