import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { packageRoot, polars } from "lai-internal";
import { smallStudy } from "../../studies/tests/small-study";
import { linearPredictor } from "../measure/predictors";
import { lai } from "./entries";
import {
  anyNumber,
  bool,
  count,
  data,
  drawn,
  func,
  given,
  is,
  listOf,
  maybe,
  name,
  numeric,
  options,
  plain,
  real,
  seed,
  string,
  type Wanted,
  whole,
} from "./wanted";

/** How a function is called rightly, and what may stand in each place of the call. */
export interface Call {
  // biome-ignore lint/suspicious/noExplicitAny: all functions of the package
  run: (...args: any[]) => unknown;
  args: readonly unknown[];
  /** of the arguments, as errors name them */
  names: readonly string[];
  wanted: readonly Wanted[];
  /** names that errors use in place of the place's own */
  calls?: Readonly<Record<string, string>>;
  /** what the right call itself throws, such as where nothing can be shown */
  throws?: new (
    ...args: never[]
  ) => Error;
  /** too long, or needs what a test has not */
  isNotRun?: boolean;
}

type More = Partial<Pick<Call, "calls" | "throws" | "isNotRun">>;

/** [right value, what may stand there] for each argument by its name. */
function call(run: Call["run"], places: Readonly<Record<string, readonly [unknown, Wanted]>>, more: More = {}): Call {
  const entries = Object.values(places);
  return {
    run,
    args: entries.map(([value]) => value),
    names: Object.keys(places),
    wanted: entries.map(([, w]) => w),
    ...more,
  };
}

const rows = 40;
const x = Float32Array.from({ length: 2 * rows }, (_, i) => 1.4 * Math.sin(1 + 3 * i));
const y = Float32Array.from({ length: rows }, (_, i) => 1.4 * Math.cos(2 * i));
const samples = { x, y, rows, features: 2, featureNames: ["a", "b"] };
const binary = { ...samples, y: y.map((value) => Number(value > 0)) };
const SAMPLES = data({
  x: given,
  y: given,
  rows: given,
  features: given,
  featureNames: maybe(given),
  columns: maybe(given),
  target: maybe(given),
  rowNumbers: maybe(given),
});
const INPUTS = data({ x: given, rows: given, features: given, featureNames: maybe(given), columns: maybe(given) });
const model = lai.denseModel({ inputs: 2, hidden: [3], seed: 1 });
const predictor = linearPredictor([1, -0.5], 0.1);
const PREDICTOR = data({ features: given, predict: func, inputGradients: func });
const table = Array.from({ length: 60 }, (_, i) => {
  return {
    a: Math.sin(3 * i),
    b: Math.cos(5 * i),
    group: `g${i % 7}`,
    day: i,
    target: Math.sin(3 * i) + 0.1 * (i % 5),
  };
});
const folder = mkdtempSync(join(tmpdir(), "lai-wrong-values-"));

const oneOf = (...choices: string[]): Wanted => is((value) => choices.includes(value as string));
const BASE = { base: maybe(oneOf("mse", "mae", "huber", "logistic")), delta: maybe(real({ above: 0 })) };
const FEATURES = { features: maybe(given) };
/** Options of which the right call gives some that depend on each other: none of them is right too. */
const orNone = (wanted: Wanted): Wanted => ({ ...wanted, optional: true, accepts: (value) => emptyMap.accepts(value) });
/** A loss knows the names of features only when it is bound. */
const LOSS_FEATURES = { features: maybe(is((value) => Array.isArray(value) && value[0] === "no")) };
const isCircle = (value: unknown): boolean => typeof value === "object" && Object.hasOwn(value as object, "self");
const emptyMap = is((value) => plain.accepts(value) && Object.keys(value as object).length === 0);
const LAMBDA = real({ min: 1e-30, max: 1e30 });
const nonNegative = real({ min: 0 });
const positive = real({ above: 0 });
const batchSize = maybe(count);
const share = real({ min: 0, max: 1 });
const theme = maybe(oneOf("light", "dark"));
const size = { theme, width: maybe(real({ min: 100, max: 4000 })), height: maybe(real({ min: 80, max: 4000 })) };

function losses(): Record<string, Call> {
  const penalty = { ...BASE, ...LOSS_FEATURES, weight: nonNegative };
  const right = { base: "huber", delta: 1, features: [0], weight: 1 };
  const target = { ...penalty, targetSlope: nonNegative };
  return {
    plainLoss: call(lai.plainLoss, { options: [{ base: "huber", delta: 1 }, maybe(options(BASE))] }),
    laiLoss: call(lai.laiLoss, {
      options: [
        { base: "mse", multiplier: "mae", lambda: 0.3, features: ["a"], oneSided: false, delta: 1 },
        options({
          ...BASE,
          ...LOSS_FEATURES,
          multiplier: maybe(oneOf("mae", "mse")),
          lambda: LAMBDA,
          oneSided: maybe(bool),
        }),
      ],
    }),
    gradientPenaltyLoss: call(lai.gradientPenaltyLoss, { options: [right, options(penalty)] }),
    doubleBackpropLoss: call(lai.doubleBackpropLoss, { options: [right, options(penalty)] }),
    targetSlopeLoss: call(lai.targetSlopeLoss, { options: [{ ...right, targetSlope: 1 }, options(target)] }),
    hingeSlopeLoss: call(lai.hingeSlopeLoss, {
      options: [
        { ...right, targetSlope: 1, power: 2 },
        options({ ...target, weight: maybe(nonNegative), power: maybe(whole({ min: 1, max: 2 })) }),
      ],
    }),
    monotoneLoss: call(lai.monotoneLoss, {
      options: [
        { rising: [0], falling: [1], weight: 1, power: 2, base: "mse", delta: 1 },
        options({
          ...BASE,
          rising: LOSS_FEATURES.features,
          falling: LOSS_FEATURES.features,
          weight: maybe(nonNegative),
          power: maybe(whole({ min: 1, max: 2 })),
        }),
      ],
    }),
    constrainedSlopeLoss: call(lai.constrainedSlopeLoss, {
      options: [
        { targetSlope: 1, tolerance: 0.01, dualStepSize: 0.1, base: "mse", delta: 1, features: [1] },
        options({
          ...BASE,
          ...LOSS_FEATURES,
          targetSlope: positive,
          tolerance: maybe(positive),
          dualStepSize: maybe(positive),
        }),
      ],
    }),
    linearisedAdversarialLoss: call(lai.linearisedAdversarialLoss, {
      options: [{ epsilon: 0.1, features: [0] }, options({ epsilon: nonNegative, ...LOSS_FEATURES })],
    }),
    cosOnlyLoss: call(lai.cosOnlyLoss, { options: [{ features: [0] }, maybe(options(LOSS_FEATURES))] }),
    sinOnlyLoss: call(lai.sinOnlyLoss, { options: [{ features: [0] }, maybe(options(LOSS_FEATURES))] }),
    createLoss: call(lai.createLoss, {
      loss: ["lai", given],
      options: [{ lambda: 0.3 }, data({ lambda: LAMBDA })],
    }),
    slopeLoss: call(
      lai.slopeLoss,
      {
        definition: [
          {
            name: "own",
            base: "mse",
            delta: 1,
            features: [0],
            options: { weight: 1 },
            state: { initial: { m: 0 }, next: (state: object) => state },
            term: () => undefined,
          },
          options({
            ...BASE,
            ...LOSS_FEATURES,
            name: string,
            options: maybe(plain),
            state: maybe(
              options({
                initial: is((v) => plain.accepts(v) && Object.values(v as object).every(Number.isFinite)),
                next: func,
              }),
            ),
            term: func,
          }),
        ],
      },
      { calls: { definition: "options" } },
    ),
    checkLoss: call(lai.checkLoss, {
      loss: [lai.laiLoss({ lambda: 0.3 }), given],
      options: [
        { rows: 2, features: 2, featureNames: ["a", "b"], seed: 1 },
        maybe(
          options({
            rows: maybe(whole({ min: 2, max: 1000 })),
            features: maybe(whole({ min: 2, max: 2 })),
            featureNames: maybe(given),
            seed,
          }),
        ),
      ],
    }),
    laiMultiplier: call(lai.laiMultiplier, {
      slope: [1, real({ min: 0, max: 1e150 })],
      options: [
        { lambda: 0.3, multiplier: "mse", oneSided: true },
        options({ lambda: LAMBDA, multiplier: maybe(oneOf("mae", "mse")), oneSided: maybe(bool) }),
      ],
    }),
    targetSlopeOf: call(lai.targetSlopeOf, { multiplier: ["mse", given], lambda: [0.3, LAMBDA] }),
  };
}

