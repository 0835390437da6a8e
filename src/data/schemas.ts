import { z } from "zod";
import { isName, isNamePath, NAME_RULE } from "../base/name";

/*
 * The shapes of JSON that comes from outside. The types that users see are written by hand beside the code: the compiler in
 * tslab's kernel is older than the ones that zod's own types are made for.
 */

const quantiles = z
  .tuple([z.number().min(0).max(1), z.number().min(0).max(1)])
  .refine(([low, high]) => low < high, "the lower quantile first");

/** A declared feature. */
export const featureSchema = z
  .strictObject({
    name: z.string().min(1),
    unit: z.string().default(""),
    kind: z.enum(["numeric", "ordinal", "categorical", "cyclic"]).default("numeric"),
    order: z.array(z.string()).min(2).optional(),
    period: z.number().positive().optional(),
    log1p: z.boolean().default(false),
    clip: quantiles.optional(),
    impute: z.enum(["median", "mean"]).default("median"),
    indicator: z.boolean().default(true),
    standardise: z.boolean().default(true),
    aliases: z.array(z.string()).default([]),
  })
  .superRefine((feature, context) => {
    const fault = (message: string): void =>
      context.addIssue({ code: "custom", message: `${feature.name}: ${message}` });
    if (feature.kind === "cyclic" && feature.period === undefined) fault("a cyclic feature needs its period");
    if (feature.kind !== "cyclic" && feature.period !== undefined) fault("only a cyclic feature has a period");
    if (feature.kind !== "ordinal" && feature.order !== undefined) fault("only an ordinal feature has an order");
    if (feature.order && new Set(feature.order).size !== feature.order.length) fault("its order names a value twice");
    if (feature.kind !== "numeric" && (feature.log1p || feature.clip))
      fault("only a numeric feature takes log1p and clip");
  });

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const name = z.string().refine(isName, NAME_RULE);
const namePath = z.string().refine(isNamePath, `${NAME_RULE}, with slashes between names`);

const entrySchema = z.strictObject({
  id: name.regex(/^[a-z0-9-]+$/),
  title: z.string(),
  kaggle: z.strictObject({
    type: z.enum(["dataset", "competition"]),
    slug: namePath,
    file: name,
    /** whether the file's name is a guess; of no set was the page looked at on Kaggle's site */
    fileIsGuess: z.boolean().default(false),
  }),
  /** file name in data/ of the package, if the set comes with it */
  embedded: name.optional(),
  /** file names looked for in LAI_DATA_DIR and the cache */
  files: z.array(namePath).min(1),
  /** file names of a copy in parts, to be joined in this order */
  parts: z.array(name).min(2).optional(),
  source: z.string(),
  licence: z.string(),
  rows: z.number().int().positive(),
  target: z.strictObject({ name: z.string(), unit: z.string(), aliases: z.array(z.string()).default([]) }),
  features: z.array(featureSchema).min(1),
  /** columns that are read and kept in the table beside features and target, such as the year of a reading */
  keep: z
    .array(
      z.strictObject({
        name: z.string(),
        kind: z.enum(["numeric", "text", "clock"]),
        meaning: z.string(),
        aliases: z.array(z.string()).default([]),
        /** for a copy without this column: a value and the number of rows that have it, in the order of the rows */
        runs: z.array(z.tuple([z.number(), z.number().int().positive()])).optional(),
      }),
    )
    .default([]),
  /** cells with exactly one of these texts are missing values; an empty cell always is */
  missingCodes: z.array(z.string()).default([]),
  /** rows with a missing value in a feature are left out instead of imputed */
  dropMissing: z.boolean().default(false),
  /** rows where any of these columns has this value are left out */
  dropRows: z.strictObject({ columns: z.array(z.string()), equals: z.number(), reason: z.string() }).optional(),
  traps: z.array(z.string()),
  noisyFeatures: z.array(z.string()),
  /** rows that agree in all of these columns stay on one side of every split */
  groupBy: z.array(z.string()).default([]),
  /** the column of a chronological split */
  time: z.string().optional(),
  split: z.enum(["random", "group"]).default("random"),
  /** over the parsed values of target, features and kept columns: the same for every copy of the set */
  sha256,
  /** of files known byte by byte */
  fileSha256: z.array(sha256).default([]),
});

/** data/catalogue.json. */
export const catalogueSchema = z.array(entrySchema);

const scale = { mean: z.number(), sd: z.number().positive() };
const twoValues = { twoValues: z.tuple([z.number(), z.number()]).optional() };
const fitted = { name: z.string(), unit: z.string(), indicator: z.boolean() };

const fittedFeatureSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("numeric"),
    ...fitted,
    ...scale,
    ...twoValues,
    clip: z.tuple([z.number(), z.number()]).nullable(),
    log1p: z.boolean(),
    fill: z.number(),
  }),
  z.strictObject({
    kind: z.literal("ordinal"),
    ...fitted,
    ...scale,
    ...twoValues,
    order: z.array(z.string()),
    fill: z.number(),
  }),
  z.strictObject({ kind: z.literal("categorical"), ...fitted, categories: z.array(z.string()) }),
  z.strictObject({
    kind: z.literal("cyclic"),
    ...fitted,
    period: z.number().positive(),
    sine: z.strictObject(scale),
    cosine: z.strictObject(scale),
  }),
]);

/** What `Preprocessor.toJSON` gives. */
export const preprocessorSchema = z.strictObject({
  format: z.literal("lai-loss preprocessor 1"),
  features: z.array(fittedFeatureSchema).min(1),
  target: z.strictObject({
    name: z.string(),
    unit: z.string(),
    transform: z.enum(["none", "log1p", "binary"]),
    positive: z.string().nullable(),
    negative: z.string().nullable(),
    ...scale,
  }),
  notes: z.array(z.string()),
  reading: z.unknown().optional(), // then checked as READING
});
