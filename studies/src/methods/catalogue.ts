import type { GridValue, MethodFamily, MethodInfo, MethodOrigin } from "./method";

/*
 * Default grids: "off" and six values each, so that every method is tuned over as many. All are meant for standardised
 * inputs and targets. On concrete, diamonds and red wine (tanh, 64-32, learning rate 0.003) they reach from values that hardly
 * act to values that cost accuracy. A study may give grids of its own, and its report says where a value at an end was chosen.
 */

/** Lai's lambda for the MSE variant: wanted slopes, sqrt(lambda), of .22 to 3.16. */
const LAMBDAS: readonly GridValue[] = ["off", 0.05, 0.1, 0.3, 1, 3, 10];

/** Lai's lambda for the MAE variant, where it is the wanted slope itself. */
const MAE_LAMBDAS: readonly GridValue[] = ["off", 0.05, 0.1, 0.3, 0.5, 1, 3];

/** The slopes that the MSE variant of Lai loss wants at the lambdas above, rounded: bounds and targets are asked for the same. */
const SLOPES: readonly GridValue[] = ["off", 0.22, 0.32, 0.55, 1, 1.73, 3.16];

/** Weights of a penalty on the squared slope. */
const PENALTY_WEIGHTS: readonly GridValue[] = ["off", 1e-4, 1e-3, 0.01, 0.03, 0.1, 1];

/** Weights of double backpropagation, whose penalty is multiplied by the squared error and fades with it. */
const DOUBLE_BACKPROP_WEIGHTS: readonly GridValue[] = ["off", 0.01, 0.1, 0.3, 1, 3, 10];

/** Radii of input changes, in standard deviations of the inputs. */
const RADII: readonly GridValue[] = ["off", 0.01, 0.03, 0.1, 0.2, 0.4, 1];

/** Standard deviations of noise on the inputs, in standard deviations of the inputs. */
const NOISES: readonly GridValue[] = ["off", 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];

/**
 * Decoupled weight decay: weights shrink by learningRate times this a step, so that values usual where the decay goes through
 * Adam (1e-5 to 1e-3) hardly act.
 */
const WEIGHT_DECAYS: readonly GridValue[] = ["off", 1e-3, 0.01, 0.1, 0.3, 1, 3];

/** Variances of the target around the function, in squared standard deviations of the target. */
const RESIDUAL_VARIANCES: readonly GridValue[] = ["off", 0.003, 0.01, 0.03, 0.1, 0.3, 1];

/** An entry of the catalogue; what it leaves out is empty. */
type Entry = Omit<MethodInfo, "tuned" | "grid" | "fixed" | "defaults" | "required"> & Partial<MethodInfo>;

const PAPER = "Lai 2024, arXiv 2405.07884";
const SAMPLED = `${PAPER}; a random fraction of each batch takes Lai loss, the rest the plain loss`;