function models(): Record<string, Call> {
  const loss = lai.laiLoss({ lambda: 0.3 });
  const TRAINING = {
    loss: maybe(given),
    epochs: maybe(count),
    batchSize: maybe(whole({ min: 1, max: rows })),
    dropLastBatch: maybe(bool),
    learningRate: maybe(positive),
    weightDecay: maybe(nonNegative),
    clipNorm: maybe(positive),
    inputNoise: maybe(nonNegative),
    perturbedColumns: maybe(oneOf("numeric", "all")),
    warmUpEpochs: maybe(whole({ min: 0, max: 1 })),
    slopeLossFraction: maybe(real({ above: 0, max: 1 })),
    keep: maybe(oneOf("last", "best")),
    engine: maybe(oneOf("dense", "tape")),
    threads: maybe(whole({ min: 1, max: 64 })),
    trackSlope: maybe(bool),
    checkLoss: maybe(bool),
  };
  const training = {
    ...{ loss, epochs: 2, batchSize: 20, dropLastBatch: true, learningRate: 0.01, weightDecay: 0.1, clipNorm: 1 },
    ...{
      inputNoise: 0.1,
      perturbedColumns: "all",
      checkLoss: true,
      warmUpEpochs: 1,
      slopeLossFraction: 0.5,
      keep: "last",
      engine: "dense",
      threads: 1,
      trackSlope: true,
    },
  };
  const own = {
    validation: SAMPLES,
    earlyStopping: maybe(options({ patience: count, minDelta: maybe(nonNegative) })),
    seed,
    onEpoch: maybe(func),
  };
  const ownValues = {
    ...{ validation: samples, earlyStopping: { patience: 5, minDelta: 0 }, seed: 1 },
    onEpoch: () => undefined,
  };
  const PREPROCESSING = is((v) => v === null || (plain.accepts(v) && !isCircle(v)));
  const network = orNone(data({ hidden: maybe(listOf(count)) }));
  return {
    denseModel: call(
      lai.denseModel,
      {
        options: [
          { inputs: 2, hidden: [3], activation: "tanh", seed: 1 },
          options({ inputs: count, hidden: maybe(listOf(count)), activation: maybe(given), seed }),
        ],
      },
      { calls: { inputs: "" } },
    ),
    train: call(
      lai.train,
      {
        model: [model, given],
        data: [samples, SAMPLES],
        options: [
          { ...training, ...ownValues, signal: new AbortController().signal, resume: undefined },
          orNone(options({ ...TRAINING, ...own, signal: maybe(given), resume: maybe(given) })),
        ],
      },
      { calls: { earlyStopping: "", validation: "" } },
    ),
    trainInCell: call(
      lai.trainInCell,
      {
        model: [model, given],
        data: [samples, SAMPLES],
        options: [
          { ...training, ...ownValues, title: "t", rmseLabel: "r" },
          orNone(data({ ...TRAINING, ...own, title: maybe(string), rmseLabel: maybe(string) })),
        ],
      },
      { calls: { earlyStopping: "", validation: "" } },
    ),
    predict: call(lai.predict, { model: [model, given], x: [x, given] }),
    inputGradients: call(lai.inputGradients, { model: [model, given], x: [x, given] }),
    lossAndGradients: call(lai.lossAndGradients, {
      model: [model, given],
      x: [x, given],
      y: [y, given],
      loss: [loss, given],
      options: [
        { engine: "tape", slopeLossRows: new Uint8Array(rows), lossState: undefined },
        maybe(options({ engine: maybe(oneOf("dense", "tape")), slopeLossRows: maybe(given), lossState: maybe(given) })),
      ],
    }),
    ...networkCalls(),
    modelPredictor: call(lai.modelPredictor, { model: [model, given] }),
    withPredictor: call(lai.withPredictor, { model: [model, given], run: [() => 1, func] }),
    ready: call(lai.ready, {
      options: [{ backend: "cpu", tf }, maybe(options({ backend: maybe(given), tf: maybe(given) }))],
    }),
    saveModel: call(lai.saveModel, {
      model: [model, given],
      folder: [join(folder, "model"), name],
      options: [{ preprocessing: { a: 1 } }, maybe(options({ preprocessing: maybe(PREPROCESSING) }))],
    }),
    loadModel: call(
      async (path: string) => {
        if (path === folder) await lai.saveModel(model, folder);
        return lai.loadModel(path);
      },
      { folder: [folder, given] },
    ),
    compareMethods: call(lai.compareMethods, {
      options: [
        {
          methods: [{ name: "plain", options: {} }],
          seeds: [0],
          prepare: async () => ({ train: samples, validation: samples }),
          model: { hidden: [2] },
          training: { epochs: 1 },
          signal: new AbortController().signal,
          onEpoch: () => undefined,
        },
        options({
          methods: given,
          seeds: listOf(whole()),
          prepare: func,
          model: { ...network, accepts: (value) => func.accepts(value) || network.accepts(value) },
          training: orNone(data(TRAINING)),
          signal: maybe(given),
          onEpoch: maybe(func),
        }),
      ],
    }),
  };
}

