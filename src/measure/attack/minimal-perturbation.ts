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
      const goals = Float64Array.from(clean, (value) => {
        if (tolerance !== null) return sign * value + tolerance;
        return value > 0 === sign < 0 ? 0 : Number.POSITIVE_INFINITY; // only one direction leads to the other class
      });
      const found = new Search(predictor, ball, x, rows, sign, goals).distances(maxRadius, iterations);
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

/** The search for the nearest change of the prediction in one direction, for one batch of rows. */
class Search {
  /** @param goals a row is changed where sign * prediction reaches its goal */
  constructor(
    private readonly predictor: Predictor,
    private readonly ball: Ball,
    private readonly x: Float32Array,
    private readonly rows: number,
    private readonly sign: number,
    private readonly goals: Float64Array,
  ) {}

  /** Distances found, infinite where none was, shape [rows]. */
  distances(maxRadius: number, iterations: number): Float64Array {
    const { predictor, ball, x, rows, sign, goals } = this;
    const { features } = ball;
    const { found, reached } = this.approach(maxRadius, iterations);
    const shares = this.bisect(found);
    const distances = Float64Array.from({ length: rows }, (_, i) =>
      reached[i] ? shares[i] * ball.distance(found, x, i * features) : Number.POSITIVE_INFINITY,
    );
    this.shorten(found, shares);
    for (let refinement = 0; refinement < REFINEMENTS; refinement++) {
      const { inputGradients } = predictor.inputGradients(found, rows);
      const turned = found.slice();
      for (let i = 0; i < rows; i++) this.turnTowardsGradient(turned, inputGradients, i * features);
      const ends = predictor.predict(turned, rows).slice(0, rows);
      this.shorten(turned, this.bisect(turned));
      for (let i = 0; i < rows; i++) {
        const offset = i * features;
        const distance = ball.distance(turned, x, offset);
        if (!reached[i] || sign * ends[i] < goals[i] || distance >= distances[i]) continue;
        distances[i] = distance;
        found.set(turned.subarray(offset, offset + features), offset);
      }
    }
    return distances;
  }

  /** Steps that solve the linearised problem, until the goal is reached. */
  private approach(maxRadius: number, iterations: number): { found: Float32Array; reached: Uint8Array } {
    const { predictor, ball, x, rows, sign, goals } = this;
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
  private bisect(found: Float32Array): Float64Array {
    const low = new Float64Array(this.rows);
    const high = new Float64Array(this.rows).fill(1);
    for (let halving = 0; halving < BISECTIONS; halving++) {
      const middle = low.map((share, i) => (share + high[i]) / 2);
      const between = found.slice();
      this.shorten(between, middle);
      const predictions = this.predictor.predict(between, this.rows);
      for (let i = 0; i < this.rows; i++) {
        if (this.sign * predictions[i] >= this.goals[i]) high[i] = middle[i];
        else low[i] = middle[i];
      }
    }
    return high;
  }

  /** Brings points to a share of their way from x. */
  private shorten(points: Float32Array, shares: Float64Array): void {
    const { x } = this;
    const { features } = this.ball;
    for (let k = 0; k < points.length; k++) points[k] = x[k] + shares[Math.floor(k / features)] * (points[k] - x[k]);
  }

  /**
   * Turns a perturbation half way towards the gradient at its end: at the nearest point of a level surface the two are
   * parallel. It is lengthened by a tenth, for the bisection to start beyond the surface.
   */
  private turnTowardsGradient(point: Float32Array, gradients: Float32Array, offset: number): void {
    const { ball, x, sign } = this;
    const length = ball.distance(point, x, offset);
    const start = x.slice(offset, offset + ball.features);
    const along = start.slice();
    ball.step(along, gradients.subarray(offset, offset + ball.features), 0, sign * length);
    for (const column of ball.columns) {
      const k = offset + column;
      point[k] = x[k] + 1.1 * ((point[k] - x[k] + (along[column] - start[column])) / 2);
    }
  }
}
