export { type FittedCurve, fittedCurves } from "./fitted-curves";
export { type MultiplierCurve, multiplierCurves } from "./multiplier-curves";
export { type NoiseCurveOfModel, noiseCurves } from "./noise-curves";
export { type DependenceOfModel, partialDependence } from "./partial-dependence";
export { projections } from "./projections";
export { type ModelSlopes, slopeHistogram } from "./slope-histogram";
export { PALETTE } from "./style";
export { type RunHistory, trainingHistory } from "./training-history";