/** The functions of models with a dense network, whose first layer is the argument. */
function networkCalls(): Record<string, Call> {
  const layer = { kernel: [[0.1], [0.2]], bias: new Float32Array(1), activation: "tanh" };
  const LAYER = options({ kernel: given, bias: given, activation: maybe(given) });
  const network = (first: unknown): { layers: unknown[] } => ({ layers: [first, { kernel: [[1]], bias: [0] }] });
  const calls = { calls: { layer: "layers[0]" } };
  const loss = lai.plainLoss();
  return {
    "train#network": call(
      (first) => lai.train(network(first) as never, samples, { epochs: 1 }),
      { layer: [layer, LAYER] },
      calls,
    ),
    "predict#network": call((first) => lai.predict(network(first) as never, x), { layer: [layer, LAYER] }, calls),
    "inputGradients#network": call(
      (first) => lai.inputGradients(network(first) as never, x),
      { layer: [layer, LAYER] },
      calls,
    ),
    "lossAndGradients#network": call(
      (first) => lai.lossAndGradients(network(first) as never, x, y, loss),
      { layer: [layer, LAYER] },
      calls,
    ),
    "predict#networkLayers": call((net) => lai.predict(net as never, x), {
      model: [network(layer), options({ layers: given })],
    }),
  };
}

const FRACTIONS = { fractions: maybe(given) };
const SPLIT = {
  ...FRACTIONS,
  seed,
  folds: maybe(given),
  groupBy: maybe(listOf(given)),
  time: maybe(given),
  stratifyBy: maybe(given),
  strata: maybe(count),
};

