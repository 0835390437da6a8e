import type { LossName, Network } from "./types";

/** The three networks of the benchmark: inputs, hidden units, output; `rows` is the batch. */
export const NETWORKS: readonly Network[] = [
  { name: "S", layers: [8, 64, 32, 1], rows: 256 },
  { name: "M", layers: [8, 128, 128, 1], rows: 1024 },
  { name: "L", layers: [13, 256, 256, 128, 1], rows: 4096 },
];

/** The network that is trained whole: that of S, on 16,000 rows. */
export const TRAINING = { layers: [8, 64, 32, 1], rows: 16_000, batchSize: 128, epochs: 100 } as const;

/**
 * Floating-point operations of the matrix products of one step, a multiply and an add counting as two; activations, loss
 * and Adam are left out. With P_l = inputs x units of layer l of L, two operations each:
 * - plain: forward all P, adjoints P_2 .. P_L, weight gradients all P;
 * - Lai: besides these the input gradient P_1 .. P_(L-1), the tangent P_1 .. P_(L-1), and the tangent's part of the weight
 *   gradients, all P. (The output layer's weights are the input gradient's start, and its tangent is not needed.)
 */
export function matrixFlops(network: Pick<Network, "layers" | "rows">, loss: LossName): number {
  const products = network.layers.slice(1).map((units, l) => network.layers[l] * units);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const plain = 2 * sum(products) + sum(products.slice(1));
  const slope = 2 * sum(products.slice(0, -1)) + sum(products);
  return 2 * network.rows * (loss === "lai" ? plain + slope : plain);
}
