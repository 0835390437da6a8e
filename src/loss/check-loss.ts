import { ArgumentError, type Checked, checkOptions, count, list, number, optional, SEED, text } from "../base/check";
import { Random } from "../base/random";
import type { GradientAwareLoss, InputDescription, LossBatch, LossEvaluator } from "./loss";
import { LOSS } from "./loss";
import { isSlopeLoss } from "./slope-loss";

/** Options of `checkLoss`. */
export interface CheckLossOptions {
  /** rows of each batch that is drawn; defaults to 8 */
  rows?: number;
  /** inputs of a row; defaults to those that the loss names, at least 3 */
  features?: number;
  /** their names, for a loss that names features */
  featureNames?: readonly string[];
  /** of the draws; defaults to 0 */
  seed?: number;
}

/** What was looked at: entries beside a kink have no derivative to compare with and are passed over. */
export interface LossCheck {
  compared: number;
  passedOver: number;
}

const OPTIONS = {
  rows: optional(number({ min: 2, max: 1000, integer: true }), 8),
  features: optional(count(1_000_000)),
  featureNames: optional(list(text, { least: 1 })),
  seed: SEED,
};

/** Columns of v whose differences are taken, drawn by seed where there are more. */
const MOST_COLUMNS = 8;
/** Largest error, relative to the derivative or, where this is small, to a hundredth of the largest of its kind. */
const TOLERANCE = 1e-4;
const STEP = 1e-4;

/**
 * Checks the derivatives c and v of a loss by finite differences of its value, in float64, on random predictions, targets and
 * input gradients: with all rows of the whole loss, with half of them and, where the loss keeps a state, after that has moved.
 * A loss with a wrong derivative trains without a word, and to somewhere else.
 *
 *     const loss = slopeLoss({
 *       name: "mine",
 *       term: (point) => {
 *         point.loss = point.base + 0.1 * point.slopeSquared;
 *         point.byPrediction = point.baseDerivative;
 *         point.bySlopeSquared = 0.1;
 *       },
 *     });
 *     checkLoss(loss); // throws where one of the three is wrong
 *
 * `train` does it once for each loss that `slopeLoss` made; its option `checkLoss: false` leaves it out.
 *
 * @throws ArgumentError that names the derivative (c or v), row and feature, with its value and the one expected
 */
export function checkLoss(loss: GradientAwareLoss, options: CheckLossOptions = {}): LossCheck {
  const checked = checkOptions("checkLoss", options, OPTIONS);
  const { rows, seed } = checked;
  const random = new Random(seed, "check loss");
  const input = inputsOf(LOSS("loss", loss), checked);
  const evaluate = loss.bind(input);
  const check: LossCheck = { compared: 0, passedOver: 0 };
  const draws = evaluate.state ? [rows, rows >> 1, rows] : [rows, rows >> 1];
  for (const [draw, slopeLossRows] of draws.entries()) {
    const batch = drawBatch(loss, input, rows, slopeLossRows, random);
    if (draw === 2) moveState(evaluate, batch);
    checkBatch(loss, evaluate, batch, input, random, check);
  }
  return check;
}

const rightLosses = new WeakSet<GradientAwareLoss>();

/** For `train`: checks a loss that `slopeLoss` made, once. */
export function checkSlopeLossOnce(loss: GradientAwareLoss, { features, featureNames }: InputDescription): void {
  if (!isSlopeLoss(loss) || rightLosses.has(loss)) return;
  try {
    checkLoss(loss, { features, featureNames });
  } catch (error) {
    if (!(error instanceof ArgumentError) || !error.argument.startsWith(loss.name)) throw error;
    const remedy = `${error.remedy} If it is meant to be so, train with checkLoss: false.`;
    throw new ArgumentError(error.argument, error.value, remedy);
  }
  rightLosses.add(loss);
}

/** As many inputs as the loss needs, with the names that it knows. */
function inputsOf({ options }: GradientAwareLoss, given: Checked<typeof OPTIONS>): InputDescription {
  const lists = [options.features, options.rising, options.falling].filter(Array.isArray);
  const chosen = lists.flat() as (number | string)[];
  const names = chosen.filter((feature) => typeof feature === "string");
  const indices = chosen.filter((feature) => typeof feature === "number");
  const lambdas = Array.isArray(options.lambda) && chosen.length === 0 ? options.lambda.length : 0;
  const needed = lambdas || Math.max(3, names.length, ...indices.map((index) => index + 1));
  const { featureNames, features = featureNames?.length ?? needed } = given;
  if (featureNames !== undefined) {
    list(text, { length: features })("featureNames", featureNames);
    return { features, featureNames };
  }
  return names.length === 0 ? { features } : { features, featureNames: names };
}

