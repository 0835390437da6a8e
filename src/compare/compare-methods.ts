import type { Sequential } from "@tensorflow/tfjs-layers";
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
  type Rule,
  text,
} from "../base/check";
import { type Looks, looksLike } from "../base/format";
import type { PreparedDataset } from "../data/prepare";
import { type ModelPredictor, modelPredictor } from "../engine/predict";
import { checkModel } from "../model/accept";
import { DENSE_MODEL_OPTIONS, type DenseModelOptions, denseModel } from "../model/dense-model";
import type { Model } from "../model/model";
import type { TrainingHistory } from "../train/history";
import { type EpochProgress, TRAIN_OPTIONS, type TrainOptions } from "../train/options";
import { HeldTrainings } from "./held-trainings";

/** One way of training: its name in tables, and what it changes in the shared options. */
export interface Method {
  name: string;
  options: Omit<TrainOptions, "seed" | "validation" | "signal" | "onEpoch" | "resume">;
}

/** What `compareMethods` runs. */
export interface Comparison<Made extends Model = Sequential> {
  methods: readonly Method[];
  /** each seed decides split, initial weights, batches and noise, the same for every method */
  seeds: readonly number[];
  /** the data of one seed, split and standardised, such as (seed) => prepare(frame, { target: "price", seed }) */
  prepare: (seed: number) => PreparedDataset | Promise<PreparedDataset>;
  /**
   * the network, whose inputs and seed are filled in; or what makes one of one's own, a tf model of any layers or a network as
   * plain data, the same for the same seed
   */
  model?: Omit<DenseModelOptions, "inputs" | "seed"> | ((seed: number, inputs: number) => Made);
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
export interface ComparisonRun<Made extends Model = Sequential> {
  method: string;
  seed: number;
  model: Made;
  /** the model as the measures take it */
  predictor: ModelPredictor;
  history: TrainingHistory;
  prepared: PreparedDataset;
}

const MODEL: Rule<NonNullable<Comparison<Model>["model"]>> = (argument, value) => {
  if (typeof value === "function") return value as (seed: number, inputs: number) => Model;
  const given = anyObject(argument, value);
  checkOptions("model", { ...given, inputs: 1 }, DENSE_MODEL_OPTIONS);
  return given;
};

const makers = new WeakMap<object, number>();
let lastMaker = 0;

/** The number of a function that makes models, in the key of a held training: another function may make other networks. */
function numberOf(maker: object): number {
  const number = makers.get(maker) ?? ++lastMaker;
  makers.set(maker, number);
  return number;
}

/**
 * Trains every method on every seed. Everything random is paired: the methods of one seed share split, initial weights,
 * batches and noise, so that their differences are the methods' own.
 *
 * Where the signal or an error ended it, the same comparison, begun again (a cell run again after Stop), goes on from there
 * and ends with the numbers of one that was never ended. What has other options, data or network is trained anew, and so is
 * a loss, or a function that makes models, that was made anew.
 *
 * @returns the runs so far where the signal ended it
 * @throws ArgumentError that names the option, its value and the remedy, before anything is trained
 */
export async function compareMethods<Made extends Model = Sequential>(
  comparison: Comparison<Made>,
): Promise<ComparisonRun<Made>[]> {
  const checked = checkOptions("compareMethods", comparison, {
    methods: list(fields<Method>({ name: text, options: anyObject }), { least: 1 }),
    seeds: list(number({ integer: true })),
    prepare: callback<Comparison["prepare"]>(),
    model: optional(MODEL),
    training: optional(anyObject),
    signal: optional(abortSignal),
    onEpoch: optional(callback<NonNullable<Comparison["onEpoch"]>>()),
  });
  const { methods, seeds, prepare, signal, onEpoch } = checked;
  const { model: network, training } = comparison;
  const isMade = typeof network === "function";
  const makeModel = isMade
    ? network
    : (seed: number, inputs: number) => denseModel({ ...network, inputs, seed }) as Model as Made;
  for (const { options } of methods) checkOptions("training", { ...training, ...options }, TRAIN_OPTIONS);
  const names = methods.map((method) => method.name);
  if (new Set(names).size < names.length)
    throw new ArgumentError("methods", names, "give each method a name of its own.");
  const keyOf = (seed: number, { name, options }: Method): string =>
    JSON.stringify([seed, name, isMade ? numberOf(network) : network, { ...training, ...options }]);
  const keys = new Set(seeds.flatMap((seed) => methods.map((method) => keyOf(seed, method))));
  const held = new HeldTrainings(keys);
  const runs: ComparisonRun<Made>[] = looksLike([], () => comparisonLooks(runs));
  const total = methods.length * seeds.length;
  const begun = performance.now();
  let heldShare = 0; // of the runs so far, what was trained before this call
  try {
    for (const seed of seeds) {
      const prepared = await prepare(seed);
      for (const method of methods) {
        const model = makeModel(seed, prepared.train.features);
        checkModel(model);
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

function comparisonLooks(runs: readonly ComparisonRun<Model>[]): Looks {
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
