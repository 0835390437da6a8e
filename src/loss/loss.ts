import { ArgumentError, where } from "../base/check";

/**
 * The one abstraction of the package: a loss that sees, per sample, the prediction, the target and the gradient of the
 * prediction with respect to the input. It is plain arithmetic over typed arrays and knows nothing of tensors.
 *
 * With L the mean over the batch, a loss gives c_i = dL/d prediction_i and v_i = dL/d g_i. The gradient of L with respect
 * to the weights is then the gradient of sum_i c_i prediction_i + v_i . g_i with c and v held constant, which is all that
 * an engine must know.
 */

/** The rows that a loss is evaluated on, and the arrays that it fills. Rows of the Lai loss come first. */
export interface LossBatch {
  /** number of rows, n */
  rows: number;
  /** number of input features, d */
  features: number;
  /** rows 0 .. slopeLossRows - 1 take the whole loss, the others its base loss alone */
  slopeLossRows: number;
  /** model outputs, shape [n] (a logit for the logistic base) */
  predictions: Float32Array;
  /** targets, shape [n] */
  targets: Float32Array;
  /** gradient of each prediction with respect to its input row, shape [>= slopeLossRows, d]; unused where needsInputGradient is false */
  inputGradients: Float32Array;
  /** filled: c, shape [n], 1/n included */
  predictionDerivatives: Float32Array;
  /** filled for the first slopeLossRows rows: v, shape [slopeLossRows, d], 1/n included */
  inputGradientDerivatives: Float32Array;
}

/**
 * Fills the derivatives of a batch and returns the mean loss over all its rows. Engines call it once a batch, with all rows
 * of it, on one thread. Evaluating changes no state: the same batch gives the same numbers again.
 */
export interface LossEvaluator {
  (batch: LossBatch): number;
  /** only where the loss keeps something between steps, such as the weight of a constraint */
  readonly state?: LossStateAccess;
}

/** What a loss keeps between steps: plain JSON, of the same names at every step. */
export type LossState = Readonly<Record<string, number>>;

/** The state of one evaluator. It moves only here, never by evaluating. */
export interface LossStateAccess {
  get(): LossState;
  /**
   * Goes on from what `get` gave, also after JSON.
   *
   * @throws ArgumentError for a state of another loss
   */
  set(state: LossState): void;
  /**
   * For the trainer, after each step: moves on by what the rows of the whole loss showed in the last evaluation. Without such
   * rows (the warm-up), or called again without another evaluation, it changes nothing.
   */
  advance(): void;
}

/** What a loss is told about the inputs before its first batch. */
export interface InputDescription {
  features: number;
  featureNames?: readonly string[];
}

/** A loss of prediction, target and input gradient. */
export interface GradientAwareLoss {
  /** short name for tables and messages, such as "lai" */
  readonly name: string;
  /** the options in full, plain JSON: the same name and options give the same loss */
  readonly options: Readonly<Record<string, unknown>>;
  /** false where the loss never looks at the input gradient: engines then leave it out */
  readonly needsInputGradient: boolean;
  /** true where targets must be probabilities in [0, 1] and predictions are logits */
  readonly isLogistic: boolean;
  /** Checks the loss against the inputs (chosen features must exist) and returns a new evaluator, with a state of its own. */
  bind(input: InputDescription): LossEvaluator;
}

/** A loss, as the makers of this package and `slopeLoss` give it. */
export const LOSS = where<GradientAwareLoss>((value) => {
  const { name, options, needsInputGradient, isLogistic, bind } = (value ?? {}) as Partial<GradientAwareLoss>;
  const isDescribed = typeof name === "string" && typeof options === "object" && options !== null;
  const says = typeof needsInputGradient === "boolean" && typeof isLogistic === "boolean";
  return isDescribed && says && typeof bind === "function";
}, "give a loss such as plainLoss() or laiLoss({ lambda: 0.3 }).");

/**
 * Checks that targets are what the loss needs: from 0 to 1 for a logistic base.
 *
 * @param argument what the error calls them, such as "data.y"
 */
export function checkTargets(loss: GradientAwareLoss, targets: Float32Array, argument: string): void {
  if (!loss.isLogistic) return;
  const row = targets.findIndex((target) => target < 0 || target > 1);
  if (row >= 0)
    throw new ArgumentError(`${argument}[${row}]`, targets[row], "the logistic base needs targets from 0 to 1.");
}
