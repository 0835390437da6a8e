import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkStudy } from "../src/check-study";
import type { RunRecord } from "../src/run-record";
import type { Study } from "../src/study";

/** A study as its file has it: 2 data sets, 3 methods, small networks. */
export const SMALL_STUDY = {
  name: "small",
  data: [
    { dataset: "concrete", rows: 200 },
    { dataset: "auto-mpg", noisyFeatures: ["weight"] },
  ],
  model: { hidden: [8], activation: "tanh" },
  training: { epochs: 6, batchSize: 32, warmUpEpochs: 1 },
  learningRates: [0.01, 0.03],
  methods: [
    "plainMse",
    { method: "gradientPenalty", grid: ["off", 0.01, 0.1] },
    { method: "laiMse", grid: ["off", 0.3, 1] },
  ],
  seeds: { tuning: 2, evaluation: 3 },
} as const;

/** The small study, checked, with some fields changed. */
export function smallStudy(changes: Record<string, unknown> = {}): Study {
  return checkStudy({ ...SMALL_STUDY, ...changes });
}

/** A new empty folder. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "lai-study-"));
}

/** What records say that does not depend on time, by key. */
export function outcomesOf(records: readonly RunRecord[]): Map<string, unknown> {
  return new Map(records.map(({ key, run, outcome }) => [key, { run, outcome }]));
}