async function dataFunctions(): Promise<Record<string, Call>> {
  const prepared = await lai.prepareDataset(table, { target: "target" });
  const json = prepared.preprocessor.toJSON();
  const FEATURE_LIST = maybe(given);
  const TARGET = options({
    name: given,
    transform: maybe(given),
    positive: maybe(string),
    standardise: maybe(bool),
  });
  // taken in without a conversion: it would be made anew for each of many wrong values
  const columns = new Map(
    Object.keys(table[0]).map((key) => [
      key,
      polars().Series(
        key,
        table.map((row) => row[key as keyof typeof row]),
      ),
    ]),
  );
  const own = (rule: Wanted): readonly [unknown, Wanted] => [columns, rule];
  const OWN = {
    target: given,
    targetUnit: maybe(string),
    features: FEATURE_LIST,
    noisyFeatures: maybe(listOf(given)),
    groupBy: maybe(listOf(given)),
    time: maybe(given),
    id: maybe(string),
    ordinal: maybe(emptyMap),
    categorical: maybe(listOf(given)),
  };
  const READ = {
    separator: maybe(given),
    header: maybe(bool),
    names: maybe(given),
    encoding: maybe(given),
    missing: maybe(is((value) => listOf(string).accepts(value) || emptyMap.accepts(value))),
    text: maybe(listOf(given)),
    kinds: maybe(emptyMap),
    thousands: maybe(given),
    decimal: maybe(given),
    percent: maybe(listOf(given)),
    currency: maybe(listOf(given)),
    dates: maybe(is((value) => value === false || emptyMap.accepts(value))),
    columns: maybe(given),
    rename: maybe(emptyMap),
    maxBytes: maybe(count),
  };
  const texts = listOf(string);
  const someTexts = is((value) => texts.accepts(value) && (value as string[]).length > 0);
  /** The same, only remembered: the columns that it names may be of another file. */
  const REMEMBERED = options({
    ...READ,
    ...{ separator: maybe(is((value) => typeof value === "string" && value.length === 1)), encoding: maybe(string) },
    ...{ names: maybe(someTexts), columns: maybe(someTexts) },
    ...{ text: maybe(texts), percent: maybe(texts), currency: maybe(texts) },
  });
  /** where an option names a column that is not there, the error does too */
  const NAMED_AS_COLUMNS = { separator: "", columns: "", text: "", percent: "", currency: "" };
  const PREPARE = [
    {
      ...{ seed: 1, fractions: [0.5, 0.25, 0.25], split: "random", features: ["a", "group"], categorical: ["group"] },
      ...{ ordinal: {}, transforms: { a: { clip: [0, 1] } }, unit: "m", noisyFeatures: ["a"] },
      ...{ groupBy: "group", time: undefined, reading: { missing: { a: ["no"] }, text: ["day"] } },
      target: { name: "target", transform: "none", positive: undefined, standardise: true },
    },
    data({
      ...FRACTIONS,
      seed,
      split: maybe(oneOf("random", "stratified")),
      features: given,
      categorical: given,
      ordinal: maybe(emptyMap),
      transforms: maybe(emptyMap),
      unit: maybe(string),
      noisyFeatures: maybe(listOf(given)),
      groupBy: maybe(listOf(given)),
      time: maybe(given),
      reading: maybe(REMEMBERED),
      target: TARGET,
    }),
  ] as const;
  const PREPARE_CALLS = {
    calls: { source: "", features: "", categorical: "", name: "target", transforms: "", groupBy: "", time: "" },
  };
  const ownFile = join(folder, "own.csv");
  const lines = table.map((row) => Object.values(row).join(","));
  writeFileSync(ownFile, [Object.keys(table[0]).join(","), ...lines].join("\n"));
  return {
    listDatasets: call(lai.listDatasets, {}),
    datasetFile: call(lai.datasetFile, { id: ["diamonds", is(() => false)] }),
    versions: call(lai.versions, {}),
    inspectTable: call(lai.inspectTable, {
      table: own(given),
      options: [{ target: "target" }, maybe(options({ target: maybe(given) }))],
    }),
    loadDataset: call(
      lai.loadDataset,
      {
        id: ["concrete", given],
        options: [
          {
            file: undefined,
            download: false,
            baseUrl: "http://127.0.0.1:9",
            onProgress: () => undefined,
            timeoutSeconds: 1,
            maxBytes: 1_000_000,
          },
          maybe(
            options({
              file: maybe(name),
              download: maybe(bool),
              baseUrl: maybe(string),
              onProgress: maybe(func),
              timeoutSeconds: maybe(real({ above: 0, max: 2e6 })),
              maxBytes: maybe(count),
            }),
          ),
        ],
      },
      { calls: { id: "" } },
    ),
    "loadDataset#file": call(
      lai.loadDataset,
      {
        path: [ownFile, given],
        options: [
          {
            ...{ target: "target", targetUnit: "m", features: ["a", "b"], noisyFeatures: ["a"], groupBy: "group" },
            ...{ time: "day", id: "own", separator: ",", missing: ["no"], kinds: { a: "numeric" } },
            ...{ columns: ["a", "b", "group", "day", "target"], rename: { a: "a" }, maxBytes: 1_000_000 },
          },
          options({ ...OWN, ...READ }),
        ],
      },
      { calls: { path: "", groupBy: "", time: "", features: "", ...NAMED_AS_COLUMNS } },
    ),
    readTable: call(
      lai.readTable,
      {
        path: [ownFile, given],
        options: [
          {
            ...{
              separator: ",",
              header: true,
              names: Object.keys(table[0]),
              encoding: "utf-8",
              missing: { a: ["no"] },
            },
            ...{ text: ["day"], kinds: { a: "numeric" }, thousands: ",", decimal: ".", percent: ["b"], currency: [] },
            ...{ dates: false, columns: ["a", "b", "day"], rename: { a: "a" }, maxBytes: 1_000_000 },
            onNote: () => undefined,
          },
          maybe(options({ ...READ, onNote: maybe(func) })),
        ],
      },
      { calls: NAMED_AS_COLUMNS },
    ),
    datasetFrom: call(
      lai.datasetFrom,
      {
        table: own(given),
        options: [
          {
            target: "target",
            targetUnit: "m",
            features: ["a", "b"],
            noisyFeatures: ["a"],
            groupBy: "group",
            time: "day",
            id: "own",
          },
          options(OWN),
        ],
      },
      { calls: { groupBy: "", time: "", features: "" } },
    ),
    prepare: call(lai.prepare, { source: own(given), options: PREPARE }, PREPARE_CALLS),
    prepareDataset: call(lai.prepareDataset, { source: own(given), options: PREPARE }, PREPARE_CALLS),
    "prepare#split": call(
      lai.prepare,
      {
        source: own(given),
        options: [
          { target: "target", split: { train: [0, 1, 2, 3], validation: [4], test: [5, 6] } },
          data({
            target: given,
            split: maybe(
              data({
                train: given,
                validation: maybe(numeric(whole({ min: 7, max: 59 }), 0)),
                test: numeric(whole({ min: 7, max: 59 }), 0),
              }),
            ),
          }),
        ],
      },
      { calls: { source: "" } },
    ),
    fitPreprocessor: call(
      lai.fitPreprocessor,
      {
        table: own(given),
        rows: [[0, 1, 2, 3, 4, 5], maybe(given)],
        options: [
          {
            features: ["a", "b"],
            target: { name: "target", unit: "m", transform: "none", positive: undefined, standardise: true },
            reading: { missing: ["no"] },
          },
          options({
            reading: maybe(REMEMBERED),
            features: given,
            target: options({
              name: given,
              unit: maybe(string),
              transform: maybe(given),
              positive: maybe(string),
              standardise: maybe(bool),
            }),
          }),
        ],
      },
      { calls: { name: "", features: "" } },
    ),
    Preprocessor: call(lai.Preprocessor.fromJSON, { json: [json, given] }),
    "Preprocessor#of": call(
      (features, target, notes, reading) => lai.Preprocessor.of(features, target, notes, reading),
      {
        features: [json.features, given],
        target: [json.target, given],
        notes: [json.notes, maybe(listOf(string))],
        reading: [{ missing: ["no"] }, maybe(REMEMBERED)],
      },
      { calls: { features: "json", target: "json", notes: "json" } },
    ),
    "Preprocessor#transform": call((input, numbers) => prepared.preprocessor.transform(input, numbers), {
      table: own(given),
      rows: [[0, 1], maybe(numeric(whole({ min: 0, max: 59 }), 0))],
    }),
    "Preprocessor#inputs": call((input, numbers) => prepared.preprocessor.inputs(input, numbers), {
      table: own(given),
      rows: [[0, 1], maybe(numeric(whole({ min: 0, max: 59 }), 0))],
    }),
    savePredictor: call(
      lai.savePredictor,
      {
        folder: [join(folder, "predictor"), name],
        predictor: [
          {
            model: lai.denseModel({ inputs: prepared.train.features, hidden: [2], seed: 1 }),
            preprocessor: prepared.preprocessor,
          },
          options({ model: given, preprocessor: given }),
        ],
      },
      { calls: { predictor: "" } },
    ),
    loadPredictor: call(
      async (path: string) => {
        if (path === folder) {
          const own = lai.denseModel({ inputs: prepared.train.features, hidden: [2], seed: 1 });
          await lai.savePredictor(path, { model: own, preprocessor: prepared.preprocessor });
        }
        (await lai.loadPredictor(path)).model.dispose();
      },
      { folder: [folder, given] },
    ),
    "Preprocessor#inverse": call((values) => prepared.preprocessor.inverse(values), { y: [y, numeric(anyNumber, 0)] }),
    "Preprocessor#rawFeature": call((column, value) => prepared.preprocessor.rawFeature(column, value), {
      column: ["a", given],
      x: [1, real()],
    }),
    "Preprocessor#columnsOf": call((feature) => prepared.preprocessor.columnsOf(feature), { feature: ["a", string] }),
    checkSamples: call(lai.checkSamples, { data: [samples, SAMPLES], name: ["data", maybe(string)] }),
    splitRows: call(
      lai.splitRows,
      {
        table: own(whole({ min: 5, max: 1000 })),
        options: [
          {
            seed: 1,
            fractions: [0.5, 0.25, 0.25],
            groupBy: "group",
            time: undefined,
            stratifyBy: undefined,
            strata: 5,
          },
          maybe(options(SPLIT)),
        ],
      },
      { calls: { table: "", groupBy: "", time: "", stratifyBy: "" } },
    ),
    "splitRows#rows": call(
      lai.splitRows,
      {
        rows: [40, given],
        options: [
          {
            ...{ seed: 1, fractions: [0.5, 0.25, 0.25], folds: undefined },
            ...{ groupBy: x.subarray(0, 40), time: undefined, stratifyBy: y, strata: 5 },
          },
          maybe(options(SPLIT)),
        ],
      },
      { calls: { rows: "", time: "" } },
    ),
    "splitRows#folds": call(
      lai.splitRows,
      {
        rows: [40, given],
        options: [
          { seed: 1, folds: 4, groupBy: x.subarray(0, 40) },
          orNone(data({ seed, folds: maybe(whole({ min: 2, max: 40 })), groupBy: maybe(listOf(given)) })),
        ],
      },
      { calls: { rows: "" } },
    ),
    takeRows: call(lai.takeRows, { table: own(given), rows: [[1, 2], numeric(whole({ min: 0, max: 59 }), 0)] }),
    toTensors: call(
      (given) => {
        const { x, y } = lai.toTensors(given);
        x.dispose();
        y.dispose();
      },
      { data: [samples, SAMPLES] },
    ),
    toDanfo: call(lai.toDanfo, { table: own(given) }, { isNotRun: true }),
    Random: call((...args: [number, string]) => new lai.Random(...args), {
      seed: [1, whole()],
      stream: ["s", maybe(string)],
    }),
    "Random#integer": call((bound) => new lai.Random(1).integer(bound), {
      bound: [5, whole({ min: 1, max: 2 ** 32 - 1 })],
    }),
    "Random#permutation": call((length) => new lai.Random(1).permutation(length), {
      length: [5, whole({ min: 0, max: 2 ** 31 })],
    }),
    "Random#shuffle": call((items) => new lai.Random(1).shuffle(items), { items: [[1, 2], is(Array.isArray)] }),
    "Random#setState": call((state) => new lai.Random(1).setState(state), {
      state: [
        new lai.Random(1).getState(),
        data({ words: given, spareNormal: is((v) => v === null || real().accepts(v)) }),
      ],
    }),
  };
}

