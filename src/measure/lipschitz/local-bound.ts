import { checkKeys, checkNumber } from "../../base/check";
import { Random } from "../../base/random";
import type { Samples } from "../../data/samples";
import { Ball } from "../attack/ball";
import { type Distribution, describe } from "../distribution";
import { checkSamples, DEFAULT_BATCH_SIZE, featureColumns, forEachBatch, type Predictor } from "../predictor";
import { sampleRows } from "../sample-rows";

/** Lower bounds on the local Lipschitz constants around data rows; `max` is one on the global constant. */
export interface LocalLipschitzBound extends Distribution {
  /** radius of the L2 balls, in the unit of x */
  radius: number;
  rows: number;
  steps: number;
  restarts: number;
  seed: number;
}

export interface LocalLipschitzOptions {
  /** radius of the L2 balls, in the unit of x; defaults to .5 */
  radius?: number;
  /** steps of the ascent; defaults to 10 */
  steps?: number;
  /** random starts; defaults to 2 */
  restarts?: number;
  /** features, by name or index, that may change; defaults to all */
  features?: readonly (string | number)[];
  /** rows drawn; defaults to 500 */
  maxRows?: number;
  /** seed of the rows and starts; defaults to 0 */
  seed?: number;
  /** rows at once; defaults to 4096 */
  batchSize?: number;
}

/** Pairs nearer than this share of the radius are not counted: float32 rounding would inflate their quotient. */
const LEAST_DISTANCE = 0.1;

/**
 * A lower bound on the local Lipschitz constant max |f(u) - f(v)| / |u - v| over u, v in the ball around each row, by
 * projected ascent over pairs (Yang et al. 2020). The slope |g| at every point visited is a lower bound too and is taken
 * where it is larger. Never above `globalLipschitzBound`, but for float32 rounding.
 *
 * @param samples x of shape [rows, features]; y is not used
 */
export function localLipschitzBound(
  predictor: Predictor,
  samples: Samples,
  options: LocalLipschitzOptions = {},
): LocalLipschitzBound {
  checkKeys("options", options, ["radius", "steps", "restarts", "features", "maxRows", "seed", "batchSize"]);
  checkSamples(predictor, samples, false);
  const radius = checkNumber("radius", options.radius ?? 0.5, { above: 0 });
  const steps = checkNumber("steps", options.steps ?? 10, { min: 1, integer: true });
  const restarts = checkNumber("restarts", options.restarts ?? 2, { min: 1, integer: true });
  const seed = checkNumber("seed", options.seed ?? 0, { integer: true });
  const chosen = sampleRows(samples, options.maxRows ?? 500, seed);
  const ball = new Ball("l2", featureColumns(samples, options.features), samples.features);
  const bounds = new Float64Array(chosen.rows);
  const randoms = Array.from({ length: 2 * restarts }, (_, r) => new Random(seed, `Lipschitz pair ${r}`));
  forEachBatch(chosen, options.batchSize ?? DEFAULT_BATCH_SIZE, (start, rows, x) => {
    for (let r = 0; r < restarts; r++) {
      const pair = new Pair(predictor, ball, x, rows, radius);
      pair.start(ball.drawInside(randoms[2 * r], rows), ball.drawInside(randoms[2 * r + 1], rows));
      for (let step = 0; step <= steps; step++) {
        const found = pair.visit(radius / 2 / (1 + step));
        for (let i = 0; i < rows; i++) bounds[start + i] = Math.max(bounds[start + i], found[i]);
      }
    }
  });
  return { ...describe(bounds), radius, rows: chosen.rows, steps, restarts, seed };
}

/** What the model says at one set of points. */
type Visit = ReturnType<Predictor["inputGradients"]>;

/** Two points in the ball around each row, which move apart in prediction and together in distance. */
class Pair {
  private readonly u: Float32Array;
  private readonly v: Float32Array;
  private readonly directionU: Float32Array;
  private readonly directionV: Float32Array;

  constructor(
    private readonly predictor: Predictor,
    private readonly ball: Ball,
    private readonly centre: Float32Array,
    private readonly rows: number,
    private readonly radius: number,
  ) {
    this.u = centre.slice();
    this.v = centre.slice();
    this.directionU = new Float32Array(centre.length);
    this.directionV = new Float32Array(centre.length);
  }

  start(first: Float32Array, second: Float32Array): void {
    this.ball.place(this.u, this.centre, first, this.rows, this.radius);
    this.ball.place(this.v, this.centre, second, this.rows, this.radius);
  }

  /** The bound at the present points, shape [rows]; then moves both by a step of the given size. */
  visit(size: number): Float64Array {
    const { ball, u, v, rows } = this;
    const atU = this.gradients(u);
    const atV = this.gradients(v);
    const bounds = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      const offset = i * ball.features;
      const distance = ball.distance(u, v, offset);
      const change = Math.abs(atU.predictions[i] - atV.predictions[i]);
      const quotient = distance >= LEAST_DISTANCE * this.radius ? change / distance : 0;
      bounds[i] = Math.max(
        quotient,
        ball.dualNorm(atU.inputGradients, offset),
        ball.dualNorm(atV.inputGradients, offset),
      );
    }
    this.move(atU, atV, size);
    return bounds;
  }

  private gradients(x: Float32Array): Visit {
    const { predictions, inputGradients } = this.predictor.inputGradients(x, this.rows);
    return { predictions: predictions.slice(0, this.rows), inputGradients: inputGradients.slice() };
  }

  /** Ascent on log(|f(u) - f(v)| / |u - v|), whose gradient in u is ± g(u) / |f(u) - f(v)| - (u - v) / |u - v|^2. */
  private move(atU: Visit, atV: Visit, size: number): void {
    const { ball, u, v, directionU, directionV } = this;
    for (let i = 0; i < this.rows; i++) {
      const offset = i * ball.features;
      const change = atU.predictions[i] - atV.predictions[i];
      const distance = ball.distance(u, v, offset);
      // where the predictions are equal, any way apart is a start: u climbs and v falls
      const climb = (change < 0 ? -1 : 1) / Math.max(Math.abs(change), 1e-12);
      const approach = distance > 0 ? 1 / distance ** 2 : 0;
      for (const column of ball.columns) {
        const k = offset + column;
        const apart = approach * (u[k] - v[k]);
        directionU[k] = climb * atU.inputGradients[k] - apart;
        directionV[k] = apart - climb * atV.inputGradients[k];
      }
      for (const [x, direction] of [
        [u, directionU],
        [v, directionV],
      ]) {
        ball.step(x, direction, offset, size);
        ball.project(x, this.centre, offset, this.radius);
      }
    }
  }
}
