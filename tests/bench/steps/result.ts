import type { LossName, Machine, Measured, NetworkName, StepsResult } from "../../../bench/steps/types";

export const MACHINE: Machine = {
  processor: "Z80",
  cores: 2,
  memoryGigabytes: 24,
  system: "CP/M",
  pinnedCores: [1, 0],
};

export function measured(contender: string, loss: LossName, milliseconds: (number | null)[]): Measured {
  return { contender, loss, steps: 10, milliseconds, check: { steps: 50, loss: 0.5 } };
}

/** A made-up result of three rounds: networks S and M, JAX without its Python, a peak of 40 GFLOP/s. */
export function makeResult(date = "2026-01-02T03:04:05.000Z"): StepsResult {
  const network = (name: NetworkName, rows: number) => ({
    name,
    layers: [8, 64, 32, 1],
    rows,
    measured: [
      measured("dense-relaxed", "plain", [1, 2, 4]),
      measured("dense-relaxed", "lai", [2, 6, 8]),
      measured("dense-relaxed-2", "lai", [1, 4, 5]),
      measured("pytorch-eager", "lai", [10, 10, 10]),
      { ...measured("tape-cpu", "lai", [null, 600, null]), check: { steps: 5, loss: 0.5 } },
      { ...measured("peak", "plain", [2, 2, 2]), check: null },
    ],
    leftOut: [
      { contender: "jax-jit", loss: "plain" as const, reason: "there is no venv" },
      { contender: "jax-jit", loss: "lai" as const, reason: "there is no venv" },
      { contender: "tape-cpu", loss: "plain" as const, reason: "its steps are too slow", onceMilliseconds: 4321 },
    ],
  });
  const contender = (id: string, threads = 1) => ({
    id,
    label: `label of ${id}`,
    threads,
    versions: { node: "20.1.0" },
  });
  return {
    kind: "steps",
    format: 1,
    date,
    seconds: 600,
    machine: { ...MACHINE },
    settings: { rounds: 3, blockMilliseconds: 250, seed: 0, peakFlops: 8e7 },
    contenders: [
      contender("dense-relaxed"),
      contender("dense-relaxed-2", 2),
      contender("tape-cpu"),
      { ...contender("jax-jit"), versions: {}, unavailable: "there is no venv" },
      contender("pytorch-eager"),
      contender("peak"),
      contender("train-simd"),
      contender("fit-wasm"),
    ],
    networks: [network("S", 256), network("M", 1024)],
    training: {
      layers: [8, 64, 32, 1],
      rows: 16_000,
      batchSize: 128,
      epochs: 100,
      measured: [
        measured("train-simd", "plain", [900, 1000]),
        measured("train-simd", "lai", [1800, 1900]),
        measured("fit-wasm", "plain", [27_000, 30_000]),
      ],
      leftOut: [],
    },
  };
}
