/** What this repository uses beside the public entries, as the package `lai-internal`. It is not published. */
export * from "./base/check";
export * from "./base/files";
export * from "./base/format";
export * from "./base/json-file";
export * from "./base/name";
export * from "./base/read-file";
export { isNumericColumn } from "./base/samples";
export { median } from "./base/statistics";
export { type FileValues, ownCells } from "./command/new-notebook/cells";
export * from "./command/new-notebook/notebook-file";
export { evidenceFile } from "./compare/evidence";
export { USUAL_RECIPES } from "./compare/loss-recipe";
export { findEntry } from "./data/catalogue";
export { columnsOf, numbers, rowCount } from "./data/columns";
export { locate } from "./data/locate";
export { polars } from "./data/polars";
export { readParquet } from "./data/read-table";
export { splitRowNumbers } from "./data/split-blocks";
export { createEngine } from "./engine/create-engine";
export {
  type KernelVariant,
  kernelVariants,
  returnKernel,
  takeKernel,
  usualVariant,
  wasmVariants,
} from "./engine/dense/kernel/instance";
export { RELAXED_SIMD_MODULE, SIMD_MODULE } from "./engine/dense/kernel/modules";
export { nativeFile } from "./engine/dense/kernel/native";
export { nativeHash } from "./engine/dense/kernel/native-check";
export type { Engine } from "./engine/engine";
export { EVALUATION_PRESETS } from "./measure/presets";
export {
  checkFinite,
  checkSameLength,
  DRAWN,
  FIGURE_OPTIONS,
  meanInterval,
  note,
  plain,
  trace,
} from "./show/figures/figure";
export { axis, baseLayout, GUIDE, guideLine, logTicks, seriesColor, seriesDash } from "./show/figures/style";
