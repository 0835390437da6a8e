import { anyObject, callback, checkOptions, object, optional, text } from "../base/check";
import { BASE_OPTIONS, type BaseLoss, type BaseLossName, baseLoss } from "./base-loss";
import { type ChosenFeatures, FEATURES, featureIndices } from "./features";
import type { GradientAwareLoss, LossBatch, LossEvaluator, LossState } from "./loss";
import { type LossStateDefinition, LossStateKeeper, STATE } from "./loss-state";

/** One sample as a slope loss sees it. The first fields are given, those from `loss` on are for the loss to write. */
export interface SlopePoint {
  /** prediction - target */
  error: number;
  /** base loss b and its derivative with respect to the prediction */
  base: number;
  baseDerivative: number;
  /** s = k^2, the squared L2 norm of the input gradient over the chosen features */
  slopeSquared: number;
  loss: number;
  /** d loss / d prediction */
  byPrediction: number;
  /** d loss / d s: by the square, so that a slope of 0 divides nothing */
  bySlopeSquared: number;
  /** what a loss with a state watches: its mean over the batch moves the state; 0 where it is not written */
  observed: number;
}

/** What every loss of error and slope is made of. */
export interface SlopeLossDefinition<S extends LossState = LossState> {
  name: string;
  /** the base of rows outside the Lai rows too; left out by losses of the squared error alone */
  base?: BaseLossName;
  delta?: number;
  features?: ChosenFeatures;
  /** the loss's further options, for tables and for rebuilding it */
  options?: Record<string, unknown>;
  /** only for a loss that keeps a state between steps; each training has a state of its own */
  state?: LossStateDefinition<S>;
  /** writes loss, byPrediction and bySlopeSquared of one sample, and `observed` where there is a state, which it only reads */
  term: (point: SlopePoint, state: S) => void;
}

/**
 * A loss of the error and of the slope k = |g|, the L2 norm of the input gradient over the chosen features, from its value
 * and two derivatives at one sample. `checkLoss` says whether the derivatives are right.
 *
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function slopeLoss<S extends LossState = LossState>(definition: SlopeLossDefinition<S>): GradientAwareLoss {
  const { name, base, delta, features, options, term } = checkOptions("slopeLoss", definition, {
    ...BASE_OPTIONS,
    name: text,
    features: FEATURES,
    options: optional(anyObject),
    state: optional(object({ initial: STATE, next: callback<LossStateDefinition<S>["next"]>() })),
    term: callback<SlopeLossDefinition<S>["term"]>(),
  });
  const { state } = definition;
  const ofError = baseLoss(base, delta);
  const loss: GradientAwareLoss = {
    name,
    options: lossOptions({ base: definition.base, delta, features, ...options }),
    needsInputGradient: true,
    isLogistic: base === "logistic",
    bind(input): LossEvaluator {
      const keeper = state && new LossStateKeeper(name, state);
      const chosen = Uint32Array.from(featureIndices(features, input));
      const bound = { chosen, ofError, term, keeper, point: newSlopePoint() };
      const evaluate = (batch: LossBatch): number =>
        (slopeRows(batch, bound) + baseRows(batch, batch.slopeLossRows, ofError)) / batch.rows;
      return keeper ? Object.assign(evaluate, { state: keeper }) : evaluate;
    },
  };
  made.add(loss);
  return loss;
}

const made = new WeakSet<GradientAwareLoss>();

export function isSlopeLoss(loss: GradientAwareLoss): boolean {
  return made.has(loss);
}

/** The options as plain JSON, without what is undefined and without the delta that only Huber has. */
export function lossOptions(options: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(options).filter(
    ([key, v]) => v !== undefined && (key !== "delta" || options.base === "huber"),
  );
  return Object.fromEntries(kept);
}

/** Fills c of the rows from `start` on, which take the base loss alone; returns the sum of their losses. */
export function baseRows(batch: LossBatch, start: number, ofError: BaseLoss): number {
  const { rows, predictions, targets, predictionDerivatives } = batch;
  const point = { value: 0, derivative: 0 };
  let total = 0;
  for (let i = start; i < rows; i++) {
    ofError(predictions[i], targets[i], point);
    total += point.value;
    predictionDerivatives[i] = point.derivative / rows;
  }
  return total;
}

interface BoundSlopeLoss<S extends LossState> {
  chosen: Uint32Array;
  ofError: BaseLoss;
  term: (point: SlopePoint, state: S) => void;
  point: SlopePoint;
  keeper: LossStateKeeper<S> | undefined;
}

/** Fills c and v of the rows of the whole loss; returns the sum of their losses. */
function slopeRows<S extends LossState>(batch: LossBatch, bound: BoundSlopeLoss<S>): number {
  const { rows, features, slopeLossRows, predictions, targets, inputGradients, inputGradientDerivatives } = batch;
  const { chosen, ofError, term, point, keeper } = bound;
  const state = keeper ? keeper.get() : ({} as S);
  const base = { value: 0, derivative: 0 };
  const takesAll = chosen.length === features; // the common case, without an index for each
  if (!takesAll) inputGradientDerivatives.fill(0, 0, slopeLossRows * features);
  let total = 0;
  let observed = 0;
  for (let i = 0; i < slopeLossRows; i++) {
    const row = i * features;
    let slopeSquared = 0;
    if (takesAll) {
      for (let at = row; at < row + features; at++) slopeSquared += inputGradients[at] * inputGradients[at];
    } else {
      for (let j = 0; j < chosen.length; j++) slopeSquared += inputGradients[row + chosen[j]] ** 2;
    }
    ofError(predictions[i], targets[i], base);
    point.error = predictions[i] - targets[i];
    point.base = base.value;
    point.baseDerivative = base.derivative;
    point.slopeSquared = slopeSquared;
    point.observed = 0;
    term(point, state);
    total += point.loss;
    observed += point.observed;
    batch.predictionDerivatives[i] = point.byPrediction / rows;
    const scale = (2 * point.bySlopeSquared) / rows; // ds/dg = 2 g
    if (takesAll) {
      for (let at = row; at < row + features; at++) inputGradientDerivatives[at] = scale * inputGradients[at];
    } else {
      for (let j = 0; j < chosen.length; j++) {
        inputGradientDerivatives[row + chosen[j]] = scale * inputGradients[row + chosen[j]];
      }
    }
  }
  keeper?.observe(slopeLossRows > 0 ? observed / slopeLossRows : null);
  return total;
}

function newSlopePoint(): SlopePoint {
  const written = { loss: 0, byPrediction: 0, bySlopeSquared: 0, observed: 0 };
  return { error: 0, base: 0, baseDerivative: 0, slopeSquared: 0, ...written };
}
