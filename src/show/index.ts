export type { MeanSd } from "../base/statistics";
export { type DisplayBundle, inNotebook, NotInNotebookError, notebookStopSignal } from "./display";
/** Figures of what was trained and measured: each a plotly figure as plain data, with a description in words. */
export * as figures from "./figures";
export type { FigureOptions, Numbers } from "./figures/figure";
export { PALETTE, type Theme } from "./figures/style";
export type { Figure, FigureInput, Layout, Trace } from "./plotly/figure";
export type { TraceType } from "./plotly/trace-types";
export { type ShowFigureOptions, setFigureTheme } from "./ready-figure";
export {
  type FigureBundle,
  figureBundle,
  figureSvg,
  PLOTLY_MIME,
  type SaveFigureOptions,
  saveFigure,
  showFigure,
} from "./show-figure";
export { type ShowTableOptions, showTable, type TableBundle, tableBundle } from "./show-table";
export { showText, type TextBundle, textBundle } from "./show-text";
export type { Cell, TableLike } from "./table-rows";
export { type CellTrainingOptions, trainInCell } from "./train-in-cell";
export {
  type EpochProgress,
  type TrainingProgress,
  type TrainingProgressOptions,
  trainingProgress,
} from "./training-progress";
