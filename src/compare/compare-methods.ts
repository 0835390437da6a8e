import type * as tf from "@tensorflow/tfjs";
import {
  ArgumentError,
  abortSignal,
  anyObject,
  callback,
  checkOptions,
  fields,
  list,
  number,
  optional,
  text,
} from "../base/check";
import { type Looks, looksLike } from "../base/format";
import type { PreparedDataset } from "../data/prepare";
import { type ModelPredictor, modelPredictor } from "../engine/predict";
import { DENSE_MODEL_OPTIONS, type DenseModelOptions, denseModel } from "../model/dense-model";
import type { TrainingHistory } from "../train/history";
import { type EpochProgress, TRAIN_OPTIONS, type TrainOptions } from "../train/options";
import { HeldTrainings } from "./held-trainings";

/** One way of training: its name in tables, and what it changes in the shared options. */
export interface Method {
  name: string;
  options: Omit<TrainOptions, "seed" | "validation" | "signal" | "onEpoch" | "resume">;
}

/** What `compareMethods` runs. */
export interface Comparison {
  methods: readonly Method[];
  /** each seed decides split, initial weights, batches and noise, the same for every method */
  seeds: readonly number[];
  /** the data of one seed, split and standardised, such as (seed) => prepare(frame, { target: "price", seed }) */
  prepare: (seed: number) => PreparedDataset | Promise<PreparedDataset>;
  /** the network; its inputs and seed are filled in */
  model?: Omit<DenseModelOptions, "inputs" | "seed">;
  /** options that the methods share; a method's own come first */
  training?: Method["options"];
  /** ends it after the running step; the same comparison, begun again, goes on from there */
  signal?: AbortSignal;
  /** called after each epoch of each run */
  onEpoch?: (progress: ComparisonProgress) => void;
}

/** The epoch of a run, and which run it is; secondsLeft is of the whole comparison. */
export interface ComparisonProgress extends EpochProgress {
  /** "run 3 of 18: Lai, lambda 0.3, seed 0" */
  label: string;
  method: string;
  seed: number;
  /** from 1 */
  run: number;
  runs: number;
}

/** One trained model of a comparison. */
export interface ComparisonRun {
  method: string;
  seed: number;
  model: tf.Sequential;
  /** the model as the measures take it */
  predictor: ModelPredictor;
  history: TrainingHistory;
  prepared: PreparedDataset;
}

/**
 * Trains every method on every seed. Everything random is paired: the methods of one seed share split, initial weights,
 * batches and noise, so that their differences are the methods' own.
 *
 * Where the signal or an error ends it, its trainings are held until another comparison is ended so. The same comparison,
 * begun again (the cell of a notebook, run again after Stop), goes on from there and ends with the numbers of one that was
 * never ended. Methods with other options, and all of them where data or network are others, are trained anew; so is a loss
 * of one's own that was made anew.
 *
 * @returns the runs so far where the signal ended it
 */
export async function compareMethods(comparison: Comparison): Promise<ComparisonRun[]> {
  const checked = checkOptions("compareMethods", comparison, {
    methods: list(fields<Method>({ name: text, options: anyObject }), { least: 1 }),
    seeds: list(number({ integer: true })),
    prepare: callback<Comparison["prepare"]>(),
    model: optional(anyObject),
    training: optional(anyObject),
    signal: optional(abortSignal),
    onEpoch: optional(callback<NonNullable<Comparison["onEpoch"]>>()),
  });
  const { methods, seeds, prepare, signal, onEpoch } = checked;
  const { model: network, training } = comparison;
  checkOptions("model", { ...network, inputs: 1 }, DENSE_MODEL_OPTIONS);
  for (const { options } of methods) checkOptions("training", { ...training, ...options }, TRAIN_OPTIONS);
  const names = methods.map((method) => method.name);
  if (new Set(names).size < names.length)
    throw new ArgumentError("methods", names, "give each method a name of its own.");
  const keyOf = (seed: number, { name, options }: Method): string =>
    JSON.stringify([seed, name, network, { ...training, ...options }]);
  const keys = new Set(seeds.flatMap((seed) => methods.map((method) => keyOf(seed, method))));
  const held = new HeldTrainings(keys);
  const runs: ComparisonRun[] = looksLike([], () => comparisonLooks(runs));
  const total = methods.length * seeds.length;
  const begun = performance.now();
  let heldShare = 0; // of the runs so far, what was trained before this call
  try {
    for (const seed of seeds) {
      const prepared = await prepare(seed);
      for (const method of methods) {
        const model = denseModel({ ...network, inputs: prepared.train.features, seed });
        const run = runs.length + 1;
        const label = `run ${run} of ${total}: ${method.name}, seed ${seed}`;
        let first: EpochProgress | undefined;
        const report = (progress: EpochProgress): void => {
          first ??= progress;
          const before = (heldShare + (first.epoch - 1) / progress.epochs) / total;
          const done = (run - 1 + progress.epoch / progress.epochs) / total;
          const secondsLeft = ((performance.now() - begun) / 1000) * ((1 - done) / (done - before));
          onEpoch?.({ ...progress, secondsLeft, label, method: method.name, seed, run, runs: total });
        };
        const { history } = await held.train(keyOf(seed, method), model, prepared.train, {
          ...training,
          ...method.options,
          seed,
          signal,
          validation: prepared.validation,
          onEpoch: report,
        });
        if (history.stopped === "aborted") {
          console.log(`Stopped in ${label}. The same comparison, begun again, goes on from there.`);
          return runs;
        }
        heldShare += first === undefined ? 1 : (first.epoch - 1) / first.epochs;
        runs.push({ method: method.name, seed, model, predictor: modelPredictor(model), history, prepared });
      }
    }
    return runs;
  } finally {
    held.end(runs.length === total);
  }
}

/** How a comparison looks in a notebook: one line for each training. */
function comparisonLooks(runs: readonly ComparisonRun[]): Looks {
  const lines = runs.map(({ method, seed, history: { epochs, bestEpoch, kept, stopped } }) => {
    const record = kept === "best" ? epochs.find(({ epoch }) => epoch === bestEpoch) : epochs.at(-1);
    return [method, seed, record?.epoch, record?.validationRmse, record?.meanSlope, stopped];
  });
  const head = ["method", "seed", "epoch", "validation RMSE", "mean slope", "ended"];
  return {
    rows: [head, ...lines],
    caption: `${runs.length} trainings; evaluate(run.predictor, run.prepared.test) says more of each`,
  };
}
