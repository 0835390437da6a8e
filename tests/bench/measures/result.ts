import type { MeasuresResult, PresetTimes } from "../../../bench/measures/types";

/** A result of three rounds, its numbers typed in. */
export function makeMeasures(): MeasuresResult {
  const times = (preset: PresetTimes["preset"], total: number[]): PresetTimes => ({
    engine: "dense",
    description: "WebAssembly SIMD",
    preset,
    milliseconds: { accuracy: [1, 2, 3], total },
  });
  return {
    ...{ kind: "measures", format: 1, date: "2026-01-02T03:04:05Z", seconds: 1, backend: "wasm", network: "9-1" },
    ...{ machine: { processor: "P", cores: 2, memoryGigabytes: 4, system: "S" }, versions: { node: "20" } },
    ...{ rows: 10_000, rounds: 3 },
    times: [times("quick", [200, 310, 9000]), times("full", [4000, 4900, 9000])],
    memory: [{ engine: "dense", rows: 100_000, beforeMegabytes: 80, peakMegabytes: 99 }],
  };
}
