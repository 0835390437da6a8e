import { checkChoice, checkKeys, checkNumber } from "../base/check";
import { describeFigure } from "./describe-figure";
import { drawSvg } from "./draw-svg";
import type { Figure } from "./figures/figure";
import { type Theme, withTheme } from "./figures/style";
import { escapeXml, tidySvg } from "./tidy-svg";

/** How a figure is shown. */
export interface ShowFigureOptions {
  /** the plate's colours; defaults to what `setFigureTheme` said, else "light", which reads in every theme around it and on paper */
  theme?: Theme;
  /** pixels; defaults to the figure's own width, else 760 in the SVG and the width of the cell in the lab */
  width?: number;
  /** pixels; defaults to the figure's own height, else 420 */
  height?: number;
}

let defaultTheme: Theme = "light";

/** Says which theme figures are shown in from now on where `theme` is not given; "light" until then. */
export function setFigureTheme(theme: Theme): void {
  defaultTheme = checkChoice("theme", theme, ["light", "dark"] as const);
}

/** The options with the checks made and the figure's own size put in. */
export function sized(figure: Figure, options: ShowFigureOptions): { theme: Theme; width?: number; height: number } {
  checkKeys("options", options, ["theme", "width", "height"]);
  const width = options.width ?? (figure.layout.width as number | undefined);
  const height = options.height ?? (figure.layout.height as number | undefined) ?? 420;
  return {
    theme: checkChoice("options.theme", options.theme ?? defaultTheme, ["light", "dark"] as const),
    width: width === undefined ? undefined : checkNumber("options.width", width, { min: 100, max: 4000 }),
    height: checkNumber("options.height", height, { min: 80, max: 4000 }),
  };
}

/**
 * The figure as one self-contained SVG without scripts, for GitHub, paper and slides: the same figure gives the same bytes.
 * plotly draws it; no browser is needed. Heat maps (pixels) and 3-D traces have no SVG: use contours.
 *
 * @param figure a figure of this package or any plotly figure
 * @returns the text of the SVG, its description in `<title>`
 */
export async function figureSvg(figure: Figure, options: ShowFigureOptions = {}): Promise<string> {
  const { theme, width = 760, height } = sized(figure, options);
  const content = tidySvg(await drawSvg(withTheme(figure, theme), width, height));
  const links = content.includes("xlink:") ? ' xmlns:xlink="http://www.w3.org/1999/xlink"' : "";
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const title = `<title>${escapeXml(describeFigure(figure))}</title>`;
  return `<svg xmlns="http://www.w3.org/2000/svg"${links} ${size} role="img">${title}${content}</svg>`;
}
