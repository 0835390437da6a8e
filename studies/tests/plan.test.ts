import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checkStudy } from "../src/check-study";
import { type Environment, environment } from "../src/environment";
import { methodInfo, methodNames } from "../src/methods/build";
import type { MethodSpec } from "../src/methods/method";
import { distinctRuns, evaluationRuns, type PlannedRun, planStudy, runKeys } from "../src/plan";
import { type ResolvedStudy, resolveStudy } from "../src/resolve-study";
import type { RunRecord } from "../src/run-record";
import { runKey } from "../src/run-spec";
import { StudyStore } from "../src/store/store";
import { runSpecSchema } from "../src/study-schema";
import { chooseTuning } from "../src/tuning";
import { newFolder, SMALL_STUDY, smallStudy } from "./small-study";

const here: Environment = { numerics: 1, kernel: "simd 12345678", arithmetic: "9abcdef0", threads: 1 };

/** Files of version 0.1, which named options otherwise: a study, one of its runs, and the keys of stored records. */
const FIRST_EDITION = {
  study: {
    ...SMALL_STUDY,
    methods: ["plainMse", { method: "gradientPenalty" }, { method: "laiMseSampled", laiFraction: 0.5 }],
  },
  run: {
    data: {
      dataset: "concrete",
      name: "concrete",
      model: { hidden: [8], activation: "tanh" },
      training: { epochs: 6, batchSize: 32, warmUpEpochs: 1 },
      sha256: "0".repeat(64),
      noisyFeatures: ["cement"],
    },
    learningRate: 0.01,
    seed: 3,
    measures: ["accuracy"],
  },
  environment: { node: "20", engine: "dense" } as unknown as Environment,
  keys: [
    [{ method: "laiMse", lambda: 0.3 }, "26f4445ca6a6945a728b07520a598483b258ce2e67b8c80720216e13751ec460"],
    [
      { method: "laiMseSampled", lambda: 0.3, laiFraction: 0.5 },
      "5e7acc54d09a67b2e4187ef4096d2eb44f5b29c94be69b189ace2ae1dae7084c",
    ],
    [{ method: "laiMaeSampled", lambda: "off" }, "a543504b64b86d1b391bc14bd97c2dd2f77d3147aa2594fcb0c9cd9e56990905"],
    [{ method: "gradientPenalty", weight: 0.1 }, "a2c1ceb69ec87a56d41a6948b29bf517fd63bfb03331e7e6b2b875e7cb968ba2"],
  ] as const,
};

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

function tuningRuns(study: ResolvedStudy): PlannedRun[] {
  return planStudy(study, here, () => undefined)[0].tuning;
}

test("tuning has every setting with every learning rate on every tuning seed; methods turned off are one run", async () => {
  const study = await resolved();
  const runs = tuningRuns(study);
  assert.equal(runs.length, 2 * 2 * (1 + 3 + 3));
  const distinct = distinctRuns(runs);
  assert.equal(distinct.length, 2 * 2 * (1 + 2 + 2));
  assert.deepEqual([...new Set(runs.map(({ spec }) => spec.seed))], [1000, 1001]);
  assert.ok(runs.every(({ spec }) => spec.measures.length === 0));
});

test("studies and runs of version 0.1 are read by their old names of options, and their records keep their keys", async () => {
  const { methods } = checkStudy(FIRST_EDITION.study);
  assert.deepEqual(methods[2].spec, { method: "laiMseSampled", slopeLossFraction: 0.5 });
  for (const [method, key] of FIRST_EDITION.keys) {
    const spec = runSpecSchema.parse({ ...FIRST_EDITION.run, method });
    assert.equal(runKey(spec, FIRST_EDITION.environment), key);
  }
  const store = newFolder();
  const study = await resolveStudy(checkStudy(FIRST_EDITION.study));
  new StudyStore(store).writeStudy(study, here);
  const file = join(store, "study.json");
  const written = readFileSync(file, "utf8");
  writeFileSync(file, written.replace("slopeLossFraction", "laiFraction"));
  assert.notEqual(readFileSync(file, "utf8"), written);
  const { environment: _here, ...read } = new StudyStore(store).readStudy();
  assert.deepEqual(read.methods, study.methods);
  const both = { method: "laiMseSampled", laiFraction: 0.5, slopeLossFraction: 0.5 };
  assert.throws(
    () => checkStudy({ ...FIRST_EDITION.study, methods: ["plainMse", both] }),
    /laiMseSampled\.laiFraction is 0\.5: its name is slopeLossFraction now/,
  );
});

test("a key changes with everything that changes a run's numbers, and with nothing else", async () => {
  const study = await resolved();
  const [run] = tuningRuns(study);
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

test("each method has a key of its own, and so has each value that it tunes", async () => {
  const [data] = (await resolved()).data;
  const specs = methodNames.flatMap((name): MethodSpec[] => {
    const { required, tuned, grid } = methodInfo(name);
    const given = {
      ...(required.includes("features") ? { features: ["cement"] } : {}),
      ...(required.includes("inputSd") ? { inputSd: 0.3 } : {}),
    };
    if (tuned === null) return [{ method: name, ...given }];
    return grid.filter((value) => value !== "off").map((value) => ({ method: name, ...given, [tuned]: value }));
  });
  specs.push({ method: "simex", inputSd: 0.5 });
  const names = new Map<string, string>();
  for (const method of specs) {
    const key = runKey({ data, method, learningRate: 0.01, seed: 0, measures: ["accuracy"] }, here);
    assert.equal(names.get(key), undefined, JSON.stringify(method));
    names.set(key, JSON.stringify(method));
  }
  assert.ok(names.size > 80, String(names.size));
});

test("tuning takes each setting's best learning rate, for each kept epoch", async () => {
  const study = await resolved();
  const runs = tuningRuns(study);
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
  const settings = runs.map(({ setting }) => setting);
  assert.ok(
    settings.every((setting) => (["best", "last"] as const).every((epoch) => after.rateOf(setting, epoch) === 0.03)),
    "a rate that fails is never chosen",
  );
});
