import { ArgumentError, createEngine } from "lai-internal";
import {
  denseModel,
  type MultiplierName,
  TrainingDivergedError,
  type TrainingResult,
  targetSlopeOf,
  train,
} from "lai-loss";
import { measureRun, NotFiniteError, type RunMeasures } from "./measure-run";
import { buildMethod } from "./methods/build";
import type { BuiltMethod } from "./methods/method";
import type { RunCost, RunOutcome } from "./run-record";
import type { RunSpec } from "./run-spec";
import { type KeptEpoch, perturbedColumnsOf } from "./study";
import { checkSameData, type RunData, type RunDataCache } from "./study-data";

/** Does one run: prepares its rows, trains, measures. A training that diverges is an outcome like any other. */
export async function executeRun(spec: RunSpec, cache: RunDataCache): Promise<{ outcome: RunOutcome; cost: RunCost }> {
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
  const { seed, learningRate } = spec;
  const { epochs, batchSize, warmUpEpochs, clipNorm } = spec.data.training;
  const method = buildMethod(spec.method);
  const model = denseModel({ ...spec.data.model, inputs: data.train.features, seed });
  try {
    const result = await train(model, data.train, {
      ...method.training,
      perturbedColumns: perturbedColumnsOf(spec.data),
      loss: method.loss,
      epochs,
      warmUpEpochs,
      learningRate,
      seed,
      batchSize: Math.min(batchSize, data.train.rows),
      clipNorm,
      validation: data.validation,
      trackSlope: false,
      checkLoss: false,
    });
    lap();
    const measures = measureBoth(spec, data, method, model, result);
    lap();
    const { history } = result;
    return {
      status: "done",
      epochs: history.epochs.length,
      bestEpoch: history.bestEpoch ?? history.epochs.length,
      measures,
      ...(history.warnings.length > 0 && { warnings: history.warnings }),
    };
  } finally {
    model.dispose();
  }
}

function measureBoth(
  spec: RunSpec,
  data: RunData,
  { loss }: BuiltMethod,
  model: Parameters<typeof createEngine>[0],
  { lastWeights, bestWeights }: TrainingResult,
): Record<KeptEpoch, RunMeasures> {
  const engine = createEngine(model);
  try {
    const state = engine.getState();
    const targetSlope = askedSlope(loss.options);
    const measure = (weights: Float32Array[]): RunMeasures => {
      engine.setState({ ...state, weights });
      const { measures, seed } = spec;
      const { noisyFeatures } = spec.data;
      return measureRun(engine, data, {
        measures,
        noisyFeatures,
        perturbedColumns: perturbedColumnsOf(spec.data),
        seed,
        targetSlope,
      });
    };
    return { best: measure(bestWeights ?? lastWeights), last: measure(lastWeights) };
  } finally {
    engine.dispose();
  }
}

/** The slope over all features that a loss asks for, where it asks for one. */
function askedSlope(options: Readonly<Record<string, unknown>>): number | undefined {
  if (options.features != null) return undefined;
  if (typeof options.targetSlope === "number") return options.targetSlope;
  if (typeof options.lambda !== "number") return undefined;
  return targetSlopeOf(options.multiplier as MultiplierName, options.lambda);
}
