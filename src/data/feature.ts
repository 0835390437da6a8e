import { z } from "zod";
import { ArgumentError } from "../base/check";

export const FEATURE_KINDS = ["numeric", "ordinal", "categorical", "cyclic"] as const;
export type FeatureKind = (typeof FEATURE_KINDS)[number];

const quantiles = z
  .tuple([z.number().min(0).max(1), z.number().min(0).max(1)])
  .refine(([low, high]) => low < high, "the lower quantile first");

const featureSchema = z
  .strictObject({
    name: z.string().min(1),
    unit: z.string().default(""),
    kind: z.enum(FEATURE_KINDS).default("numeric"),
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

/** One feature as the user or the catalogue declares it, every field filled. */
export interface FeatureSpec {
  /** its column in the table */
  name: string;
  unit: string;
  kind: FeatureKind;
  /** of an ordinal feature: its values from lowest to highest; left out for numbers, which have their own order */
  order?: string[];
  /** of a cyclic feature: the value at which it begins anew, such as 24 for hours */
  period?: number;
  /** log(1 + value) before it is standardised; defaults to false */
  log1p: boolean;
  /** values are cut off at these two quantiles of the training rows; defaults to no clipping */
  clip?: [number, number];
  /** what a missing value is replaced by, of the training rows; defaults to "median" */
  impute: "median" | "mean";
  /** adds a column "NAME missing" of 0 and 1 where the training rows have missing values; defaults to true */
  indicator: boolean;
  /** subtracts the mean and divides by the standard deviation of the training rows; defaults to true */
  standardise: boolean;
  /** other names of the column in copies of the file */
  aliases: string[];
}

/** A feature with only the fields that differ from the defaults; a bare name is a numeric feature. */
export type FeatureInput = string | (Pick<FeatureSpec, "name"> & Partial<FeatureSpec>);

/** Fills in the defaults of a declared feature; an unknown field or an impossible combination is an ArgumentError. */
export function featureSpec(input: FeatureInput, argument = "feature"): FeatureSpec {
  const parsed = featureSchema.safeParse(typeof input === "string" ? { name: input } : input);
  if (parsed.success) return parsed.data as FeatureSpec;
  throw new ArgumentError(argument, input, `${issueText(parsed.error)}.`);
}

/** The first fault that zod found, with the field's path. */
export function issueText(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue.path.join(".");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}

export { featureSchema };
