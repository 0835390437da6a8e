import { isName, NAME_RULE, RENAMED_OPTIONS } from "lai-internal";
import { ACTIVATION_NAMES } from "lai-loss";
import { z } from "zod";
import { LABEL_NOISE_PLACES } from "./label-noise-places";
import { methodNames } from "./methods/build";
import type { RunSpec } from "./run-spec";
import { NOISY } from "./settings";
import { KEPT_EPOCHS } from "./study";
import { NOISE_DISTRIBUTIONS } from "./training-noise";

/** Measures that a study may ask for: those of `evaluate` that are quick enough for every run. */
export const STUDY_MEASURES = [
  ...(["accuracy", "sensitivity", "noise", "featureNoise", "attack", "attackLinf", "featureAttack"] as const),
  "localLipschitz",
] as const;

/** First tuning seed where a study gives only their number: far from the evaluation seeds, which then begin at 0. */
const FIRST_TUNING_SEED = 1000;

/** The most that a study may ask for: what is beyond is a slip of the pen, or meant to do harm. */
export const LIMITS = {
  seeds: 10_000,
  epochs: 1_000_000,
  batchSize: 10_000_000,
  layers: 100,
  width: 65_536,
  /** between a network's layers */
  weights: 10_000_000,
  /** data sets, methods, values of a grid, learning rates */
  items: 1000,
  features: 100_000,
  /** that there can be: of every data set, setting, learning rate and seed */
  runs: 1_000_000,
} as const;

const positive = z.number().positive();
const share = positive.max(1);
const count = z.number().int().min(1);
const name = z.string().min(1).max(1000);
const names = list(name, LIMITS.features);

const model = fields({
  hidden: list(count.max(LIMITS.width), LIMITS.layers).default([64, 32]),
  activation: z.enum(ACTIVATION_NAMES).default("softplus"),
}).superRefine(({ hidden }, context) => {
  const weights = hidden.reduce((sum, width, i) => sum + width * (hidden[i + 1] ?? 1), 0);
  if (weights <= LIMITS.weights) return;
  const message = `its layers have ${weights} weights between them; give at most ${LIMITS.weights}`;
  context.addIssue({ code: "custom", path: ["hidden"], message });
});

const training = fields({
  epochs: count.max(LIMITS.epochs).default(100),
  batchSize: count.max(LIMITS.batchSize).default(128),
  warmUpEpochs: z.number().int().min(0).default(10),
  learningRate: positive.optional(),
  clipNorm: positive.optional(),
});

const dataFields = {
  name: name.optional(),
  dataset: name,
  target: name.optional(),
  rows: z.number().int().min(30).optional(),
  split: z.enum(["random", "group", "time", "stratified"]).optional(),
  fractions: z.tuple([positive, positive, positive]).optional(),
  features: names.min(1).optional(),
  transforms: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  targetTransform: z.enum(["none", "log1p"]).optional(),
  noisyFeatures: names.min(1).optional(),
  labelNoise: fields({ where: z.enum(LABEL_NOISE_PLACES), share: share, sd: positive }).optional(),
  trainingNoise: fields({
    sd: positive,
    distribution: z.enum(NOISE_DISTRIBUTIONS).default("normal"),
    features: names.min(1).or(z.literal(NOISY)).optional(),
    cleanRows: count.max(LIMITS.items).optional(),
  }).optional(),
};

/** A data set by its id alone, or with what is special about it; model and training override the study's, field by field. */
const data = orName(
  "dataset",
  fields({
    ...dataFields,
    model: z.record(z.string(), z.unknown()).optional(),
    training: z.record(z.string(), z.unknown()).optional(),
  }),
);

const methodName = z.enum(methodNames as [string, ...string[]]);
const option = z.union([z.number(), z.string(), z.boolean(), names.min(1)], {
  error: "give a number, a text, true or false, or a list of texts",
});
const grid = list(z.union([z.number(), z.literal("off")], { error: 'give numbers, or "off"' }), LIMITS.items);

/** A method by its name alone, or with options, a label and a grid. */
const method = orName(
  "method",
  withCurrentNames(
    z.object({ method: methodName, label: name.optional(), grid: grid.min(1).optional() }).catchall(option),
  ),
);

