import type { ProfileResult } from "../../../bench/profile/types";
import { MACHINE } from "../steps/result";

/** A made-up profile of S alone: 4 tiles of 64 rows, a peak of 40 GFLOP/s, a step of 200 microseconds. */
export function makeProfile(date = "2026-01-02T03:04:05.000Z"): ProfileResult {
  return {
    ...{ kind: "profile", format: 1, date, machine: MACHINE, node: "22.0.0", variant: "relaxed-simd", rounds: 3 },
    ...{ tileRows: 64, peakGigaflops: 40 },
    steps: [
      {
        ...{ name: "S", layers: [8, 64, 32, 1], rows: 256 },
        ...{ step: 0.2, forward: 0.08, loss: 0.01, backward: 0.1, adam: 0.002, rest: 0.008 },
        parts: [
          { what: "forward", inputs: 8, units: 64, count: 2, microsecondsPerTile: 5, gigaflops: 30 },
          { what: "gradient", inputs: 8, units: 64, count: 1, microsecondsPerTile: 15, gigaflops: 20 },
          { what: "activation", inputs: 8, units: 64, count: 1, microsecondsPerTile: 4, gigaflops: null },
        ],
      },
    ],
    training: {
      ...{ rows: 16_000, batchSize: 128, epochs: 20 },
      drawing: [
        { loss: "plain", trainingMilliseconds: 150, drawingMilliseconds: 6 },
        { loss: "lai", trainingMilliseconds: 300, drawingMilliseconds: 6 },
      ],
    },
  };
}
