import { DOUBLE_BACKPROP_WEIGHTS, LAMBDAS, NOISES, PENALTY_WEIGHTS, RADII, SLOPES, WEIGHT_DECAYS } from "./grids";
import type { GridValue, MethodFamily, MethodInfo, MethodOrigin } from "./method";

const NOTHING_TUNED: [null, readonly GridValue[]] = [null, []];

const PAPER = "Lai 2024, arXiv 2405.07884";

/** Every method of a study, in the order of tables. */
const METHODS: readonly MethodInfo[] = [
  method("plainMse", "MSE", "plain", "literature", "the mean squared error", NOTHING_TUNED, "plain", {
    fixed: { base: "mse" },
  }),
  method("plainMae", "MAE", "plain", "literature", "the mean absolute error", NOTHING_TUNED, "plain", {
    fixed: { base: "mae" },
  }),
  method(
    ...(["weightDecay", "weight decay", "regularisation", "literature"] as const),
    "decoupled weight decay of the kernels, Loshchilov & Hutter 2019",
    ["weightDecay", WEIGHT_DECAYS],
    "plain",
    { fixed: { base: "mse" } },
  ),
  method(
    ...(["inputNoise", "input noise", "regularisation", "literature"] as const),
    "Gaussian noise on the inputs of every batch, Bishop 1995",
    ["inputNoise", NOISES],
    "plain",
    { fixed: { base: "mse" } },
  ),
  method(
    ...(["gradientPenalty", "gradient penalty", "slope penalty", "literature"] as const),
    "e^2 + l k^2, Bishop 1995; Varga, Csiszarik & Zombori 2017",
    ["weight", PENALTY_WEIGHTS],
    "gradientPenalty",
    { fixed: { base: "mse" } },
  ),
  method(
    ...(["maeGradientPenalty", "MAE with gradient penalty", "slope penalty", "literature"] as const),
    "|e| + l k^2, the gradient penalty on a base that bears noisy labels",
    ["weight", PENALTY_WEIGHTS],
    "gradientPenalty",
    { fixed: { base: "mae" } },
  ),
  method(
    ...(["huberGradientPenalty", "Huber with gradient penalty", "slope penalty", "literature"] as const),
    "Huber 1964 + l k^2, the gradient penalty on a base that bears noisy labels",
    ["weight", PENALTY_WEIGHTS],
    "gradientPenalty",
    { fixed: { base: "huber" }, defaults: { delta: 1 } },
  ),
  method(
    ...(["doubleBackprop", "double backpropagation", "slope penalty", "literature"] as const),
    "e^2 (1 + l k^2), Drucker & LeCun 1992",
    ["weight", DOUBLE_BACKPROP_WEIGHTS],
    "doubleBackprop",
    { fixed: { base: "mse" } },
  ),
  method(
    ...(["targetSlope", "target slope", "slope penalty", "literature"] as const),
    "e^2 + l (k - k0)^2, two-sided as in Gulrajani et al. 2017",
    ["targetSlope", SLOPES],
    "targetSlope",
    { fixed: { base: "mse" }, defaults: { weight: 1 } },
  ),
  method(
    ...(["linearHingeSlope", "linear hinge", "slope bound", "literature"] as const),
    "e^2 + l max(0, k - k0)",
    ["targetSlope", SLOPES],
    "linearHingeSlope",
    { fixed: { base: "mse", power: 1 }, defaults: { weight: 3 } },
  ),
  method(
    ...(["squaredHingeSlope", "squared hinge", "slope bound", "literature"] as const),
    "e^2 + l max(0, k - k0)^2, one-sided as in Petzka, Fischer & Lukovnikov 2018",
    ["targetSlope", SLOPES],
    "squaredHingeSlope",
    { fixed: { base: "mse", power: 2 }, defaults: { weight: 3 } },
  ),
  method(
    ...(["constrainedSlope", "constrained slope", "slope bound", "literature"] as const),
    "e^2 where max(0, k / k0 - 1) is at most the tolerance on average, by dual ascent; Platt & Barr 1987, Chamon & Ribeiro 2020",
    ["targetSlope", SLOPES],
    "constrainedSlope",
    { fixed: { base: "mse" }, defaults: { tolerance: 0.002, dualStepSize: 0.1 } },
  ),
  method(
    ...(["linearisedAdversarial", "linearised adversarial", "adversarial", "literature"] as const),
    "(|e| + eps k)^2, Lyu, Huang & Liang 2015",
    ["epsilon", RADII],
    "linearisedAdversarial",
  ),
  method(
    ...(["cosOnly", "cosine only", "limit", "literature"] as const),
    "e^2 / (1 + k^2), total least squares, Golub & Van Loan 1980; Lai loss for lambda above every slope",
    NOTHING_TUNED,
    "cosOnly",
  ),
  method(
    ...(["sinOnly", "sine only", "limit", "literature"] as const),
    "e^2 k^2 / (1 + k^2); a constant model makes it zero",
    NOTHING_TUNED,
    "sinOnly",
  ),
  method("laiMse", "Lai-MSE", "Lai", "paper", PAPER, ["lambda", LAMBDAS], "lai", {
    fixed: { base: "mse", laiFraction: 1 },
  }),
  method("laiMae", "Lai-MAE", "Lai", "paper", PAPER, ["lambda", LAMBDAS], "lai", {
    fixed: { base: "mae", laiFraction: 1 },
  }),
  method(
    ...(["laiMseSampled", "Lai-MSE, sampled", "Lai", "our reading"] as const),
    `${PAPER}; a random fraction of each batch takes Lai loss, the rest the plain loss`,
    ["lambda", LAMBDAS],
    "lai",
    { fixed: { base: "mse" }, defaults: { laiFraction: 0.25 } },
  ),
  method(
    ...(["laiMaeSampled", "Lai-MAE, sampled", "Lai", "our reading"] as const),
    `${PAPER}; a random fraction of each batch takes Lai loss, the rest the plain loss`,
    ["lambda", LAMBDAS],
    "lai",
    { fixed: { base: "mae" }, defaults: { laiFraction: 0.25 } },
  ),
  method(
    ...(["laiOneSided", "Lai-MSE, one-sided", "Lai", "our extension"] as const),
    "no effect up to the wanted slope, so that no slope is inflated",
    ["lambda", LAMBDAS],
    "lai",
    { fixed: { base: "mse", oneSided: true }, defaults: { laiFraction: 1 } },
  ),
  method(
    ...(["laiPerFeature", "Lai-MSE on chosen features", "Lai", "our extension"] as const),
    "the mean of one multiplier for each chosen feature (our rule for several features)",
    ["lambda", LAMBDAS],
    "lai",
    { fixed: { base: "mse" }, defaults: { laiFraction: 1 }, required: ["features"] },
  ),
  method(
    ...(["gradientPenaltyPerFeature", "gradient penalty on chosen features", "slope penalty", "literature"] as const),
    "e^2 + l k^2, k over the chosen features alone",
    ["weight", PENALTY_WEIGHTS],
    "gradientPenalty",
    { fixed: { base: "mse" }, required: ["features"] },
  ),
];

/** The methods by name. */
export const METHOD_CATALOGUE: ReadonlyMap<string, MethodInfo> = new Map(METHODS.map((entry) => [entry.name, entry]));

function method(
  name: string,
  label: string,
  family: MethodFamily,
  origin: MethodOrigin,
  source: string,
  [tuned, grid]: readonly [string | null, readonly GridValue[]],
  loss: string,
  { fixed = {}, defaults = {}, required = [] }: Partial<Pick<MethodInfo, "fixed" | "defaults" | "required">> = {},
): MethodInfo {
  return { name, label, family, origin, source, tuned, grid, fixed, defaults, required, loss };
}