/** So many seeds from a first one on, or the seeds themselves. */
function seeds(first: number, least: 0 | 1): z.ZodPreprocess<z.ZodArray<z.ZodNumber>> {
  return z.preprocess(
    (value) =>
      Number.isInteger(value) && (value as number) >= least && (value as number) <= LIMITS.seeds
        ? Array.from({ length: value as number }, (_, i) => first + i)
        : value,
    z
      .array(z.number().int(), { error: `give how many, at most ${LIMITS.seeds}, or a list of whole numbers` })
      .min(least)
      .max(LIMITS.seeds),
  );
}

const studyFields = {
  name: z.string().refine(isName, NAME_RULE),
  description: z.string().default(""),
  cut: list(name, LIMITS.items).default([]),
  learningRates: list(positive, LIMITS.items).min(1).default([0.0005, 0.002, 0.008]),
  seeds: fields({ tuning: seeds(FIRST_TUNING_SEED, 0), evaluation: seeds(0, 1) }),
  regimes: z
    .array(z.enum(KEPT_EPOCHS as ["best", "last"]))
    .min(1)
    .max(KEPT_EPOCHS.length)
    .default(["best", "last"]),
  measures: list(z.enum(STUDY_MEASURES), LIMITS.items).default([
    ...(["accuracy", "sensitivity", "noise", "featureNoise", "attack", "localLipschitz"] as const),
  ]),
};

const comparisonFields = {
  baseline: name.optional(),
  references: list(name, LIMITS.items).optional(),
  budget: z.number().min(0).default(0.02),
};

export const studySchema = fields({
  ...studyFields,
  data: list(data, LIMITS.items).min(1),
  perturbedColumns: z.enum(["numeric", "all"]).default("all"),
  model: model.prefault({}),
  training: training.prefault({}),
  methods: list(method, LIMITS.items).min(1),
  comparison: fields(comparisonFields).prefault({}),
});

export const modelSchema = model;
export const trainingSchema = training;

const resolvedData = fields({
  ...dataFields,
  name,
  noisyFeatures: names,
  perturbedColumns: z.literal("numeric").optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "give a SHA-256"),
  model,
  training,
});
const methodSpec = withCurrentNames(z.object({ method: methodName }).catchall(option));

/** The fields of a ResolvedStudy. */
export const resolvedStudyFields = {
  ...studyFields,
  data: list(resolvedData, LIMITS.items),
  methods: list(fields({ label: name, spec: methodSpec, grid }), LIMITS.items).min(1),
  comparison: fields({ ...comparisonFields, baseline: name, references: list(name, LIMITS.items) }),
};

/** Plain JSON of a RunSpec. */
export const runSpecSchema = fields({
  data: resolvedData,
  method: methodSpec,
  learningRate: positive,
  seed: z.number().int(),
  measures: list(z.enum(STUDY_MEASURES), LIMITS.items),
}) as unknown as z.ZodType<RunSpec>;

/** A list of at most so many. */
function list<T extends z.ZodType>(item: T, most: number): z.ZodArray<T> {
  return z.array(item).max(most, `give at most ${most}`);
}

/** An object with these fields and no others; who gives another is told which there are. */
function fields<T extends z.ZodRawShape>(shape: T): z.ZodObject<T, z.core.$strict> {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? `unknown field; the known ones are ${known}` : undefined),
  });
}

/** The object itself, or a text alone, which is its main field. */
function orName<T extends z.ZodType>(field: string, schema: T): z.ZodPreprocess<T> {
  return z.preprocess((value) => (typeof value === "string" ? { [field]: value } : value), schema);
}

/** Options under the names of version 0.1 are taken by their names of today; who gives both is told of the old one. */
function withCurrentNames<T extends z.ZodType>(schema: T): z.ZodPreprocess<T> {
  return z.preprocess((value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const current = (key: string): string => {
      const renamed = Object.hasOwn(RENAMED_OPTIONS, key) ? RENAMED_OPTIONS[key] : key;
      return Object.hasOwn(value, renamed) ? key : renamed;
    };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [current(key), item]));
  }, schema);
}
