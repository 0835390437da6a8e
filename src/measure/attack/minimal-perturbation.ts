import { checkNumber, checkOptions, choice, count, number, optional } from "../../base/check";
import { looksLike } from "../../base/format";
import type { Samples } from "../../base/samples";
import { quantiles } from "../../base/statistics";
import type { Model } from "../../model/model";
import { minimalLooks } from "../looks";
import { movedColumns, PERTURBED, type PerturbedOptions } from "../perturbed-columns";
import { checkSamples, forEachBatch, type Predictor, predictorOf } from "../predictor";
import { ATTACK_NORMS, type AttackNorm, Ball } from "./ball";

/** How far inputs must move before the prediction moves by a given amount. */
export interface MinimalPerturbation {
  norm: AttackNorm;
  /** the change of the prediction that counts, in the unit of y; null where it is a change of the decision */
  tolerance: number | null;
  rows: number;
  /** rows for which nothing was found within `maxRadius`: they count as infinitely robust in the percentiles */
  unreached: number;
  /** percentiles over the rows of the found distance, in the unit of x; null where infinite */
  p5: number | null;
  p50: number | null;
  p95: number | null;
}

export interface MinimalPerturbationOptions extends PerturbedOptions {
  /** change of the prediction that counts, in the unit of y, or "decision": the logit changes sign; defaults to 1 */
  tolerance?: number | "decision";
  /** defaults to "l2" */
  norm?: AttackNorm;
  /** distances looked at; defaults to 5 */
  maxRadius?: number;
  /** linearised steps for each direction; defaults to 10 */
  iterations?: number;
}

/** Halvings of the segment from the clean row to the point found. */
const BISECTIONS = 12;
/** Turns of the perturbation towards the gradient at its end. */
const REFINEMENTS = 8;

/**
 * Empirical robustness: the norm of the smallest perturbation found that changes the prediction by `tolerance`, an upper
 * bound on the true distance. Steps solve the linearised problem, upwards and downwards, as DeepFool does for classes
 * (Moosavi-Dezfooli et al. 2016; the form for regression is ours), bisection shortens the result, and the perturbation is
 * turned towards the gradient at its end as long as that shortens it. One-hot and 0/1 columns stay, as for `attack`. For a
 * linear model w it is exact: tolerance / |w| (L2) or tolerance / |w|_1 (Linf).
 *
 * @param samples x of shape [rows, features]; y is not used
 * @throws ArgumentError where the samples do not fit the model or an option cannot be used
 */
export function minimalPerturbation(
  model: Model | Predictor,
  samples: Samples,
  options: MinimalPerturbationOptions = {},
): MinimalPerturbation {
  const predictor = predictorOf(model);
  const { norm, tolerance, maxRadius, iterations, batchSize, ...about } = checkOptions("options", options, {
    ...PERTURBED,
    tolerance: optional(
      (argument, value) => (value === "decision" ? null : checkNumber(argument, value, { above: 0 })),
      1,
    ),
    norm: optional(choice(ATTACK_NORMS), "l2"),
    maxRadius: optional(number({ above: 0 }), 5),
    iterations: optional(count(), 10),
  });
  checkSamples(predictor, samples, false);
  const ball = new Ball(norm, movedColumns(samples, about), samples.features);
  const distances = new Float64Array(samples.rows).fill(Number.POSITIVE_INFINITY);
  forEachBatch(samples, batchSize, (start, rows, x) => {
    const clean = predictor.predict(x, rows).slice(0, rows);
    for (const sign of [1, -1]) {
      // the row is changed where sign * prediction reaches its goal
      const goals = Float64Array.from(clean, (value) => {
        if (tolerance !== null) return sign * value + tolerance;
        return value > 0 === sign < 0 ? 0 : Number.POSITIVE_INFINITY; // only one direction leads to the other class
      });
      const found = search(predictor, ball, x, rows, { sign, goals, maxRadius, iterations });
      for (let i = 0; i < rows; i++) distances[start + i] = Math.min(distances[start + i], found[i]);
    }
  });
  const [p5, p50, p95] = quantiles(distances, [0.05, 0.5, 0.95]).map((value) =>
    Number.isFinite(value) ? value : null,
  );
  const found: MinimalPerturbation = {
    norm,
    tolerance,
    rows: samples.rows,
    unreached: distances.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0),
    p5,
    p50,
    p95,
  };
  return looksLike(found, () => minimalLooks(found));
}

interface Search {
  sign: number;
  goals: Float64Array;
  maxRadius: number;
  iterations: number;
}

