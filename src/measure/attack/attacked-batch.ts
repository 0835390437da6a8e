import type { Random } from "../../base/random";
import { sigmoid, softplus } from "../binary";
import type { Predictor } from "../predictor";
import type { Ball } from "./ball";

export interface AttackSettings {
  ball: Ball;
  epsilons: number[];
  steps: number;
  objective: "squared" | "logistic";
}

/** The attacks on one batch of rows. Each gives the sum of the rows' worst errors for each size of the perturbation. */
export class AttackedBatch {
  private readonly cleanErrors: Float64Array;
  /** gradients of the objective's direction at the clean rows */
  private readonly cleanGradients: Float32Array;
  private readonly moved: Float32Array;

  constructor(
    private readonly predictor: Predictor,
    private readonly settings: AttackSettings,
    private readonly x: Float32Array,
    private readonly y: Float32Array,
    private readonly rows: number,
  ) {
    const { predictions, inputGradients } = predictor.inputGradients(x, rows);
    this.cleanErrors = this.errors(predictions);
    this.cleanGradients = this.ascent(predictions, inputGradients);
    this.moved = new Float32Array(x.length);
  }

  clean(): number {
    return total(this.cleanErrors);
  }

  fastGradient(): number[] {
    const { ball, epsilons } = this.settings;
    return epsilons.map((epsilon) => {
      this.moved.set(this.x);
      for (let i = 0; i < this.rows; i++) ball.step(this.moved, this.cleanGradients, i * ball.features, epsilon);
      return total(this.errors(this.predictor.predict(this.moved, this.rows)));
    });
  }

  /** @param restarts one generator for each start from a random point; the first start is the clean row */
  projectedGradient(restarts: readonly Random[]): number[] {
    const { ball, epsilons, steps } = this.settings;
    const starts = restarts.map((random) => ball.drawInside(random, this.rows));
    const worst = Float64Array.from(this.cleanErrors);
    return epsilons.map((epsilon) => {
      for (let restart = 0; restart <= starts.length; restart++) {
        if (restart === 0) this.moved.set(this.x);
        else ball.place(this.moved, this.x, starts[restart - 1], this.rows, epsilon);
        for (let step = 0; step < steps; step++) {
          let gradients = this.cleanGradients;
          if (step > 0 || restart > 0) {
            const result = this.predictor.inputGradients(this.moved, this.rows);
            keepWorst(worst, this.errors(result.predictions));
            gradients = this.ascent(result.predictions, result.inputGradients);
          }
          for (let i = 0; i < this.rows; i++) {
            const offset = i * ball.features;
            ball.step(this.moved, gradients, offset, (2.5 * epsilon) / steps);
            ball.project(this.moved, this.x, offset, epsilon);
          }
        }
        keepWorst(worst, this.errors(this.predictor.predict(this.moved, this.rows)));
      }
      return total(worst);
    });
  }

  /** @param trials one generator for each draw */
  randomSearch(trials: readonly Random[]): number[] {
    const { ball, epsilons } = this.settings;
    const surface = trials.map((random) => ball.drawSurface(random, this.rows));
    const worst = Float64Array.from(this.cleanErrors);
    return epsilons.map((epsilon) => {
      for (const draws of surface) {
        ball.place(this.moved, this.x, draws, this.rows, epsilon);
        keepWorst(worst, this.errors(this.predictor.predict(this.moved, this.rows)));
      }
      return total(worst);
    });
  }

  /** What is maximised, for each row: the squared error, or the log loss. */
  private errors(predictions: Float32Array): Float64Array {
    const { y } = this;
    const squared = this.settings.objective === "squared";
    return Float64Array.from({ length: this.rows }, (_, i) =>
      squared ? (predictions[i] - y[i]) ** 2 : softplus(predictions[i]) - y[i] * predictions[i],
    );
  }

  /** The gradients with the sign along which the objective grows; at its minimum either sign does. */
  private ascent(predictions: Float32Array, inputGradients: Float32Array): Float32Array {
    const { features } = this.settings.ball;
    const result = inputGradients.slice(0, this.rows * features);
    for (let i = 0; i < this.rows; i++) {
      if (this.growsUpwards(predictions[i], this.y[i])) continue;
      for (let j = 0; j < features; j++) result[i * features + j] *= -1;
    }
    return result;
  }

  /** Whether the objective grows with the prediction. A probability that rounds to 1 is no error of the class 1. */
  private growsUpwards(prediction: number, y: number): boolean {
    if (this.settings.objective === "squared") return prediction >= y;
    return y < 1 && sigmoid(prediction) >= y;
  }
}

/** A prediction that is NaN is worse than any: it stays. */
function keepWorst(worst: Float64Array, errors: Float64Array): void {
  for (let i = 0; i < worst.length; i++) if (errors[i] > worst[i] || Number.isNaN(errors[i])) worst[i] = errors[i];
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
