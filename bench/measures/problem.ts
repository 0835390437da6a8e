import { Random } from "../../src/base/random";
import type { Samples } from "../../src/base/samples";
import { denseModel } from "../../src/model/dense-model";

export const LAYERS = [9, 64, 32, 1] as const;

export function network(): ReturnType<typeof denseModel> {
  const [inputs, ...hidden] = LAYERS.slice(0, -1);
  return denseModel({ inputs, hidden, activation: "tanh", seed: 1 });
}

/** Standard normal inputs, and targets that depend on the first. */
export function normalSamples(rows: number): Samples {
  const [features] = LAYERS;
  const random = new Random(7, "bench");
  const x: Float32Array = Float32Array.from({ length: rows * features }, () => random.normal());
  const y: Float32Array = Float32Array.from(
    { length: rows },
    (_, i) => Math.tanh(x[i * features]) + 0.3 * random.normal(),
  );
  return { x, y, rows, features };
}
