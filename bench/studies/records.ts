/**
 * A store with 100,000 records of a study that nobody trained: how long it takes to write it, to open it, to see how far the
 * study is, and to write its report, each in a process of its own, and the memory of that process.
 *
 * npm run test:build && node build/bench/studies/records.js [--records 100000] [--json FILE]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkNumber } from "../../src/base/check";
import { Random } from "../../src/base/random";
import { checkStudy } from "../../studies/src/check-study";
import { environment } from "../../studies/src/environment";
import type { RunErrors, RunMeasures } from "../../studies/src/measure-run";
import { methodNames } from "../../studies/src/methods/build";
import { distinctRuns, type PlannedRun, planStudy } from "../../studies/src/plan";
import { writeReport } from "../../studies/src/report";
import { type ResolvedStudy, resolveStudy } from "../../studies/src/resolve-study";
import { studyStatus } from "../../studies/src/status";
import { StudyStore } from "../../studies/src/store/store";
import { writeResult } from "../keep-result";
import { describeMachine } from "../steps/machine";

/** What is timed: what `lai study run` begins with, `lai study status` and `lai study report`. */
const STEPS: Record<string, (folder: string) => unknown> = {
  open: (folder) => new StudyStore(folder).size,
  status: studyStatus,
  report: writeReport,
};

/** Learning rates of a setting where both regimes choose one of three by chance: at least, on average. */
const RATES_A_SETTING = 1.6;
const SEEDS = { tuning: 5, evaluation: 20 };

/** All methods on as many data sets (draws of one) as give so many runs. */
async function bigStudy(records: number): Promise<ResolvedStudy> {
  const methods = methodNames.map((method) => (/PerFeature$/.test(method) ? { method, features: "noisy" } : method));
  const ofData = (count: number): Promise<ResolvedStudy> => {
    const data = Array.from({ length: count }, (_, i) => ({ name: `draw ${i}`, dataset: "concrete", rows: 500 + i }));
    return resolveStudy(checkStudy({ name: "big", data, methods, seeds: SEEDS }));
  };
  const one = await ofData(1);
  const [plan] = planStudy(one, await environment(), () => undefined);
  const tuning = distinctRuns(plan.tuning).length;
  const settings = tuning / (one.learningRates.length * SEEDS.tuning);
  return ofData(Math.ceil(records / (tuning + RATES_A_SETTING * settings * SEEDS.evaluation)));
}

/** Fills a store with made-up outcomes, as long as real ones. */
async function fill(folder: string, study: ResolvedStudy): Promise<number> {
  const store = new StudyStore(folder);
  const here = await environment();
  store.writeStudy(study, here);
  const random = new Random(1, "records");
  const put = ({ key, label, stage, spec }: PlannedRun): void => {
    const measures = (): RunMeasures => madeUp(random, stage, spec.data.features?.length ?? 9);
    store.put({
      key,
      run: label,
      outcome: { status: "done", epochs: 100, bestEpoch: 90, measures: { best: measures(), last: measures() } },
      cost: { prepare: 0.01, train: 1.234, measure: 0.123, ended: "2026-01-01T00:00:00.000Z", node: process.version },
    });
  };
  for (const stage of ["tuning", "evaluation"] as const) {
    for (const plan of planStudy(study, here, (key) => store.get(key))) {
      for (const run of distinctRuns(plan[stage]!)) if (store.get(run.key) === undefined) put(run);
    }
  }
  store.close();
  return store.size;
}

function madeUp(random: Random, stage: PlannedRun["stage"], features: number): RunMeasures {
  const value = (): number => Number((0.3 + 0.1 * random.uniform()).toPrecision(9));
  const values = (count: number): number[] => Array.from({ length: count }, value);
  const clean = (): RunErrors => ({ rmse: value(), mae: value(), r2: value() });
  if (stage === "tuning") return { validation: clean() };
  const errors = (): RunErrors => ({ ...clean(), noise: values(6), featureNoise: values(6), attack: values(5) });
  const slope = { mean: value(), p50: value(), p95: value(), p99: value(), max: value(), zero: 0, noisy: value() };
  const test = {
    ...errors(),
    slope: { ...slope, aboveTarget: value(), features: values(features) },
    lipschitz: value(),
  };
  return { validation: errors(), test };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      records: { type: "string", default: "100000" },
      json: { type: "string" },
      step: { type: "string" },
      folder: { type: "string" },
    },
  });
  if (values.step !== undefined) {
    const begun = performance.now();
    STEPS[values.step](values.folder!);
    const seconds = (performance.now() - begun) / 1000;
    console.log(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
    return;
  }
  const records = checkNumber("--records", Number(values.records), { min: 1, integer: true });
  const folder = mkdtempSync(join(tmpdir(), "lai-records-"));
  try {
    const study = await bigStudy(records);
    const begun = performance.now();
    const stored = await fill(folder, study);
    const write = (performance.now() - begun) / 1000;
    const journals = join(folder, "journals");
    const bytes = readdirSync(journals).reduce((sum, name) => sum + statSync(join(journals, name)).size, 0);
    console.log(
      `${stored} records, ${(bytes / 2 ** 20).toFixed(0)} MB of journals, planned and written in ${write.toFixed(1)} s`,
    );
    const steps = Object.keys(STEPS).map((step) => {
      const output = execFileSync(process.execPath, [__filename, "--step", step, "--folder", folder], {
        encoding: "utf8",
      });
      const cost = JSON.parse(output) as { seconds: number; megabytes: number };
      console.log(`${step}: ${cost.seconds.toFixed(1)} s, largest resident memory ${cost.megabytes.toFixed(0)} MB`);
      return { step, ...cost };
    });
    const result = {
      kind: "studies-records",
      date: new Date().toISOString(),
      machine: describeMachine(),
      node: process.version,
      records: stored,
      bytes,
      write,
      steps,
    };
    if (values.json) writeResult(values.json, result);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
