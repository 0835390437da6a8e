import { createHash, type Hash } from "node:crypto";
import * as tf from "@tensorflow/tfjs";
import { createEngine, type Engine, EVALUATION_PRESETS, splitRowNumbers } from "lai-internal";
import { ACTIVATION_NAMES, BASE_LOSSES, denseModel, laiLoss, Random } from "lai-loss";
import { loadDataset } from "lai-loss/data";
import { evaluate, type MeasureName } from "lai-loss/measure";
import { executeRun } from "./execute-run";
import { methodCandidates, methodInfo, methodNames } from "./methods/build";
import type { MethodSpec } from "./methods/method";
import { RunDataCache } from "./study-data";
import { STUDY_MEASURES } from "./study-schema";

const FEATURES = ["weight", "horsepower", "origin"];
const TRAINING = { epochs: 2, batchSize: 12, warmUpEpochs: 1 };
/** Enough rows to divide into rests of batches, kernel tiles and paddings. */
const ROWS = 61;

let known: Promise<string> | undefined;

/**
 * The start of a SHA-256 over the results of very short trainings and measures on embedded rows: one for each method, base,
 * activation, engine, split, noise draw and measure. Records are mixed only where it is the same. It is of results, not of
 * code: code that is moved, renamed or commented leaves it, and a changed number anywhere in a run changes it. Computed once a
 * process, in some tenths of a second.
 *
 * @param kernel variant and module of the kernel, which it is of too
 */
export function numericsFingerprint(kernel: string): Promise<string> {
  known ??= compute(kernel);
  return known;
}

async function compute(kernel: string): Promise<string> {
  const hash = createHash("sha256").update(kernel);
  addSplits(hash);
  await addRuns(hash);
  addMeasures(hash);
  const before = tf.getBackend();
  // the tape's numbers are those of tfjs's backend, which may be any here and is none in a run
  if (before !== "cpu") await tf.setBackend("cpu");
  try {
    addEngines(hash);
  } finally {
    if (before !== "cpu") await tf.setBackend(before);
  }
  return hash.digest("hex").slice(0, 16);
}

function addSplits(hash: Hash): void {
  const random = new Random(0, "numerics");
  const target = Float64Array.from({ length: ROWS }, () => random.normal());
  const blocks = { blocks: Uint32Array.from({ length: ROWS }, (_, row) => row % 23), count: 23 };
  for (const options of [{}, { blocks }, { target }, { time: target }]) {
    const { train, validation, test } = splitRowNumbers(ROWS, { seed: 1, ...options });
    hash.update(JSON.stringify([[...train], [...validation], [...test]]));
  }
}

/** What a study's runs go through, from the file to the measures: every method, activation, split, kind of label noise. */
async function addRuns(hash: Hash): Promise<void> {
  const cache = new RunDataCache();
  const { sha256 } = await loadDataset("auto-mpg", { download: false });
  const model = { hidden: [9, 4], activation: "tanh" as const };
  const data = {
    name: "numerics",
    dataset: "auto-mpg",
    rows: ROWS,
    features: FEATURES,
    noisyFeatures: ["weight"],
    sha256,
    model,
    training: TRAINING,
  };
  const run = async (
    method: MethodSpec,
    changes: object = {},
    measures: readonly MeasureName[] = [],
  ): Promise<void> => {
    const spec = { data: { ...data, ...changes }, method, learningRate: 0.01, seed: 1, measures };
    const { outcome } = await executeRun(spec, cache);
    if (outcome.status === "failed") throw new Error(`The numbers cannot be named: ${outcome.error.message}`);
    hash.update(JSON.stringify(outcome.measures));
  };
  for (const name of methodNames) {
    const required = Object.fromEntries(
      methodInfo(name).required.map((option) => [option, option === "features" ? ["weight"] : 0.3]),
    );
    await run(methodCandidates({ method: name, ...required }).at(-2) ?? { method: name, ...required });
  }
  const lai = { method: "laiMse", lambda: 0.3 };
  for (const activation of ACTIVATION_NAMES) await run(lai, { model: { hidden: [5], activation } });
  await run(lai, { split: "stratified", targetTransform: "log1p", training: { ...TRAINING, clipNorm: 0.1 } });
  await run(lai, { labelNoise: { where: "even", share: 0.3, sd: 1 } });
  const trainingNoise = { sd: 0.3, distribution: "heavy-tailed", features: "noisy", cleanRows: 2 };
  await run(lai, { trainingNoise }, ["accuracy"]);
  await run(lai, { trainingNoise: { sd: 0.3, distribution: "normal" } }, ["accuracy"]);
  await run(lai, {}, STUDY_MEASURES);
}

/** Every measure of `evaluate`, for real and for binary targets. */
function addMeasures(hash: Hash): void {
  const { x, features, rows, y } = smallBatch();
  const model = denseModel({ inputs: features, hidden: [6], seed: 2 });
  const which = EVALUATION_PRESETS.full.measures;
  for (const targets of ["real", "binary"] as const) {
    const samples = { x, rows, features, y: targets === "real" ? y : y.map((value) => Number(value > 0)) };
    hash.update(JSON.stringify(evaluate(model, samples, { which, targets, features: [1], seed: 3 }).measures));
  }
  model.dispose();
}

/** Every engine and base: gradients, and two steps of the optimiser. */
function addEngines(hash: Hash): void {
  const { x, y, rows, features } = smallBatch();
  const model = denseModel({ inputs: features, hidden: [7, 5], activation: ["tanh", "softplus"], seed: 4 });
  const makers: (() => Engine)[] = [() => createEngine(model), () => createEngine(model, { engine: "tape" })];
  const adam = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.1, clipNorm: 0.5 };
  for (const make of makers) {
    const engine = make();
    for (const base of BASE_LOSSES) {
      const targets = base === "logistic" ? y.map((value) => Number(value > 0)) : y;
      const lambda = base === "mae" ? [0.1, 0.5, 2] : 0.3;
      const loss = laiLoss({ base, lambda, oneSided: base === "huber" }).bind({ features });
      const losses = [1, 2].map(() => engine.trainStep({ rows, slopeLossRows: 17, x, y: targets }, loss, true, adam));
      hash.update(JSON.stringify(losses));
    }
    for (const weights of engine.getState().weights) hash.update(JSON.stringify([...weights]));
    engine.dispose();
  }
  model.dispose();
}

function smallBatch(): { x: Float32Array; y: Float32Array; rows: number; features: number } {
  const random = new Random(0, "numerics batch");
  const [rows, features] = [22, 3];
  const x = Float32Array.from({ length: rows * features }, () => random.normal());
  return { x, y: Float32Array.from({ length: rows }, () => random.normal()), rows, features };
}