function measures(): Record<string, Call> {
  const held = { model: [predictor, PREDICTOR] as const, samples: [samples, SAMPLES] as const };
  const looked = { model: [predictor, PREDICTOR] as const, samples: [samples, INPUTS] as const };
  const target = { name: "t", unit: "m", transform: "log1p", positive: null, negative: null, mean: 0, sd: 2 } as const;
  const TARGET = data({ unit: string, transform: given, mean: real(), sd: positive });
  const columns = [
    { name: "a", feature: "a", unit: "", kind: "numeric", mean: 0, sd: 1, twoValues: null },
    { name: "b", feature: "b", unit: "", kind: "category", mean: 0, sd: 1, twoValues: [0, 1] },
  ];
  const bins = { bins: maybe(whole({ min: 1, max: 100_000 })), binning: maybe(oneOf("width", "count")) };
  const features = { features: [0] };
  const perturbedColumns = maybe(oneOf("numeric", "all"));
  const attackRight = {
    epsilons: [0.1],
    norm: "l2",
    objective: "squared",
    ...features,
    perturbedColumns: "numeric",
    steps: 2,
    restarts: 1,
    trials: 1,
    seed: 1,
    batchSize: 9,
  };
  const many = maybe(whole({ min: 1, max: 10_000 }));
  const ascending = maybe(given);
  const curve = (): unknown => lai.noiseCurve(predictor, samples, { repeats: 2, sigmas: [0.1] });
  const CURVE = data({ features: listOf(string), rows: real(), repeats: real(), seed: real(), points: listOf(given) });
  const layer = { kernel: Float32Array.of(1, 2), bias: Float32Array.of(0), units: 1, activation: "linear" };
  const weights = { inputs: 2, layers: [layer] };
  const WEIGHTS = data({ inputs: given, layers: given });
  const directions = lai.principalDirections(samples);
  const DIRECTIONS = maybe(data({ varianceShares: given, vectors: given }));
  const points = { range: maybe(given), maxRows: maybe(count), seed, batchSize };
  const run = (setting: string, at: number, error: number): unknown => ({
    setting,
    seed: at,
    test: { clean: error, robust: 2 * error },
  });
  const runs = [run("a", 0, 1), run("a", 1, 1.1), run("a", 2, 0.9)];
  const [first, second] = [
    [1, 2, 4],
    [2, 2, 3],
  ];
  const SUMMARY = {
    level: maybe(is((v) => typeof v === "number" && v > 0 && v < 1)),
    resamples: maybe(whole({ min: 100, max: 1e7 })),
    seed,
  };
  const summary = { level: 0.9, resamples: 100, seed: 1 };
  const pairs = { first: [first, given] as const, second: [second, given] as const };
  const evaluation = lai.evaluate(predictor, samples, { which: ["accuracy"] });
  return {
    accumulatedLocalEffects: call(lai.accumulatedLocalEffects, {
      ...looked,
      feature: [0, whole({ min: 0, max: 1 })],
      options: [
        { grid: undefined, bins: 4, batchSize: 7 },
        maybe(options({ grid: ascending, bins: maybe(whole({ min: 1, max: 100_000 })), batchSize })),
      ],
    }),
    accuracy: call(lai.accuracy, {
      ...held,
      options: [{ batchSize: 7 }, maybe(options({ batchSize }))],
    }),
    accuracyOf: call(lai.accuracyOf, {
      predictions: [[1], numeric(anyNumber)],
      targets: [[1], numeric(anyNumber)],
      target: [target, maybe(TARGET)],
    }),
    attack: call(lai.attack, {
      ...held,
      options: [
        attackRight,
        maybe(
          options({
            ...FEATURES,
            perturbedColumns,
            epsilons: ascending,
            norm: maybe(oneOf("l2", "linf")),
            objective: maybe(given),
            steps: maybe(count),
            restarts: many,
            trials: many,
            seed,
            batchSize,
          }),
        ),
      ],
    }),
    minimalPerturbation: call(lai.minimalPerturbation, {
      ...looked,
      options: [
        { tolerance: 1, norm: "linf", ...features, perturbedColumns: "all", maxRadius: 5, iterations: 2, batchSize: 7 },
        maybe(
          options({
            ...FEATURES,
            perturbedColumns,
            tolerance: maybe(positive),
            norm: maybe(oneOf("l2", "linf")),
            maxRadius: maybe(positive),
            iterations: maybe(count),
            batchSize,
          }),
        ),
      ],
    }),
    binaryAccuracy: call(lai.binaryAccuracy, {
      model: held.model,
      samples: [binary, SAMPLES],
      options: [{ bins: 3, binning: "count", batchSize: 7 }, maybe(options({ ...bins, batchSize }))],
    }),
    binaryAccuracyOf: call(
      lai.binaryAccuracyOf,
      {
        logits: [[1, 2], given],
        targets: [[0, 1], given],
        options: [{ bins: 3, binning: "count" }, maybe(options(bins))],
      },
      { calls: { targets: "" } },
    ),
    probabilityPredictor: call(lai.probabilityPredictor, { model: held.model }),
    compareNoise: call(
      lai.compareNoise,
      { first: [curve(), CURVE], second: [curve(), CURVE] },
      { calls: { features: "", rows: "", repeats: "", seed: "", points: "" } },
    ),
    describe: call(lai.describe, { values: [first, numeric(anyNumber, 0)] }),
    mean: call(lai.mean, { values: [first, numeric(anyNumber, 0)] }),
    standardDeviation: call(lai.standardDeviation, { values: [first, numeric(anyNumber, 0)] }),
    quantileOfSorted: call(
      lai.quantileOfSorted,
      { sorted: [first, numeric(is((v) => typeof v === "number" && !Number.isNaN(v)))], q: [0.5, share] },
      { calls: { sorted: "values" } },
    ),
    evaluate: call(
      lai.evaluate,
      {
        model: [predictor, PREDICTOR],
        samples: held.samples,
        options: [
          {
            preset: "quick",
            which: ["accuracy"],
            seed: 1,
            targets: "real",
            ...features,
            targetSlope: 1,
            perturbedColumns: "all",
            flipProbability: 0,
            weights,
            reference: samples,
            directions,
            batchSize: 7,
          },
          maybe(
            options({
              ...FEATURES,
              preset: maybe(oneOf("quick", "full")),
              which: maybe(listOf(given)),
              seed,
              targets: maybe(oneOf("real", "binary")),
              targetSlope: maybe(nonNegative),
              perturbedColumns,
              flipProbability: maybe(share),
              weights: maybe(WEIGHTS),
              reference: maybe(INPUTS),
              directions: DIRECTIONS,
              batchSize,
            }),
          ),
        ],
      },
      { calls: { model: "", inputGradients: "model" } },
    ),
    gradientNorms: call(lai.gradientNorms, {
      ...looked,
      options: [
        { ...features, targetSlope: 1, batchSize: 7 },
        maybe(options({ ...FEATURES, targetSlope: maybe(nonNegative), batchSize })),
      ],
    }),
    inputGradientNorms: call(lai.inputGradientNorms, {
      ...looked,
      options: [{ ...features, batchSize: 7 }, maybe(options({ ...FEATURES, batchSize }))],
    }),
    exactLipschitz: call(lai.exactLipschitz, {
      weights: [weights, WEIGHTS],
      options: [{ interval: [0, 1] }, maybe(options({ interval: maybe(given) }))],
    }),
    globalLipschitzBound: call(lai.globalLipschitzBound, {
      weights: [weights, WEIGHTS],
      options: [{ features: [0] }, maybe(options(FEATURES))],
    }),
    localLipschitzBound: call(lai.localLipschitzBound, {
      ...looked,
      options: [
        { radius: 0.5, steps: 2, restarts: 1, ...features, maxRows: 9, seed: 1, batchSize: 7 },
        maybe(
          options({
            ...FEATURES,
            radius: maybe(positive),
            steps: maybe(count),
            restarts: many,
            maxRows: maybe(count),
            seed,
            batchSize,
          }),
        ),
      ],
    }),
    inTargetUnits: call(lai.inTargetUnits, {
      model: held.model,
      samples: [{ ...samples, columns, target }, data({ ...SAMPLES.parts, target: TARGET })],
    }),
    noiseCurve: call(
      lai.noiseCurve,
      {
        model: held.model,
        samples: [
          { ...samples, columns, target },
          { ...SAMPLES, parts: { ...SAMPLES.parts, columns: given } },
        ],
        options: [
          { sigmas: [0.1], distribution: "uniform", repeats: 2, seed: 1, batchSize: 7, flipProbability: 0.5 },
          maybe(
            options({
              ...FEATURES,
              perturbedColumns: maybe(oneOf("numeric")), // nothing is left to flip where all are moved
              flipProbability: maybe(share),
              sigmas: ascending,
              distribution: maybe(oneOf("gaussian", "uniform")),
              repeats: maybe(whole({ min: 1, max: 1e6 })),
              seed,
              batchSize,
            }),
          ),
        ],
      },
      { calls: { columns: "" } },
    ),
    missingCurve: call(lai.missingCurve, {
      ...held,
      options: [
        { probabilities: [0.1], replacements: [0, 0], ...features, repeats: 2, seed: 1, batchSize: 7 },
        maybe(
          options({
            ...FEATURES,
            probabilities: ascending,
            replacements: maybe(given),
            repeats: maybe(whole({ min: 1, max: 1e6 })),
            seed,
            batchSize,
          }),
        ),
      ],
    }),
    partialDependence: call(lai.partialDependence, {
      ...looked,
      feature: [0, whole({ min: 0, max: 1 })],
      options: [
        { grid: undefined, points: 3, range: [0, 1], maxRows: 9, iceCurves: 2, seed: 1, batchSize: 7 },
        maybe(
          options({
            ...points,
            grid: ascending,
            points: maybe(whole({ min: 2, max: 100_000 })),
            iceCurves: maybe(whole({ min: 0 })),
          }),
        ),
      ],
    }),
    partialDependenceSurface: call(lai.partialDependenceSurface, {
      ...looked,
      features: [[0, 1], given],
      options: [
        { grids: undefined, points: 3, range: [0, 1], maxRows: 9, seed: 1, batchSize: 7 },
        maybe(options({ ...points, grids: maybe(given), points: maybe(whole({ min: 2, max: 100_000 })) })),
      ],
    }),
    surfaceRoughness: call(lai.surfaceRoughness, {
      grids: [
        [
          [0, 1, 2],
          [0, 1, 2],
        ],
        given,
      ],
      values: [
        [
          [0, 1, 2],
          [0, 1, 2],
          [0, 1, 2],
        ],
        given,
      ],
    }),
    principalDirections: call(lai.principalDirections, { samples: looked.samples }),
    sensitivity: call(lai.sensitivity, {
      ...looked,
      options: [
        { ...features, targetSlope: 1, directions, batchSize: 7 },
        maybe(options({ ...FEATURES, targetSlope: maybe(nonNegative), directions: DIRECTIONS, batchSize })),
      ],
    }),
    curveRoughness: call(lai.curveRoughness, { grid: [[0, 1, 2], given], values: [[0, 1, 2], given] }),
    smoothness: call(lai.smoothness, {
      ...looked,
      options: [
        { ...features, points: 3, range: [0, 1], maxRows: 9, seed: 1, batchSize: 7 },
        maybe(options({ ...FEATURES, ...points, points: maybe(whole({ min: 3, max: 100_000 })) })),
      ],
    }),
    differenceAtMeanClean: call(lai.differenceAtMeanClean, { setting: [runs, given], reference: [runs, given] }),
    differenceAtSameAccuracy: call(
      lai.differenceAtSameAccuracy,
      {
        rows: [
          [
            { name: "a", seed: 0, rmse: 1, noise: 2 },
            { name: "b", seed: 0, rmse: 1, noise: 3 },
          ],
          given,
        ],
        options: [
          { method: "a", rivals: ["b"], clean: "rmse", error: "noise" },
          options({ method: oneOf("a", "b"), rivals: given, clean: given, error: given }),
        ],
      },
      { calls: { clean: "", error: "" } },
    ),
    comparePaired: call(lai.comparePaired, { ...pairs, options: [summary, maybe(options(SUMMARY))] }),
    effectSize: call(lai.effectSize, pairs),
    pairedTTest: call(lai.pairedTTest, pairs),
    wilcoxonSignedRank: call(lai.wilcoxonSignedRank, pairs),
    holm: call(lai.holm, { pValues: [[0.1, 0.2], numeric(share, 0)] }),
    paretoFront: call(lai.paretoFront, { points: [[{ clean: 1, robust: 2 }], listOf(given)] }),
    rankCorrelation: call(lai.rankCorrelation, { x: [first, given], y: [second, given] }),
    summarise: call(lai.summarise, { values: [first, given], options: [summary, maybe(options(SUMMARY))] }),
    measureRows: call(lai.measureRows, { evaluation: [evaluation, given] }),
    measureTable: call(lai.measureTable, { evaluation: [evaluation, given] }),
  };
}

