/** From a plotly figure to the picture of it that stands where nothing runs, drawn without a browser. */
export { ArgumentError } from "../argument-error";
export { type Figure, type FigureSvgOptions, figureSvg, NoPictureError } from "./figure-svg";
export { svgToPng } from "./svg-to-png";
