import type { GridValue } from "./method";

/*
 * Default grids: "off" and six values each, so that every method is tuned over as many. All are meant for standardised
 * inputs and targets. On concrete, diamonds and red wine (tanh, 64-32, learning rate 0.003) they reach from values that hardly
 * act to values that cost accuracy. A study may give grids of its own, and reports where a value at an edge was chosen.
 */

/** Lai's lambda for the MSE variant: wanted slopes, sqrt(lambda), of .22 to 3.16. */
export const LAMBDAS: readonly GridValue[] = ["off", 0.05, 0.1, 0.3, 1, 3, 10];

/** Lai's lambda for the MAE variant, where it is the wanted slope itself. */
export const MAE_LAMBDAS: readonly GridValue[] = ["off", 0.05, 0.1, 0.3, 0.5, 1, 3];

/** The slopes that the MSE variant of Lai loss wants at the lambdas above, rounded: bounds and targets are asked for the same. */
export const SLOPES: readonly GridValue[] = ["off", 0.22, 0.32, 0.55, 1, 1.73, 3.16];

/** Weights of a penalty on the squared slope. */
export const PENALTY_WEIGHTS: readonly GridValue[] = ["off", 1e-4, 1e-3, 0.01, 0.03, 0.1, 1];

/** Weights of double backpropagation, whose penalty is multiplied by the squared error and fades with it. */
export const DOUBLE_BACKPROP_WEIGHTS: readonly GridValue[] = ["off", 0.01, 0.1, 0.3, 1, 3, 10];

/** Radii of input changes, in standard deviations of the inputs. */
export const RADII: readonly GridValue[] = ["off", 0.01, 0.03, 0.1, 0.2, 0.4, 1];

/** Standard deviations of noise on the inputs, in standard deviations of the inputs. */
export const NOISES: readonly GridValue[] = ["off", 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];

/**
 * Decoupled weight decay: weights shrink by learningRate times this a step, so that values usual where the decay goes through
 * Adam (1e-5 to 1e-3) hardly act.
 */
export const WEIGHT_DECAYS: readonly GridValue[] = ["off", 1e-3, 0.01, 0.1, 0.3, 1, 3];
