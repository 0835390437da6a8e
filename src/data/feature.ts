import {
  ArgumentError,
  ascending,
  boolean,
  choice,
  list,
  mapOf,
  number,
  object,
  optional,
  type Rule,
  text,
  where,
} from "../base/check";

/** One feature as the user or the catalogue declares it, every field filled. */
export interface FeatureSpec {
  /** its column in the table */
  name: string;
  unit: string;
  kind: "numeric" | "ordinal" | "categorical" | "cyclic";
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

const QUANTILES = ascending({ length: 2, min: 0, max: 1 }) as Rule<unknown> as Rule<[number, number]>;

const SPEC = object({
  name: where<string>((value) => typeof value === "string" && value !== "", "give the name of a column."),
  unit: optional(text, ""),
  kind: optional(choice(["numeric", "ordinal", "categorical", "cyclic"]), "numeric"),
  order: optional(list(text, { least: 2, unique: true })),
  period: optional(number({ above: 0 })),
  log1p: optional(boolean, false),
  clip: optional(QUANTILES),
  impute: optional(choice(["median", "mean"]), "median"),
  indicator: optional(boolean, true),
  standardise: optional(boolean, true),
  aliases: optional(list(text), []),
});

/** Fills in the defaults of a declared feature; an unknown field or an impossible combination is an ArgumentError. */
export function featureSpec(input: FeatureInput, argument = "feature"): FeatureSpec {
  const spec = SPEC(argument, typeof input === "string" ? { name: input } : input);
  const { name, kind, order, period, log1p, clip } = spec;
  const refuse = (isWrong: boolean, fault: string): void => {
    if (isWrong) throw new ArgumentError(argument, input, `${name}: ${fault}.`);
  };
  refuse(kind === "cyclic" && period === undefined, "a cyclic feature needs its period");
  refuse(kind !== "cyclic" && period !== undefined, "only a cyclic feature has a period");
  refuse(kind !== "ordinal" && order !== undefined, "only an ordinal feature has an order");
  refuse(kind !== "numeric" && (log1p || clip !== undefined), "only a numeric feature takes log1p and clip");
  return spec;
}

/** What some features are, said beside their names. */
export interface Declarations {
  /** features whose values have an order, from lowest to highest: such as { cut: ["Fair", "Good", "Ideal"] } */
  ordinal?: Readonly<Record<string, readonly string[]>>;
  /** features whose values are mere names: one column of 0 and 1 each */
  categorical?: readonly string[];
}

export const DECLARATIONS = {
  ordinal: optional(mapOf(list(text, { least: 2, unique: true })), {}),
  categorical: optional(list(text, { unique: true }), []),
};

/**
 * The features with what is declared beside their names; of one that was guessed otherwise only name and unit stay.
 *
 * @throws ArgumentError for a name that is declared twice or is no feature
 */
export function declareFeatures(
  features: readonly FeatureInput[],
  { ordinal, categorical }: { ordinal: Record<string, string[]>; categorical: string[] },
): FeatureSpec[] {
  const specs = features.map((input, index) => featureSpec(input, `features[${index}]`));
  const names = specs.map(({ name }) => name);
  for (const [argument, declared] of Object.entries({ ordinal: Object.keys(ordinal), categorical })) {
    const unknown = declared.find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new ArgumentError(argument, unknown, `it is none of the features ${names.join(", ")}.`);
  }
  const both = categorical.find((name) => Object.hasOwn(ordinal, name));
  if (both !== undefined) throw new ArgumentError("categorical", both, "it is declared ordinal too: leave one out.");
  return specs.map((spec) => {
    const { name, unit } = spec;
    if (Object.hasOwn(ordinal, name)) return featureSpec({ name, unit, kind: "ordinal", order: ordinal[name] });
    return categorical.includes(name) ? featureSpec({ name, unit, kind: "categorical" }) : spec;
  });
}