function figures(): Record<string, Call> {
  const shared = {
    ...{ title: maybe(string), subtitle: maybe(string), xLabel: maybe(string), yLabel: maybe(string) },
    ...{ height: maybe(real({ min: 80, max: 4000 })), width: maybe(real({ min: 100, max: 4000 })) },
  };
  const words = { title: "t", subtitle: "s", xLabel: "x", yLabel: "y", height: 300, width: 400 };
  const three = [1, 2, 3];
  const figure = (run: Call["run"], right: object, parts: Record<string, Wanted>): Call =>
    call(
      run,
      { options: [{ ...words, ...right }, options({ ...shared, ...parts })] },
      { calls: { x: "", y: "", features: "" } },
    );
  const { figures: draw } = lai;
  return {
    "figures.fittedCurves": figure(
      draw.fittedCurves,
      {
        points: { x: three, y: three, name: "n" },
        curves: [{ name: "m", x: three, y: three, slope: 1 }],
        maxPoints: 9,
      },
      {
        points: maybe(data({ x: given, y: given, name: maybe(string) })),
        curves: given,
        maxPoints: maybe(whole({ min: 2 })),
      },
    ),
    "figures.multiplierCurves": figure(
      draw.multiplierCurves,
      { curves: [{ name: "m", values: (k: number) => k, target: 2 }], slopes: three },
      { curves: given, slopes: maybe(given) },
    ),
    "figures.noiseCurves": figure(
      draw.noiseCurves,
      { models: [{ name: "m", sigmas: three, rmse: [three, three] }] },
      { models: given },
    ),
    "figures.partialDependence": figure(
      draw.partialDependence,
      { models: [{ name: "m", grid: three, mean: three, ice: [three] }], rug: three },
      { models: given, rug: maybe(drawn) },
    ),
    "figures.projections": figure(
      draw.projections,
      { slopes: [0.5, 1], error: 1 },
      { slopes: given, error: maybe(positive) },
    ),
    "figures.slopeHistogram": figure(
      draw.slopeHistogram,
      { models: [{ name: "m", slopes: three }], target: 1, bins: 5, max: 4 },
      { models: given, target: maybe(real()), bins: maybe(whole({ min: 2, max: 500 })), max: maybe(real()) },
    ),
    "figures.trainingHistory": figure(
      draw.trainingHistory,
      {
        runs: [{ name: "m", loss: three }],
        warmUpEpochs: 1,
        target: 1,
        labels: { loss: "l", validationRmse: "v", meanSlope: "s" },
      },
      {
        runs: given,
        warmUpEpochs: maybe(nonNegative),
        target: maybe(real()),
        labels: maybe(options({ loss: maybe(string), validationRmse: maybe(string), meanSlope: maybe(string) })),
      },
    ),
  };
}