/** Every method of a study, in the order of tables. */
const ENTRIES: readonly Entry[] = [
  {
    ...about("plainMse", "MSE", "plain"),
    source: "the mean squared error",
    loss: "plain",
    fixed: { base: "mse" },
  },
  {
    ...about("plainMae", "MAE", "plain"),
    source: "the mean absolute error",
    loss: "plain",
    fixed: { base: "mae" },
  },
  {
    ...about("weightDecay", "weight decay", "regularisation"),
    source: "decoupled weight decay of the kernels, Loshchilov & Hutter 2019",
    ...tuned("weightDecay", WEIGHT_DECAYS),
    loss: "plain",
    fixed: { base: "mse" },
  },
  {
    ...about("inputNoise", "input noise", "regularisation"),
    source: "Gaussian noise on the inputs of every batch, Bishop 1995",
    ...tuned("inputNoise", NOISES),
    loss: "plain",
    fixed: { base: "mse" },
  },
  {
    ...about("gradientPenalty", "gradient penalty", "slope penalty"),
    source: "e^2 + l k^2, Bishop 1995; Varga, Csiszarik & Zombori 2017",
    ...tuned("weight", PENALTY_WEIGHTS),
    loss: "gradientPenalty",
    fixed: { base: "mse" },
  },
  {
    ...about("maeGradientPenalty", "MAE with gradient penalty", "slope penalty"),
    source: "|e| + l k^2, the gradient penalty on a base that bears noisy labels",
    ...tuned("weight", PENALTY_WEIGHTS),
    loss: "gradientPenalty",
    fixed: { base: "mae" },
  },
  {
    ...about("huberGradientPenalty", "Huber with gradient penalty", "slope penalty"),
    source: "Huber 1964 + l k^2, the gradient penalty on a base that bears noisy labels",
    ...tuned("weight", PENALTY_WEIGHTS),
    loss: "gradientPenalty",
    fixed: { base: "huber" },
    defaults: { delta: 1 },
  },
  {
    ...about("doubleBackprop", "double backpropagation", "slope penalty"),
    source: "e^2 (1 + l k^2), Drucker & LeCun 1992",
    ...tuned("weight", DOUBLE_BACKPROP_WEIGHTS),
    loss: "doubleBackprop",
    fixed: { base: "mse" },
  },
  {
    ...about("targetSlope", "target slope", "slope penalty"),
    source: "e^2 + l (k - k0)^2, two-sided as in Gulrajani et al. 2017",
    ...tuned("targetSlope", SLOPES),
    loss: "targetSlope",
    fixed: { base: "mse" },
    defaults: { weight: 1 },
  },
  {
    ...about("linearHingeSlope", "linear hinge", "slope bound"),
    source: "e^2 + l max(0, k - k0)",
    ...tuned("targetSlope", SLOPES),
    loss: "linearHingeSlope",
    fixed: { base: "mse", power: 1 },
    defaults: { weight: 3 },
  },
  {
    ...about("squaredHingeSlope", "squared hinge", "slope bound"),
    source: "e^2 + l max(0, k - k0)^2, one-sided as in Petzka, Fischer & Lukovnikov 2018",
    ...tuned("targetSlope", SLOPES),
    loss: "squaredHingeSlope",
    fixed: { base: "mse", power: 2 },
    defaults: { weight: 3 },
  },
  {
    ...about("constrainedSlope", "constrained slope", "slope bound"),
    source:
      "e^2 where max(0, k / k0 - 1) is at most the tolerance on average, by dual ascent; Platt & Barr 1987, Chamon & Ribeiro 2020",
    ...tuned("targetSlope", SLOPES),
    loss: "constrainedSlope",
    fixed: { base: "mse" },
    defaults: { tolerance: 0.002, dualStepSize: 0.1 },
  },
  {
    ...about("linearisedAdversarial", "linearised adversarial", "adversarial"),
    source: "(|e| + eps k)^2, Lyu, Huang & Liang 2015",
    ...tuned("epsilon", RADII),
    loss: "linearisedAdversarial",
  },
  {
    ...about("cosOnly", "cosine only", "limit"),
    source: "e^2 / (1 + k^2), total least squares, Golub & Van Loan 1980; Lai loss for lambda above every slope",
    loss: "cosOnly",
  },
  {
    ...about("effectiveVariance", "effective variance", "errors in the inputs"),
    source: "e^2 / v + log v, v = residual variance + (input sd)^2 k^2, Orear 1982, Fuller 1987",
    ...tuned("residualVariance", RESIDUAL_VARIANCES),
    loss: "effectiveVariance",
    required: ["inputSd"],
  },
  {
    ...about("simex", "SIMEX", "errors in the inputs"),
    source: "plain trainings with more and more noise added, extrapolated to none, Cook & Stefanski 1994",
    loss: "plain",
    fixed: { base: "mse" },
    required: ["inputSd"],
  },
  {
    ...about("sinOnly", "sine only", "limit"),
    source: "e^2 k^2 / (1 + k^2); a constant model makes it zero",
    loss: "sinOnly",
  },
  {
    ...about("laiMse", "Lai-MSE", "Lai", "paper"),
    source: PAPER,
    ...tuned("lambda", LAMBDAS),
    loss: "lai",
    fixed: { base: "mse", slopeLossFraction: 1 },
  },
  {
    ...about("laiMae", "Lai-MAE", "Lai", "paper"),
    source: PAPER,
    ...tuned("lambda", MAE_LAMBDAS),
    loss: "lai",
    fixed: { base: "mae", slopeLossFraction: 1 },
  },
  {
    ...about("laiMseSampled", "Lai-MSE, sampled", "Lai", "our reading"),
    source: SAMPLED,
    ...tuned("lambda", LAMBDAS),
    loss: "lai",
    fixed: { base: "mse" },
    defaults: { slopeLossFraction: 0.25 },
  },
  {
    ...about("laiMaeSampled", "Lai-MAE, sampled", "Lai", "our reading"),
    source: SAMPLED,
    ...tuned("lambda", MAE_LAMBDAS),
    loss: "lai",
    fixed: { base: "mae" },
    defaults: { slopeLossFraction: 0.25 },
  },
  {
    ...about("laiOneSided", "Lai-MSE, one-sided", "Lai", "our extension"),
    source: "no effect up to the wanted slope, so that no slope is inflated",
    ...tuned("lambda", LAMBDAS),
    loss: "lai",
    fixed: { base: "mse", oneSided: true },
    defaults: { slopeLossFraction: 1 },
  },
  {
    ...about("laiPerFeature", "Lai-MSE on chosen features", "Lai", "our extension"),
    source: "the mean of one multiplier for each chosen feature (our rule for several features)",
    ...tuned("lambda", LAMBDAS),
    loss: "lai",
    fixed: { base: "mse" },
    defaults: { slopeLossFraction: 1 },
    required: ["features"],
  },
  {
    ...about("gradientPenaltyPerFeature", "gradient penalty on chosen features", "slope penalty"),
    source: "e^2 + l k^2, k over the chosen features alone",
    ...tuned("weight", PENALTY_WEIGHTS),
    loss: "gradientPenalty",
    fixed: { base: "mse" },
    required: ["features"],
  },
];

/** The methods by name. */
export const METHOD_CATALOGUE: ReadonlyMap<string, MethodInfo> = new Map(
  ENTRIES.map((entry) => [entry.name, { tuned: null, grid: [], fixed: {}, defaults: {}, required: [], ...entry }]),
);

function about(name: string, label: string, family: MethodFamily, origin: MethodOrigin = "literature") {
  return { name, label, family, origin };
}

function tuned(option: string, grid: readonly GridValue[]) {
  return { tuned: option, grid };
}
