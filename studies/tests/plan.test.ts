import assert from "node:assert/strict";
import { test } from "node:test";
import { type Environment, environment } from "../src/environment";
import { distinctRuns, evaluationRuns, type PlannedRun, runKeys, tuningRuns } from "../src/plan";
import { type ResolvedStudy, resolveStudy } from "../src/resolve-study";
import type { RunRecord } from "../src/run-record";
import { runKey } from "../src/run-spec";
import { chooseTuning, gridEdges } from "../src/tuning";
import { smallStudy } from "./small-study";

const here: Environment = { numerics: 1, kernel: "simd 12345678", arithmetic: "9abcdef0", threads: 1 };

/** A record with given validation errors. */
function record({ key, label }: PlannedRun, best: number, last: number): RunRecord {
  const validation = (rmse: number) => ({ validation: { rmse, mae: rmse, r2: 0 } });
  const measures = { best: validation(best), last: validation(last) };
  const cost = { prepare: 0, train: 0, measure: 0, ended: "", node: "" };
  return { key, run: label, outcome: { status: "done", epochs: 1, bestEpoch: 1, measures }, cost };
}

function failure(run: PlannedRun): RunRecord {
  return { ...record(run, 0, 0), outcome: { status: "failed", error: { name: "Error", message: "no" } } };
}

async function resolved(): Promise<ResolvedStudy> {
  return resolveStudy(smallStudy());
}

test("tuning has every setting with every learning rate on every tuning seed; methods turned off are one run", async () => {
  const study = await resolved();
  const runs = tuningRuns(study, study.data[0], runKeys(here));
  assert.equal(runs.length, 2 * 2 * (1 + 3 + 3));
  const distinct = distinctRuns(runs);
  assert.equal(distinct.length, 2 * 2 * (1 + 2 + 2));
  assert.deepEqual([...new Set(runs.map(({ spec }) => spec.seed))], [1000, 1001]);
  assert.ok(runs.every(({ spec }) => spec.measures.length === 0));
});

test("a key changes with everything that changes a run's numbers, and with nothing else", async () => {
  const study = await resolved();
  const [run] = tuningRuns(study, study.data[0], runKeys(here));
  const { spec } = run;
  const key = (changes: object, at: Environment = here): string => runKey({ ...spec, ...changes }, at);
  const data = (changes: object): object => ({ data: { ...spec.data, ...changes } });
  assert.equal(key({}), run.key);
  assert.equal(key(data({ name: "another", dataset: "elsewhere.csv" })), run.key);
  assert.equal(key(data({ training: { ...spec.data.training, clipNorm: undefined } })), run.key);
  const others = [
    key({ seed: 7 }),
    key({ learningRate: 0.5 }),
    key({ measures: ["accuracy"] }),
    key({ method: { method: "laiMse", lambda: 0.3 } }),
    key({ method: { method: "laiMseSampled", lambda: 0.3 } }),
    key(data({ sha256: "0".repeat(64) })),
    key(data({ rows: 100 })),
    key(data({ labelNoise: { where: "flat", share: 0.3, sd: 1 } })),
    key(data({ training: { ...spec.data.training, epochs: 7 } })),
    key(data({ model: { ...spec.data.model, hidden: [9] } })),
    key({}, { ...here, numerics: 2 }),
    key({}, { ...here, kernel: "relaxed-simd 12345678" }),
    key({}, { ...here, arithmetic: "00000000" }),
    key({}, { ...here, threads: 2 }),
  ];
  assert.equal(new Set([run.key, ...others]).size, 1 + others.length);
  assert.notEqual((await environment()).kernel, "");
});

test("tuning takes each setting's best learning rate and each method's best setting, for each regime", async () => {
  const study = await resolved();
  const runs = tuningRuns(study, study.data[0], runKeys(here));
  const records = new Map<string, RunRecord>();
  for (const run of runs) {
    const { method, value } = run.setting;
    const penalty = method === "gradient penalty" && value === 0.1;
    const slow = run.spec.learningRate === 0.01;
    // the penalty of .1 is best at the last epoch, with the slow rate; at the best epoch with the fast one
    const best = penalty ? (slow ? 0.6 : 0.5) : 0.4 + (slow ? 0 : 0.1);
    const last = penalty ? (slow ? 0.2 : 0.3) : 0.7 + (slow ? 0 : 0.1);
    records.set(run.key, record(run, best, last));
  }
  const recordOf = (key: string): RunRecord | undefined => records.get(key);
  const tuning = chooseTuning(runs, recordOf)!;
  const chosen = (method: string, regime: string) =>
    tuning.chosen.find((entry) => entry.method === method && entry.regime === regime)!;
  assert.deepEqual(
    [chosen("gradient penalty", "last").setting, chosen("gradient penalty", "last").learningRate],
    ["weight 0.1", 0.01],
  );
  assert.equal(chosen("gradient penalty", "best").setting, "off");
  assert.equal(chosen("Lai-MSE", "best").setting, "off");
  const edges = gridEdges(tuning.chosen, study.learningRates, (label) =>
    label === "gradient penalty" ? { tuned: "weight", values: [0.01, 0.1] } : null,
  );
  const found = edges.filter((edge) => edge.method === "gradient penalty" && edge.regime === "last");
  assert.deepEqual(
    found.map(({ what, value, edge }) => [what, value, edge]),
    [
      ["learning rate", 0.01, "lowest"],
      ["weight", 0.1, "highest"],
    ],
  );

  const evaluation = evaluationRuns(study, study.data[0], tuning, runKeys(here));
  const ofPenalty = evaluation.filter(({ setting, spec }) => setting.value === 0.1 && spec.seed === 0);
  assert.deepEqual(
    ofPenalty.map(({ spec, regimes }) => [spec.learningRate, regimes]),
    [
      [0.03, ["best"]],
      [0.01, ["last"]],
    ],
  );
  const plain = evaluation.filter(({ setting, spec }) => setting.method === "MSE" && spec.seed === 0);
  assert.deepEqual(
    plain.map(({ spec, regimes }) => [spec.learningRate, regimes]),
    [[0.01, ["best", "last"]]],
  );

  records.delete(runs[3].key);
  assert.equal(chooseTuning(runs, recordOf), null, "a missing record leaves the choice open");
  for (const run of runs) if (run.spec.learningRate === 0.01) records.set(run.key, failure(run));
  records.set(runs[3].key, record(runs[3], 1, 1));
  const after = chooseTuning(runs, recordOf)!;
  assert.ok(
    after.chosen.every(({ learningRate }) => learningRate === 0.03),
    "a rate that fails is never chosen",
  );
});
