import { ArgumentError } from "lai-internal";
import { type MultiplierName, TrainingDivergedError, targetSlopeOf } from "lai-loss";
import { takeStudyKernel } from "./environment";
import { measureRun, NotFiniteError } from "./measure-run";
import { buildMethod } from "./methods/build";
import type { RunCost, RunOutcome } from "./run-record";
import type { RunSpec } from "./run-spec";
import { trainSimex } from "./simex";
import { perturbedColumnsOf } from "./study";
import { checkSameData, type RunData, type RunDataCache } from "./study-data";
import { trainRun } from "./train-run";

/** Does one run: prepares its rows, trains, measures. A training that diverges is an outcome like any other. */
export async function executeRun(spec: RunSpec, cache: RunDataCache): Promise<{ outcome: RunOutcome; cost: RunCost }> {
  takeStudyKernel();
  const times = [performance.now()];
  const lap = (): number => times.push(performance.now());
  const outcome = await attempt(spec, cache, lap);
  const [prepare = 0, trained = 0, measure = 0] = times.slice(1).map((time, i) => Math.round(time - times[i]) / 1000);
  const cost = { prepare, train: trained, measure, ended: new Date().toISOString(), node: process.version };
  return { outcome, cost };
}

async function attempt(spec: RunSpec, cache: RunDataCache, lap: () => void): Promise<RunOutcome> {
  try {
    const data = await cache.get(spec.data, spec.seed);
    checkSameData(spec.data, data.sha256);
    lap();
    return await trainAndMeasure(spec, data, lap);
  } catch (error) {
    // these say the same each time; anything else may be the machine's fault and is the caller's to judge
    const isOutcome = [TrainingDivergedError, NotFiniteError, ArgumentError].some((kind) => error instanceof kind);
    if (!isOutcome) throw error;
    const { name, message } = error as Error;
    return { status: "failed", error: { name, message } };
  }
}

async function trainAndMeasure(spec: RunSpec, data: RunData, lap: () => void): Promise<RunOutcome> {
  const method = buildMethod(spec.method);
  const { history, best, last, dispose } = await (method.simexSd === undefined
    ? trainRun(spec, data, method)
    : trainSimex(spec, data, method, method.simexSd));
  try {
    lap();
    const options = {
      measures: spec.measures,
      noisyFeatures: spec.data.noisyFeatures,
      perturbedColumns: perturbedColumnsOf(spec.data),
      seed: spec.seed,
      targetSlope: askedSlope(method.loss.options),
    };
    const measures = { best: measureRun(best(), data, options), last: measureRun(last(), data, options) };
    lap();
    const { epochs, bestEpoch, warnings } = history;
    const done = { status: "done" as const, epochs: epochs.length, bestEpoch: bestEpoch ?? epochs.length, measures };
    return warnings.length > 0 ? { ...done, warnings } : done;
  } finally {
    dispose();
  }
}

/** The slope over all features that a loss asks for, where it asks for one. */
function askedSlope(options: Readonly<Record<string, unknown>>): number | undefined {
  if (options.features != null) return undefined;
  if (typeof options.targetSlope === "number") return options.targetSlope;
  if (typeof options.lambda !== "number") return undefined;
  return targetSlopeOf(options.multiplier as MultiplierName, options.lambda);
}