function show(): Record<string, Call> {
  const figure = { data: [], layout: {} };
  const FIGURE = data({
    data: is((v) => Array.isArray(v) && v.every((one) => plain.accepts(one))),
    layout: maybe(is((v) => plain.accepts(v) && !isCircle(v))),
  });
  const shown = { theme: "dark", width: 300, height: 300 };
  const outside = { throws: lai.NotInNotebookError };
  const TABLE = maybe(
    options({
      caption: maybe(string),
      columns: maybe(listOf(given)),
      labels: maybe(emptyMap),
      best: maybe(emptyMap),
      digits: maybe(is((v) => whole({ min: 1, max: 15 }).accepts(v) || emptyMap.accepts(v))),
      maxRows: maybe(count),
    }),
  );
  const tableRight = { caption: "c", columns: ["a"], labels: {}, best: {}, digits: 3, maxRows: 5 };
  const PARAGRAPHS = is((v) => typeof v === "string" || listOf(string).accepts(v));
  const isRows = is(
    (v) => Array.isArray(v) && v.every((one) => typeof one === "object" && one !== null && !Array.isArray(one)),
  );
  return {
    inNotebook: call(lai.inNotebook, {}),
    notebookStopSignal: call(lai.notebookStopSignal, {}),
    figureSvg: call(
      lai.figureSvg,
      { figure: [figure, FIGURE], options: [shown, maybe(options(size))] },
      { calls: { data: "figure", layout: "figure" }, isNotRun: true },
    ),
    figureBundle: call(
      lai.figureBundle,
      { figure: [figure, FIGURE], options: [shown, maybe(options(size))] },
      { calls: { data: "figure", layout: "figure" }, isNotRun: true },
    ),
    showFigure: call(
      lai.showFigure,
      { figure: [figure, FIGURE], options: [shown, maybe(options(size))] },
      { ...outside, calls: { data: "figure", layout: "figure" }, isNotRun: true },
    ),
    saveFigure: call(
      lai.saveFigure,
      {
        figure: [figure, FIGURE],
        path: [join(folder, "figure.json"), given],
        options: [{ ...shown, scale: 1 }, maybe(options({ ...size, scale: maybe(real({ min: 0.1, max: 10 })) }))],
      },
      { calls: { data: "figure", layout: "figure" } },
    ),
    setFigureTheme: call(lai.setFigureTheme, { theme: ["light", oneOf("light", "dark")] }),
    tableBundle: call(lai.tableBundle, { rows: [[{ a: 1 }], isRows], options: [tableRight, TABLE] }),
    showTable: call(lai.showTable, { rows: [[{ a: 1 }], isRows], options: [tableRight, TABLE] }, outside),
    textBundle: call(lai.textBundle, { paragraphs: ["a", PARAGRAPHS] }),
    showText: call(lai.showText, { paragraphs: ["a", PARAGRAPHS] }, outside),
    trainingProgress: call(lai.trainingProgress, {
      options: [
        { title: "t", rmseLabel: "r", intervalMs: 1, earlier: [] },
        maybe(
          options({
            title: maybe(string),
            rmseLabel: maybe(string),
            intervalMs: maybe(nonNegative),
            earlier: maybe(listOf(given)),
          }),
        ),
      ],
    }),
  };
}

