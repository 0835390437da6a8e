import { extname } from "node:path";
import { ArgumentError } from "../../base/check";
import { writeFileAtomic } from "../../base/files";
import type { Figure } from "../figures/figure";
import { withTheme } from "../figures/style";
import { describeFigure } from "./describe-figure";
import { displayBundle } from "./display";
import { figureSvg, type ShowFigureOptions, sized } from "./figure-svg";

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

/**
 * Writes a figure to a file, whole or not at all, by its extension: `.svg`, or `.json` for plotly in any language.
 *
 * @throws ArgumentError for other extensions
 */
export async function saveFigure(figure: Figure, path: string, options: ShowFigureOptions = {}): Promise<void> {
  checkFigure(figure);
  const extension = extname(path).toLowerCase();
  if (extension === ".svg") writeFileAtomic(path, `${await figureSvg(figure, options)}\n`);
  else if (extension === ".json") writeFileAtomic(path, `${JSON.stringify(liveFigure(figure, options))}\n`);
  else throw new ArgumentError("path", path, "end it in .svg or .json.");
}
