import { ArgumentError, anyObject, checkNumbers, checkOptions, choice, numbers, optional } from "../base/check";
import { standardisationWarning } from "../base/standardised";
import type { GradientAwareLoss, LossState } from "../loss/loss";
import { checkTargets, LOSS } from "../loss/loss";
import { checkModel, modelInputs } from "../model/accept";
import type { Model } from "../model/model";
import { createEngine } from "./create-engine";
import { ENGINE_NAMES, type EngineName } from "./engine";
import { type InputRows, readInputs, readTargets, type TargetRows } from "./inputs";

export interface LossAndGradientsOptions {
  /** defaults to "dense" where the model is a stack of Dense layers, else "tape" */
  engine?: EngineName;
  /** 1 for the rows that take the whole loss, 0 for those that take its base alone; defaults to 1 for every row */
  slopeLossRows?: ArrayLike<number>;
  /** what a loss with a state keeps: give the `lossState` of the step before; defaults to its first state. Other losses take none */
  lossState?: LossState;
}

/** What `lossAndGradients` gives, every row in the order of x. */
export interface LossAndGradients {
  /** mean over the rows */
  loss: number;
  /** shape [rows] */
  predictions: Float32Array;
  /** d prediction / d x of every row, shape [rows, features] */
  inputGradients: Float32Array;
  /** one array a trainable weight, in the order of model.trainableWeights; of a dense network kernel and bias of each layer */
  weightGradients: Float32Array[];
  /** of a loss with a state: the state after this batch, for the next call; absent for other losses */
  lossState?: LossState;
}

/**
 * The mean loss of a model over some rows, and its gradient with respect to every trainable weight: it flows through the
 * prediction and, where the loss looks at it, through the gradient of the prediction with respect to the input. Nothing is
 * trained or altered: a loss that keeps a state, such as constrainedSlopeLoss, is given its own and gives back the next.
 * Warns where x or y do not look standardised.
 *
 * @param model a tf.LayersModel of input shape [rows, features] and output shape [rows, 1], or a dense network as plain data
 * @param x shape [rows, features], finite
 * @param y one target a row, finite; from 0 to 1 for the logistic base
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function lossAndGradients(
  model: Model,
  x: InputRows,
  y: TargetRows,
  loss: GradientAwareLoss,
  options: LossAndGradientsOptions = {},
): LossAndGradients {
  checkOptions("options", options, {
    engine: optional(choice(ENGINE_NAMES)),
    slopeLossRows: optional(numbers({ min: 0, max: 1, integer: true })),
    lossState: optional(anyObject),
  });
  checkModel(model);
  LOSS("loss", loss);
  const features = modelInputs(model);
  const inputs = readInputs(x, features);
  const { rows } = inputs;
  const targets = readTargets(y, rows);
  checkTargets(loss, targets, "y");
  const evaluator = loss.bind({ features });
  if (options.lossState !== undefined) {
    if (!evaluator.state)
      throw new ArgumentError("lossState", options.lossState, `${loss.name} keeps no state; leave it out.`);
    evaluator.state.set(options.lossState);
  }
  const { order, slopeLossRows } = slopeLossRowsFirst(options.slopeLossRows, rows);
  const warning = standardisationWarning({ x: inputs.x, y: targets, rows, features }, loss.isLogistic);
  if (warning) console.warn(warning);

  const engine = createEngine(model, { engine: options.engine });
  try {
    const batch = {
      rows,
      slopeLossRows,
      x: rowsInOrder(inputs.x, features, order),
      y: rowsInOrder(targets, 1, order),
    };
    const result = engine.gradients(batch, evaluator, loss.needsInputGradient);
    const { inputGradients } = engine.inputGradients(inputs.x, rows);
    const predictions = new Float32Array(rows);
    order.forEach((row, i) => {
      predictions[row] = result.predictions[i];
    });
    evaluator.state?.advance();
    const { weightGradients } = result;
    const found: LossAndGradients = { loss: result.loss, predictions, inputGradients, weightGradients };
    if (evaluator.state) found.lossState = evaluator.state.get();
    return found;
  } finally {
    engine.dispose();
  }
}

/** The rows in the order that engines want: those of the whole loss first. */
function slopeLossRowsFirst(
  mask: ArrayLike<number> | undefined,
  rows: number,
): { order: Uint32Array; slopeLossRows: number } {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  if (mask === undefined) return { order, slopeLossRows: rows };
  checkNumbers("slopeLossRows", mask, { length: rows, remedy: `give one 0 or 1 for each of the ${rows} rows.` });
  const chosen = order.filter((row) => mask[row] === 1);
  const others = order.filter((row) => mask[row] === 0);
  order.set(chosen);
  order.set(others, chosen.length);
  return { order, slopeLossRows: chosen.length };
}

/** Rows order[0], order[1], ... of a row by row matrix. */
function rowsInOrder(values: Float32Array, columns: number, order: Uint32Array): Float32Array {
  const result = new Float32Array(values.length);
  order.forEach((row, i) => {
    result.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return result;
}