function drawBatch(
  loss: GradientAwareLoss,
  { features }: InputDescription,
  rows: number,
  slopeLossRows: number,
  random: Random,
): LossBatch {
  const draw = (length: number, one: () => number): Float32Array =>
    // float64 arrays in the type of float32 ones: a loss does the arithmetic of the arrays that it is given
    Float64Array.from({ length }, one) as unknown as Float32Array;
  return {
    rows,
    features,
    slopeLossRows,
    predictions: draw(rows, () => 1.5 * random.normal()),
    targets: draw(rows, () => (loss.isLogistic ? Number(random.uniform() < 0.5) : random.normal())),
    inputGradients: draw(rows * features, () => random.normal() * Math.exp(0.7 * random.normal())),
    predictionDerivatives: draw(rows, () => 0),
    inputGradientDerivatives: draw(rows * features, () => 0),
  };
}

/** Some steps on, a state is where a training takes it. */
function moveState(evaluate: LossEvaluator, batch: LossBatch): void {
  for (let step = 0; step < 10; step++) {
    evaluate(batch);
    evaluate.state!.advance();
  }
}

function checkBatch(
  loss: GradientAwareLoss,
  evaluate: LossEvaluator,
  batch: LossBatch,
  { features, featureNames }: InputDescription,
  random: Random,
  check: LossCheck,
): void {
  const { rows, slopeLossRows, predictions, inputGradients } = batch;
  batch.predictionDerivatives.fill(Number.NaN); // what the loss leaves out must not look like 0
  batch.inputGradientDerivatives.fill(Number.NaN, 0, slopeLossRows * features);
  const value = evaluate(batch);
  if (!Number.isFinite(value)) {
    throw new ArgumentError(`${loss.name}: loss`, value, "give a finite number, the mean over the rows.");
  }
  const [c, v] = [batch.predictionDerivatives.slice(), batch.inputGradientDerivatives.slice()];
  const of = (): number => evaluate(batch);
  compare(
    Array.from({ length: rows }, (_, row) => ({ at: row, name: `c of row ${row}` })),
    { loss, exact: c, point: predictions, of, check },
  );
  if (!loss.needsInputGradient) return;
  const columns = [...random.permutation(features)].slice(0, MOST_COLUMNS);
  const entries = Array.from({ length: slopeLossRows }, (_, row) =>
    columns.map((column) => {
      const feature = featureNames?.[column] ?? column;
      return { at: row * features + column, name: `v of row ${row} and feature ${feature}` };
    }),
  );
  compare(entries.flat(), { loss, exact: v, point: inputGradients, of, check });
}

interface Comparison {
  loss: GradientAwareLoss;
  exact: Float32Array;
  point: Float32Array;
  of: () => number;
  check: LossCheck;
}

function compare(entries: readonly { at: number; name: string }[], comparison: Comparison): void {
  const { loss, exact, point, of, check } = comparison;
  const fine = entries.map(({ at }) => centralDifference(point, at, of, STEP));
  const largest = Math.max(...fine.map(Math.abs).filter(Number.isFinite));
  for (const [i, { at, name }] of entries.entries()) {
    const allowed = TOLERANCE * Math.max(Math.abs(fine[i]), 0.01 * largest, 1e-9);
    if (Math.abs(exact[at] - fine[i]) <= allowed) {
      check.compared++;
      continue;
    }
    // beside a kink another step gives another difference
    const others = [STEP / 2, STEP / 5].map((step) => centralDifference(point, at, of, step));
    if (!others.every((other) => Math.abs(other - fine[i]) <= allowed)) {
      check.passedOver++;
      continue;
    }
    const remedy = `finite differences of the loss give ${fine[i].toPrecision(6)}; correct the derivative or the loss (both with the 1 / rows of the mean).`;
    throw new ArgumentError(`${loss.name}: ${name}`, exact[at], remedy);
  }
}

/** Of 4th order. */
function centralDifference(point: Float32Array, at: number, of: () => number, step: number): number {
  const kept = point[at];
  const shifted = (steps: number): number => {
    point[at] = kept + steps * step;
    return of();
  };
  const result = (8 * (shifted(1) - shifted(-1)) - (shifted(2) - shifted(-2))) / (12 * step);
  point[at] = kept;
  return result;
}
