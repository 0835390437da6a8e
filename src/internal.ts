/** What the workspaces of this repository use beside the public entries. It is not part of the published package. */
export * from "./base/check";
export * from "./base/files";
export * from "./base/format";
export { evidenceFile, readEvidence } from "./compare/evidence";
export { HeldTrainings } from "./compare/held-trainings";
export { METHOD_CATALOGUE } from "./compare/methods/catalogue";
export { findEntry } from "./data/catalogue";
export { columnsOf, numbers } from "./data/columns";
export { locate } from "./data/locate";
export { polars } from "./data/polars";
export { createEngine } from "./engine/create-engine";
export { type KernelVariant, kernelVariants, returnKernel, takeKernel } from "./engine/dense/kernel/instance";
export { RELAXED_SIMD_MODULE, SIMD_MODULE } from "./engine/dense/kernel/modules";
export { EVALUATION_PRESETS } from "./measure/presets";
