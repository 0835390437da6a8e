import { z } from "zod";
import { ArgumentError } from "../base/check";
import { ACTIVATION_NAMES } from "../model/activation";
import { LABEL_NOISE_PLACES } from "./label-noise-places";
import { methodNames } from "./methods";
import { REGIMES } from "./study";

/** Measures that a study may ask for: those of `evaluate` that are quick enough for every run. */
export const STUDY_MEASURES = [
  ...(["accuracy", "sensitivity", "noise", "featureNoise", "attack", "attackLinf", "featureAttack"] as const),
  "localLipschitz",
] as const;

/** First tuning seed where a study gives only their number: far from the evaluation seeds, which then begin at 0. */
const FIRST_TUNING_SEED = 1000;

const positive = z.number().positive();
const share = positive.max(1);
const count = z.number().int().min(1);
const name = z.string().min(1);

const model = fields({
  hidden: z.array(count).default([64, 32]),
  activation: z.enum(ACTIVATION_NAMES).default("softplus"),
});

const training = fields({
  epochs: count.default(100),
  batchSize: count.default(128),
  warmUpEpochs: z.number().int().min(0).default(10),
  clipNorm: positive.optional(),
});

/** A data set by its id alone, or with what is special about it; model and training override the study's, field by field. */
const data = orName(
  "dataset",
  fields({
    name: name.optional(),
    dataset: name,
    target: name.optional(),
    rows: z.number().int().min(30).optional(),
    split: z.enum(["random", "group", "time", "stratified"]).optional(),
    fractions: z.tuple([positive, positive, positive]).optional(),
    features: z.array(name).min(1).optional(),
    transforms: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
    targetTransform: z.enum(["none", "log1p"]).optional(),
    noisyFeatures: z.array(name).min(1).optional(),
    labelNoise: fields({ where: z.enum(LABEL_NOISE_PLACES), share: share, sd: positive }).optional(),
    model: z.record(z.string(), z.unknown()).optional(),
    training: z.record(z.string(), z.unknown()).optional(),
  }),
);

/** A method by its name alone, or with options, a label and a grid. */
const method = orName(
  "method",
  z
    .object({
      method: z.enum(methodNames as [string, ...string[]]),
      label: name.optional(),
      grid: z
        .array(z.union([z.number(), z.literal("off")], { error: 'give numbers, or "off"' }))
        .min(1)
        .optional(),
    })
    .catchall(
      z.union([z.number(), z.string(), z.boolean(), z.array(z.string()).min(1)], {
        error: "give a number, a text, true or false, or a list of texts",
      }),
    ),
);

/** So many seeds from a first one on, or the seeds themselves. */
function seeds(first: number): z.ZodPreprocess<z.ZodArray<z.ZodNumber>> {
  return z.preprocess(
    (value) =>
      Number.isInteger(value) && (value as number) > 0
        ? Array.from({ length: value as number }, (_, i) => first + i)
        : value,
    z.array(z.number().int(), { error: "give how many, or a list of whole numbers" }).min(1),
  );
}

export const studySchema = fields({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "give letters, digits, dots, dashes and underscores"),
  description: z.string().default(""),
  cut: z.array(name).default([]),
  data: z.array(data).min(1),
  perturbedColumns: z.enum(["numeric", "all"]).default("all"),
  model: model.prefault({}),
  training: training.prefault({}),
  learningRates: z.array(positive).min(1).default([0.0005, 0.002, 0.008]),
  methods: z.array(method).min(1),
  seeds: fields({ tuning: seeds(FIRST_TUNING_SEED), evaluation: seeds(0) }),
  regimes: z
    .array(z.enum(REGIMES as ["best", "last"]))
    .min(1)
    .default(["best", "last"]),
  measures: z
    .array(z.enum(STUDY_MEASURES))
    .default(["accuracy", "sensitivity", "noise", "featureNoise", "attack", "localLipschitz"]),
  comparison: fields({
    baseline: name.optional(),
    references: z.array(name).optional(),
    budget: z.number().min(0).default(0.02),
  }).prefault({}),
});

export const modelSchema = model;
export const trainingSchema = training;

/** Parses by a schema; the first fault becomes an ArgumentError with its path, what is there and what is allowed. */
export function parse<T extends z.ZodType>(schema: T, value: unknown, path: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const keys = issue.code === "unrecognized_keys" ? issue.path.concat(issue.keys[0]) : issue.path;
  const found = keys.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
  throw new ArgumentError([path, ...keys].map(String).join("."), found, `${issue.message}.`);
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
