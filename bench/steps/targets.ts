import { pairedRatio } from "./statistics";
import type { LossName, Measured, NetworkName, StepsResult } from "./types";

/** What the dense engine is asked to reach: one time over another, at most or at least so much. */
export interface Target {
  what: string;
  network: NetworkName;
  over: [contender: string, loss: LossName];
  under: [contender: string, loss: LossName];
  bound: "at most" | "at least";
  limit: number;
  /** in its place where the native kernel has AVX-512 */
  wideLimit?: number;
}

const jax = (network: NetworkName, limit: number): Target => ({
  what: "Lai step over JAX jit's",
  network,
  over: ["dense-relaxed", "lai"],
  under: ["jax-jit", "lai"],
  bound: "at most",
  limit,
});
const laiOverPlain = (network: NetworkName): Target => ({
  what: "Lai step over plain step",
  network,
  over: ["dense-relaxed", "lai"],
  under: ["dense-relaxed", "plain"],
  bound: "at most",
  limit: 2.1,
});
const twoThreads = (network: NetworkName): Target => ({
  what: "Lai step, 1 thread over 2 threads",
  network,
  over: ["dense-relaxed", "lai"],
  under: ["dense-relaxed-2", "lai"],
  bound: "at least",
  limit: 1.8,
});

/** The native kernel beside one of the others, each on so many threads. */
const native = (
  network: NetworkName,
  [limit, wideLimit]: readonly [number, number],
  what: string,
  under: string,
  threads: "" | "-2",
): Target => ({
  what: `native Lai step over ${what}'s${threads && ", 2 threads each"}`,
  network,
  over: [`dense-native${threads}`, "lai"],
  under: [`${under}${threads}`, "lai"],
  bound: "at most",
  limit,
  wideLimit,
});
const NETWORKS = ["S", "M", "L"] as const;
const ONE_AND_TWO = ["", "-2"] as const;
const OVER_JAX = { S: [0.7, 0.55], M: [1, 0.9], L: [0.8, 0.7] } as const;
const overJax = (threads: "" | "-2"): Target[] =>
  NETWORKS.map((network) => native(network, OVER_JAX[network], "JAX jit", "jax-jit", threads));
const ahead = (what: string, under: string): Target[] =>
  ONE_AND_TWO.flatMap((threads) => NETWORKS.map((network) => native(network, [1, 1], what, under, threads)));

/** Of the native kernel where it is named, else of relaxed SIMD; on one thread where not said otherwise. */
export const TARGETS: readonly Target[] = [
  ...ONE_AND_TWO.flatMap(overJax),
  ...ahead("torch.compile", "pytorch-compile"),
  ...ahead("PyTorch eager", "pytorch-eager"),
  ...ahead("TensorFlow", "tensorflow-function"),
  jax("S", 1),
  jax("M", 1.8),
  jax("L", 1.7),
  {
    what: "Lai step over PyTorch eager's",
    network: "S",
    over: ["dense-relaxed", "lai"],
    under: ["pytorch-eager", "lai"],
    bound: "at most",
    limit: 0.3,
  },
  laiOverPlain("S"),
  laiOverPlain("M"),
  laiOverPlain("L"),
  twoThreads("M"),
  twoThreads("L"),
];

export function findMeasured(
  measured: readonly Measured[],
  [contender, loss]: readonly [string, LossName],
): Measured | undefined {
  return measured.find((one) => one.contender === contender && one.loss === loss);
}

/** What a result is held to. */
export function limitOf({ limit, wideLimit }: Target, { contenders }: StepsResult): number {
  const kernel = contenders.find(({ id }) => id === "dense-native")?.versions.kernel;
  return kernel === "native AVX-512" ? (wideLimit ?? limit) : limit;
}

/** The measured ratio (null where one of the two was not measured) and what is to be said of it. */
export function judge(target: Target, result: StepsResult): { ratio: number | null; verdict: string } {
  const measured = result.networks.find(({ name }) => name === target.network)?.measured ?? [];
  const ratio = pairedRatio(findMeasured(measured, target.over), findMeasured(measured, target.under));
  if (ratio === null) return { ratio, verdict: "not measured" };
  const limit = limitOf(target, result);
  const excess = target.bound === "at most" ? ratio / limit - 1 : 1 - ratio / limit;
  return { ratio, verdict: excess <= 0 ? "met" : `missed by ${(100 * excess).toFixed(excess < 0.1 ? 1 : 0)} %` };
}
