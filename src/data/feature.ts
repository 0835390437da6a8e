import { ArgumentError } from "../base/check";
import { featureSchema, issueText } from "./schemas";

export const FEATURE_KINDS = ["numeric", "ordinal", "categorical", "cyclic"] as const;
export type FeatureKind = (typeof FEATURE_KINDS)[number];

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
