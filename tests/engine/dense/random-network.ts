import fc from "fast-check";
import { Random } from "../../../src/base/random";
import { ACTIVATION_NAMES } from "../../../src/model/activation";
import type { DenseStack } from "../../../src/model/dense-stack";

/** A stack with its weights and a batch, all drawn from a seed. */
export interface RandomNetwork {
  stack: DenseStack;
  weights: Float32Array[];
  x: Float32Array;
  y: Float32Array;
}

/** What a drawn network looks like. Activations are numbered as ACTIVATION_NAMES, one a hidden layer. */
export interface NetworkShape {
  inputs: number;
  hidden: readonly number[];
  activations: readonly number[];
  useBias: readonly boolean[];
  rows: number;
}

/** Weights of about Glorot's size, biases that are not zero, inputs and targets standard normal. */
export function randomNetwork(shape: NetworkShape, seed: number): RandomNetwork {
  const random = new Random(seed, "network");
  const normals = (length: number, scale: number): Float32Array =>
    Float32Array.from({ length }, () => random.normal() * scale);
  const units = [...shape.hidden, 1];
  const layers = units.map((count, l) => ({
    units: count,
    activation: {
      name: l < shape.hidden.length ? ACTIVATION_NAMES[shape.activations[l]] : ("linear" as const),
      alpha: 0.1 + random.uniform(),
    },
    useBias: shape.useBias[l] ?? true,
  }));
  let inputs = shape.inputs;
  const weights = layers.flatMap((layer) => {
    const kernel = normals(inputs * layer.units, Math.sqrt(2 / (inputs + layer.units)));
    inputs = layer.units;
    return layer.useBias ? [kernel, normals(layer.units, 0.3)] : [kernel];
  });
  const x = normals(shape.rows * shape.inputs, 1);
  const y = normals(shape.rows, 1);
  return { stack: { inputs: shape.inputs, layers }, weights, x, y };
}

/** A flat array as rows of numbers. */
export function rowsOf(flat: ArrayLike<number>, rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => flat[i * columns + j]));
}

const width = fc.oneof(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 1, max: 130 }),
);

/** Any network of 1 to 6 layers. Wide ones get fewer rows, which keeps the float64 side affordable. */
export const networkShape: fc.Arbitrary<NetworkShape & { slopeLossRows: number }> = fc
  .record({
    inputs: fc.oneof(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 130 })),
    hidden: fc.array(width, { maxLength: 5 }),
    activations: fc.array(fc.nat(ACTIVATION_NAMES.length - 1), { minLength: 5, maxLength: 5 }),
    useBias: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    rows: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 300 })),
    fraction: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ fraction, ...shape }) => {
    const sizes = [shape.inputs, ...shape.hidden, 1];
    const parameters = sizes.slice(1).reduce((sum, units, l) => sum + units * sizes[l], 0);
    const rows = Math.max(1, Math.min(shape.rows, Math.ceil(150_000 / parameters)));
    return { ...shape, rows, slopeLossRows: Math.round(fraction * rows) };
  });
