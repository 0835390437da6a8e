/**
 * From a plotly figure to the picture of it that stands where nothing runs, drawn without a browser. It knows nothing of the
 * rest of the package: of ours it takes errors, visible text and random numbers, from base alone.
 */
export { drawPng } from "./draw-png";
export { describeFigure, type Figure, type FigureInput, type Layout, type Trace } from "./figure";
export { FONT_SIZES, fitTexts } from "./fit-texts";
export { plainFigure } from "./plain-figure";
export { stillPicture } from "./still-picture";
export type { TraceType } from "./trace-types";