/** Distances found in one direction of change, infinite where none was, shape [rows]. */
function search(predictor: Predictor, ball: Ball, x: Float32Array, rows: number, settings: Search): Float64Array {
  const { features } = ball;
  const { found, reached } = approach(predictor, ball, x, rows, settings);
  const shares = bisect(predictor, x, found, rows, settings);
  const distances = Float64Array.from({ length: rows }, (_, i) =>
    reached[i] ? shares[i] * ball.distance(found, x, i * features) : Number.POSITIVE_INFINITY,
  );
  const scale = (points: Float32Array, factors: Float64Array): void => {
    for (let k = 0; k < points.length; k++) points[k] = x[k] + factors[Math.floor(k / features)] * (points[k] - x[k]);
  };
  scale(found, shares);
  for (let refinement = 0; refinement < REFINEMENTS; refinement++) {
    const { inputGradients } = predictor.inputGradients(found, rows);
    const turned = found.slice();
    for (let i = 0; i < rows; i++) turnTowardsGradient(ball, turned, x, inputGradients, i * features, settings.sign);
    const ends = predictor.predict(turned, rows).slice(0, rows);
    const turnedShares = bisect(predictor, x, turned, rows, settings);
    scale(turned, turnedShares);
    for (let i = 0; i < rows; i++) {
      const offset = i * features;
      const distance = ball.distance(turned, x, offset);
      if (!reached[i] || settings.sign * ends[i] < settings.goals[i] || distance >= distances[i]) continue;
      distances[i] = distance;
      found.set(turned.subarray(offset, offset + features), offset);
    }
  }
  return distances;
}

/** Steps that solve the linearised problem, until the goal is reached. */
function approach(
  predictor: Predictor,
  ball: Ball,
  x: Float32Array,
  rows: number,
  { sign, goals, maxRadius, iterations }: Search,
): { found: Float32Array; reached: Uint8Array } {
  const found = x.slice();
  const reached = new Uint8Array(rows);
  for (let step = 0; step < iterations; step++) {
    const { predictions, inputGradients } = predictor.inputGradients(found, rows);
    for (let i = 0; i < rows; i++) {
      const missing = goals[i] - sign * predictions[i];
      if (missing <= 0) reached[i] = 1;
      if (reached[i] || !Number.isFinite(missing)) continue;
      const offset = i * ball.features;
      // a little further than the linear solution, so that it is reached and not only approached
      const size = (1.01 * missing) / ball.dualNorm(inputGradients, offset);
      ball.step(found, inputGradients, offset, sign * Math.min(size, maxRadius / 4));
      ball.project(found, x, offset, maxRadius);
    }
  }
  const last = predictor.predict(found, rows);
  for (let i = 0; i < rows; i++) if (sign * last[i] >= goals[i]) reached[i] = 1;
  return { found, reached };
}

/** The least share of the way from x to the points found at which the goal is still reached, shape [rows]. */
function bisect(
  predictor: Predictor,
  x: Float32Array,
  found: Float32Array,
  rows: number,
  { sign, goals }: Search,
): Float64Array {
  const features = x.length / rows;
  const low = new Float64Array(rows);
  const high = new Float64Array(rows).fill(1);
  const between = new Float32Array(x.length);
  for (let halving = 0; halving < BISECTIONS; halving++) {
    for (let k = 0; k < between.length; k++) {
      const i = Math.floor(k / features);
      between[k] = x[k] + ((low[i] + high[i]) / 2) * (found[k] - x[k]);
    }
    const predictions = predictor.predict(between, rows);
    for (let i = 0; i < rows; i++) {
      const middle = (low[i] + high[i]) / 2;
      if (sign * predictions[i] >= goals[i]) high[i] = middle;
      else low[i] = middle;
    }
  }
  return high;
}

/**
 * Turns a perturbation half way towards the gradient at its end: at the nearest point of a level surface the two are
 * parallel. It is lengthened by a tenth, for the bisection to start beyond the surface.
 */
function turnTowardsGradient(
  ball: Ball,
  point: Float32Array,
  x: Float32Array,
  gradients: Float32Array,
  offset: number,
  sign: number,
): void {
  const length = ball.distance(point, x, offset);
  const start = x.slice(offset, offset + ball.features);
  const along = start.slice();
  ball.step(along, gradients.subarray(offset, offset + ball.features), 0, sign * length);
  for (const column of ball.columns) {
    const k = offset + column;
    point[k] = x[k] + 1.1 * ((point[k] - x[k] + (along[column] - start[column])) / 2);
  }
}
