import { ArgumentError } from "../base/check";
import type { FigureInput } from "./figures/figure";
import type { TraceType } from "./figures/trace-types";
import { readyFigure, type ShowFigureOptions } from "./ready-figure";
import { stillPicture } from "./still-picture";

/**
 * The figure as one self-contained SVG without scripts, for GitHub, paper and slides: the same figure gives the same bytes.
 * plotly draws it; no browser is needed. scattergl is drawn as scatter.
 *
 * @param figure a figure of this package or any plotly figure
 * @returns the text of the SVG, its description in `<title>`
 * @throws ArgumentError for a figure that only a browser can draw, such as 3-D traces and maps
 */
export async function figureSvg<Type extends string = TraceType>(
  figure: FigureInput<Type>,
  options: ShowFigureOptions = {},
): Promise<string> {
  const ready = readyFigure(figure, options);
  const { svg, missing } = await stillPicture(ready);
  if (missing === undefined) return svg;
  const types = [...new Set(ready.figure.data.map(({ type = "scatter" }) => type))].join(", ");
  throw new ArgumentError("figure", types, `${missing} End the path in .json to keep it for plotly, or show it live.`);
}
