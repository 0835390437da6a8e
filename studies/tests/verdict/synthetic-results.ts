import { checkStudy } from "../../src/check-study";
import type { RunErrors, RunMeasures } from "../../src/measure-run";
import { summariseStudy } from "../../src/report/results";
import type { RunRecord } from "../../src/run-record";
import type { StoredResults } from "../../src/stored/load-results";
import { storedKey } from "../../src/stored/stored-run";
import type { KeptEpoch } from "../../src/study";

/** Which run a number is wanted for; value is null for a method turned off or without anything to tune. */
export interface Asked {
  data: string;
  method: string;
  value: number | null;
  seed: number;
  regime: KeptEpoch;
}

/** The numbers that tests set; all others follow from them. */
export interface Told {
  /** of validation and test rows alike */
  rmse: number;
  /** under noise 0.3 */
  noise: number;
  /** under noise 0.3 in the noisy features; defaults to `noise` */
  featureNoise?: number;
  slope: number;
  /** share above the asked slope */
  above: number;
}

const SYNTHETIC_STUDY = {
  name: "synthetic",
  data: [{ dataset: "concrete" }],
  learningRates: [0.01],
  methods: [
    "plainMse",
    { method: "inputNoise", grid: ["off", 0.1] },
    { method: "gradientPenalty", grid: ["off", 0.01, 0.1] },
    { method: "linearHingeSlope", grid: ["off", 0.5, 1] },
    { method: "laiMse", grid: ["off", 0.25, 1, 4] },
    { method: "laiMseSampled", grid: ["off", 0.25, 1, 4] },
    { method: "laiOneSided", grid: ["off", 0.25, 1, 4] },
  ],
  seeds: { tuning: 1, evaluation: 8 },
  comparison: { references: ["gradient penalty"] },
};

/** Stored results of a study whose numbers are told by a function: what findings say of them can be worked out by hand. */
export function syntheticResults(tell: (asked: Asked) => Told, changes: Record<string, unknown> = {}): StoredResults {
  const checked = checkStudy({ ...SYNTHETIC_STUDY, ...changes });
  const data = checked.data.map((entry) => ({ ...entry, sha256: "0".repeat(64), noisyFeatures: ["age"] }));
  const study = { ...checked, data };
  const environment = { numerics: 1, kernel: "none", arithmetic: "00000000", threads: 1 };
  const recordOf = (key: string): RunRecord => {
    const [name, stage, label, setting, learningRate, seed] = JSON.parse(key);
    const number = /(\S+)$/.exec(setting)?.[1];
    const value = number === undefined || number === "off" ? null : Number(number);
    const { method } = study.methods.find((one) => one.label === label)!.spec;
    const of = (regime: KeptEpoch): RunMeasures =>
      measuresOf(tell({ data: name, method, value, seed, regime }), stage === "evaluation");
    return {
      key,
      run: { data: name, method: label, learningRate, seed },
      outcome: { status: "done", epochs: 10, bestEpoch: 5, measures: { best: of("best"), last: of("last") } },
      cost: { prepare: 0, train: 0, measure: 0, ended: "2026-01-02T00:00:00Z", node: "v20" },
    };
  };
  const { missing: _none, ...summary } = summariseStudy(study, environment, recordOf, storedKey);
  const cost = { runs: 1, prepare: 0, train: 0, measure: 0, first: null, last: "2026-01-02", node: ["v20"] };
  return { format: 1, versions: { "lai-loss": "0" }, cost, lines: 1, sha256: "", ...summary };
}

function measuresOf({ rmse, noise, featureNoise = noise, slope, above }: Told, evaluated: boolean): RunMeasures {
  const errors: RunErrors = {
    ...{
      rmse,
      mae: rmse,
      r2: 1 - rmse ** 2,
      noise: [rmse, noise, 2 * noise],
      featureNoise: [rmse, featureNoise, featureNoise],
    },
    attack: [noise, 2 * noise],
  };
  if (!evaluated) return { validation: errors };
  const slopes = { mean: slope, p50: slope, p95: 2 * slope, p99: 2 * slope, max: 3 * slope, zero: 0, noisy: slope };
  return {
    validation: errors,
    test: { ...errors, slope: { ...slopes, aboveTarget: above, features: [slope] }, lipschitz: 3 * slope },
  };
}