function studies(): Record<string, Call> {
  const notRun = { isNotRun: true };
  return {
    checkStudy: call(lai.checkStudy, {
      study: [
        {
          name: "s",
          data: [{ dataset: "concrete" }],
          learningRates: [0.01],
          methods: ["plainMse"],
          seeds: { tuning: 1, evaluation: 2 },
        },
        given,
      ],
    }),
    readStudy: call(
      lai.readStudy,
      { path: [join(packageRoot(), "studies", "quick.json"), given] },
      { calls: { path: "" } },
    ),
    runStudy: call(
      lai.runStudy,
      {
        study: [smallStudy(), given],
        options: [
          {
            store: join(folder, "store"),
            workers: 1,
            limitMinutes: 1,
            signal: AbortSignal.abort(),
            onProgress: () => undefined,
            retryFailed: false,
            queue: undefined,
            shard: { number: 1, of: 1 },
          },
          options({
            store: name,
            workers: maybe(whole({ min: 1, max: 1024 })),
            limitMinutes: maybe(positive),
            signal: maybe(given),
            onProgress: maybe(func),
            retryFailed: maybe(bool),
            queue: maybe(given),
            shard: maybe(options({ number: count, of: count })),
          }),
        ],
      },
      notRun,
    ),
    runStudyWorker: call(
      lai.runStudyWorker,
      {
        options: [
          {
            queue: "nowhere",
            workers: 1,
            idleMinutes: 1,
            lostAfterSeconds: 30,
            signal: AbortSignal.abort(),
            onProgress: () => undefined,
          },
          options({
            queue: given,
            workers: maybe(whole({ min: 1, max: 1024 })),
            idleMinutes: maybe(positive),
            lostAfterSeconds: maybe(real({ min: 1, max: 86_400 })),
            signal: maybe(given),
            onProgress: maybe(func),
          }),
        ],
      },
      notRun,
    ),
    writeReport: call(lai.writeReport, { folder: [folder, given] }, notRun),
    studyStatus: call(lai.studyStatus, { folder: [folder, given] }, notRun),
    readStoredRuns: call(
      lai.readStoredRuns,
      {
        name: ["noisy-labels", given],
        from: [{ only: ["concrete"] }, maybe(options({ folder: maybe(given), only: maybe(given) }))],
      },
      { calls: { name: "study", folder: "" } },
    ),
    readAnswers: call(lai.readAnswers, { path: [undefined, maybe(given)] }),
    dataAnswers: call(lai.dataAnswers, {
      name: ["concrete", given],
      options: [{ epoch: "last" }, maybe(options({ epoch: maybe(oneOf("last", "best")) }))],
    }),
    effectOverData: call(lai.effectOverData, { effects: [[0.1, 0.2], listOf(anyNumber)] }),
  };
}

function advice(): Record<string, Call> {
  return {
    adviseLoss: call(
      lai.adviseLoss,
      {
        model: [predictor, PREDICTOR],
        samples: [samples, SAMPLES],
        options: [
          { question: "smoother", slope: 1, features: undefined, base: "mse", evidence: null },
          options({
            question: given,
            slope: maybe(positive),
            features: maybe(given),
            base: maybe(oneOf("mse", "logistic")),
            evidence: maybe(is((v) => v === null || emptyMap.accepts(v))),
          }),
        ],
      },
      { calls: { model: "", inputGradients: "model" } },
    ),
  };
}

/** Made by the package itself: nobody calls these with arguments that need a check. */
const ERRORS: Record<string, Call> = {
  ArgumentError: call(() => new lai.ArgumentError("a", 1, "b."), {}),
  NotInNotebookError: call(() => new lai.NotInNotebookError("a"), {}),
  TrainingDivergedError: call(
    () =>
      new lai.TrainingDivergedError({
        ...{ loss: 1, gradient: false, epoch: 1, step: 1, weights: [], learningRate: 1, warnings: [] },
      }),
    {},
  ),
};

let made: Promise<Record<string, Call>> | undefined;

async function make(): Promise<Record<string, Call>> {
  return {
    ...ERRORS,
    ...losses(),
    ...models(),
    ...(await dataFunctions()),
    ...measures(),
    ...figures(),
    ...show(),
    ...studies(),
    ...advice(),
  };
}

/** A right call of every exported function by its name; after a #, of one of its methods or forms. */
export function rightCalls(): Promise<Record<string, Call>> {
  made ??= make();
  return made;
}
