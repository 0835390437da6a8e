import { Random } from "../../src/base/random";
import type { Samples } from "../../src/base/samples";

/** Standardised inputs and a noisy target of about unit variance, 0.6 x0 + 0.3 tanh(x1) + noise. */
export function noisySamples(rows: number, seed: number, noise = 0.7, features = 3): Samples {
  const random = new Random(seed, "test samples");
  const x = Float32Array.from({ length: rows * features }, () => random.normal());
  const y = Float32Array.from({ length: rows }, (_, i) => {
    const clean = 0.6 * x[i * features] + 0.3 * Math.tanh(x[i * features + 1]);
    return clean + noise * random.normal();
  });
  return { x, y, rows, features };
}
