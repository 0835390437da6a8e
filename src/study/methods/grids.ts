import type { GridValue } from "./method";

/*
 * Default grids: "off" and five values each, so that every method is tuned over as many. All are meant for standardised
 * inputs and targets. A study may give grids of its own, and reports where a value at an edge was chosen.
 */

/** Lai's lambda, from a wanted slope of .22 to 1.73 for the MSE variant (sqrt(lambda)), of .05 to 3 for the MAE variant. */
export const LAMBDAS: readonly GridValue[] = ["off", 0.05, 0.1, 0.3, 1, 3];

/** The slopes that the MSE variant of Lai loss wants at the lambdas above, rounded: bounds and targets are asked for the same. */
export const SLOPES: readonly GridValue[] = ["off", 0.22, 0.32, 0.55, 1, 1.73];

/** Weights of a penalty on the squared slope. */
export const PENALTY_WEIGHTS: readonly GridValue[] = ["off", 1e-4, 1e-3, 0.01, 0.1, 1];

/** Weights of double backpropagation, whose penalty is multiplied by the error and fades with it. */
export const DOUBLE_BACKPROP_WEIGHTS: readonly GridValue[] = ["off", 1e-3, 0.01, 0.1, 1, 10];

/** Radii of input changes, in standard deviations of the inputs. */
export const RADII: readonly GridValue[] = ["off", 0.01, 0.03, 0.1, 0.3, 1];

/** Standard deviations of noise on the inputs, in standard deviations of the inputs. */
export const NOISES: readonly GridValue[] = ["off", 0.02, 0.05, 0.1, 0.2, 0.5];

/** Decoupled weight decay: weights shrink by learningRate times this a step. */
export const WEIGHT_DECAYS: readonly GridValue[] = ["off", 1e-5, 1e-4, 1e-3, 0.01, 0.1];
