import { checkOptions, count, number, optional, SEED } from "../../base/check";
import { looksLike } from "../../base/format";
import { Random } from "../../base/random";
import { sampleRows } from "../../base/sample-rows";
import type { Samples } from "../../base/samples";
import { type Distribution, describe } from "../../base/statistics";
import { FEATURES, featureIndices } from "../../loss/features";
import type { Model } from "../../model/model";
import { Ball } from "../attack/ball";
import { distributionLooks } from "../looks";
import { BATCH_SIZE, checkSamples, forEachBatch, type MeasureOptions, type Predictor, predictorOf } from "../predictor";

/** Lower bounds on the local Lipschitz constants around data rows; `max` is one on the global constant. */
export interface LocalLipschitzBound extends Distribution {
  /** radius of the L2 balls, in the unit of x */
  radius: number;
  rows: number;
  /** rows around which a prediction or slope is NaN or infinite; left out of mean, percentiles and maximum */
  notFinite: number;
  steps: number;
  restarts: number;
  seed: number;
}

export interface LocalLipschitzOptions extends MeasureOptions {
  /** radius of the L2 balls, in the unit of x; defaults to .5 */
  radius?: number;
  /** steps of the ascent; defaults to 20 */
  steps?: number;
  /** starts: the first at the row, the others at random points of the ball; defaults to 4 */
  restarts?: number;
  /** features, by name or index, that may change; defaults to all */
  features?: readonly (string | number)[];
  /** rows drawn; defaults to 500 */
  maxRows?: number;
  /** seed of the rows and starts; defaults to 0 */
  seed?: number;
}

/** Half the distance of a pair, as a share of the radius: nearer, float32 rounding would inflate its quotient. */
const HALF_DISTANCE = 0.1;
/** What rounding may add to a difference of two predictions, as a share of their sizes: 8 units in the last place. */
const ROUNDING = 2 ** -20;

/**
 * A lower bound on the local Lipschitz constant max |f(u) - f(v)| / |u - v| over u, v in the ball around each row, by
 * projected ascent over pairs (as Yang et al. 2020 bound it; the moves are ours: the middle of the pair climbs along
 * g(u) - g(v), the gradient of its quotient, and the pair turns to g(u) + g(v)). The slope |g| at every point visited is a
 * lower bound too and is taken where it is larger. What float32 rounding may add to a quotient is taken off.
 *
 * @param samples x of shape [rows, features]; y is not used
 * @throws ArgumentError where the samples do not fit the model or an option cannot be used
 */
export function localLipschitzBound(
  model: Model | Predictor,
  samples: Samples,
  options: LocalLipschitzOptions = {},
): LocalLipschitzBound {
  const predictor = predictorOf(model);
  const { radius, steps, restarts, features, maxRows, seed, batchSize } = checkOptions("options", options, {
    radius: optional(number({ above: 0 }), 0.5),
    steps: optional(count(), 20),
    restarts: optional(count(10_000), 4),
    features: FEATURES,
    maxRows: optional(count(), 500),
    seed: SEED,
    batchSize: BATCH_SIZE,
  });
  checkSamples(predictor, samples, false);
  const chosen = sampleRows(samples, maxRows, seed);
  const ball = new Ball("l2", featureIndices(features, samples), samples.features);
  const bounds = new Float64Array(chosen.rows);
  // one generator a restart for each of the two: their draws go on from batch to batch, whatever the batch size
  const starts = Array.from({ length: restarts }, (_, r) => ({
    middles: new Random(seed, `Lipschitz middle ${r}`),
    directions: new Random(seed, `Lipschitz direction ${r}`),
  }));
  forEachBatch(chosen, batchSize, (start, rows, x) => {
    for (const [r, { middles, directions }] of starts.entries()) {
      const pair = new Pair(predictor, ball, x, rows, radius);
      // the first start is the row itself
      pair.start(ball.drawInside(middles, rows), ball.drawSurface(directions, rows), r === 0 ? 0 : radius);
      for (let step = 0; step <= steps; step++) {
        const found = pair.visit(radius / (2 + step));
        for (let i = 0; i < rows; i++) bounds[start + i] = Math.max(bounds[start + i], found[i]);
      }
    }
  });
  const notFinite = bounds.reduce((count, bound) => count + (Number.isFinite(bound) ? 0 : 1), 0);
  const found: LocalLipschitzBound = {
    ...describe(bounds),
    radius,
    rows: chosen.rows,
    notFinite,
    steps,
    restarts,
    seed,
  };
  const caption = `lower bounds within ${radius} of ${found.rows} rows, seed ${seed}`;
  return looksLike(found, () => distributionLooks("local Lipschitz constant", found, caption));
}

/** A pair of points in the ball around each row, given by its middle and its direction. */
class Pair {
  private readonly middle: Float32Array;
  private readonly direction: Float32Array;

  constructor(
    private readonly predictor: Predictor,
    private readonly ball: Ball,
    private readonly centre: Float32Array,
    private readonly rows: number,
    private readonly radius: number,
  ) {
    this.middle = centre.slice();
    this.direction = new Float32Array(centre.length);
  }

  start(inside: Float32Array, directions: Float32Array, reach: number): void {
    this.ball.place(this.middle, this.centre, inside, this.rows, reach);
    this.ball.place(this.direction, this.direction, directions, this.rows, 1);
  }

  /** The bound at the present pair, shape [rows]; then moves its middle by a step of the given size, and turns it. */
  visit(size: number): Float64Array {
    const { predictor, ball, rows, middle, direction } = this;
    const u = this.end(HALF_DISTANCE * this.radius);
    const v = this.end(-HALF_DISTANCE * this.radius);
    const { predictions, inputGradients } = predictor.inputGradients(u, rows);
    // copies: the next call may write over them
    const atU = { predictions: predictions.slice(0, rows), inputGradients: inputGradients.slice(0, u.length) };
    const atV = predictor.inputGradients(v, rows);
    const bounds = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      const offset = i * ball.features;
      const [a, b] = [atU.predictions[i], atV.predictions[i]];
      const change = Math.abs(a - b) - ROUNDING * (Math.abs(a) + Math.abs(b));
      const distance = ball.distance(u, v, offset);
      const quotient = distance > HALF_DISTANCE * this.radius ? change / distance : 0;
      bounds[i] = Math.max(
        quotient,
        ball.dualNorm(atU.inputGradients, offset),
        ball.dualNorm(atV.inputGradients, offset),
      );
    }
    const turn = atU.inputGradients.map((g, k) => g + atV.inputGradients[k]);
    const climb = atU.inputGradients.map((g, k) => g - atV.inputGradients[k]);
    for (let i = 0; i < rows; i++) {
      const offset = i * ball.features;
      ball.step(middle, climb, offset, size);
      ball.project(middle, this.centre, offset, this.radius);
      if (!(ball.dualNorm(turn, offset) > 0)) continue;
      for (const column of ball.columns) direction[offset + column] = 0;
      ball.step(direction, turn, offset, 1);
    }
    return bounds;
  }

  /** The points at a signed distance from the middle along the direction, brought back into the ball. */
  private end(distance: number): Float32Array {
    const { ball } = this;
    const points = this.middle.map((value, k) => value + distance * this.direction[k]);
    for (let i = 0; i < this.rows; i++) ball.project(points, this.centre, i * ball.features, this.radius);
    return points;
  }
}
