import type { Random } from "../../base/random";

/** The norm that bounds a perturbation. */
export const ATTACK_NORMS = ["l2", "linf"] as const;
export type AttackNorm = (typeof ATTACK_NORMS)[number];

/** Perturbations of norm at most epsilon on chosen columns, for rows of `features` numbers. */
export class Ball {
  constructor(
    readonly norm: AttackNorm,
    readonly columns: Uint32Array,
    readonly features: number,
  ) {}

  /** The size of the difference of one row from its centre. */
  distance(x: Float32Array, centre: Float32Array, offset: number): number {
    let result = 0;
    for (const column of this.columns) {
      const difference = Math.abs(x[offset + column] - centre[offset + column]);
      result = this.norm === "l2" ? result + difference * difference : Math.max(result, difference);
    }
    return this.norm === "l2" ? Math.sqrt(result) : result;
  }

  /** The dual norm of a gradient: the rate at which a perturbation of this norm can change a linear function. */
  dualNorm(gradient: Float32Array, offset: number): number {
    let result = 0;
    for (const column of this.columns) {
      const g = gradient[offset + column];
      result += this.norm === "l2" ? g * g : Math.abs(g);
    }
    return this.norm === "l2" ? Math.sqrt(result) : result;
  }

  /**
   * Moves one row by the perturbation of the given size along which a linear function with this gradient grows fastest:
   * size g / |g| for L2, size sign(g) for Linf. A gradient that is 0 or not finite moves nothing.
   */
  step(x: Float32Array, gradient: Float32Array, offset: number, size: number): void {
    const dual = this.dualNorm(gradient, offset);
    if (!(dual > 0) || !Number.isFinite(dual)) return;
    for (const column of this.columns) {
      const g = gradient[offset + column];
      x[offset + column] += size * (this.norm === "l2" ? g / dual : Math.sign(g));
    }
  }

  /** Brings one row back to the nearest point of the ball around its centre. */
  project(x: Float32Array, centre: Float32Array, offset: number, epsilon: number): void {
    if (this.norm === "l2") {
      const distance = this.distance(x, centre, offset);
      if (distance <= epsilon) return;
      const factor = epsilon / distance;
      for (const column of this.columns) {
        const k = offset + column;
        x[k] = centre[k] + (x[k] - centre[k]) * factor;
      }
      return;
    }
    for (const column of this.columns) {
      const k = offset + column;
      x[k] = Math.min(centre[k] + epsilon, Math.max(centre[k] - epsilon, x[k]));
    }
  }

  /** Draws perturbations uniformly from the unit ball, shape [rows, columns]. */
  drawInside(random: Random, rows: number): Float32Array {
    const d = this.columns.length;
    return this.draw(rows, (row) => {
      if (this.norm === "linf") for (let c = 0; c < d; c++) row[c] = 2 * random.uniform() - 1;
      else this.unitVector(random, row, random.uniform() ** (1 / d));
    });
  }

  /** Draws perturbations from the unit ball's surface: its corners for Linf, the sphere for L2. Shape [rows, columns]. */
  drawSurface(random: Random, rows: number): Float32Array {
    return this.draw(rows, (row) => {
      if (this.norm === "linf") for (let c = 0; c < row.length; c++) row[c] = random.integer(2) === 0 ? -1 : 1;
      else this.unitVector(random, row, 1);
    });
  }

  /** Sets rows to their centres plus epsilon times the drawn perturbations. */
  place(x: Float32Array, centre: Float32Array, draws: Float32Array, rows: number, epsilon: number): void {
    x.set(centre.subarray(0, rows * this.features));
    for (let i = 0, k = 0; i < rows; i++) {
      for (const column of this.columns) x[i * this.features + column] += epsilon * draws[k++];
    }
  }

  private draw(rows: number, fill: (row: Float32Array) => void): Float32Array {
    const d = this.columns.length;
    const draws = new Float32Array(rows * d);
    for (let i = 0; i < rows; i++) fill(draws.subarray(i * d, (i + 1) * d));
    return draws;
  }

  private unitVector(random: Random, row: Float32Array, length: number): void {
    let squares = 0;
    for (let c = 0; c < row.length; c++) {
      row[c] = random.normal();
      squares += row[c] * row[c];
    }
    const factor = squares > 0 ? length / Math.sqrt(squares) : 0;
    for (let c = 0; c < row.length; c++) row[c] *= factor;
  }
}
