import { z } from "zod";

const scale = { mean: z.number(), sd: z.number().positive() };
const shared = { name: z.string(), unit: z.string() };

/** Everything that the training rows taught about one feature. Plain JSON. */
export const fittedFeatureSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("numeric"),
    ...shared,
    /** limits in the feature's unit that values are cut off at */
    clip: z.tuple([z.number(), z.number()]).nullable(),
    log1p: z.boolean(),
    /** stands for a missing value, in the feature's unit */
    fill: z.number(),
    indicator: z.boolean(),
    ...scale,
  }),
  z.strictObject({
    kind: z.literal("ordinal"),
    ...shared,
    /** a value is encoded as its place in this list, from 0 */
    order: z.array(z.string()),
    fill: z.number(),
    indicator: z.boolean(),
    ...scale,
  }),
  z.strictObject({
    kind: z.literal("categorical"),
    ...shared,
    /** one column each, 0 or 1, not standardised */
    categories: z.array(z.string()),
    indicator: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal("cyclic"),
    ...shared,
    period: z.number().positive(),
    indicator: z.boolean(),
    sine: z.strictObject(scale),
    cosine: z.strictObject(scale),
  }),
]);

export type FittedFeature = z.infer<typeof fittedFeatureSchema>;

/** One column of x: x = (raw - mean) / sd, raw being the feature's value after clipping, logarithm or encoding. */
export interface PreparedColumn {
  /** such as "carat", "origin=2", "hour sine" or "total_bedrooms missing" */
  name: string;
  /** the feature that it comes from */
  feature: string;
  /** of raw, such as "USD" or "log(1 + rooms)"; empty for encodings */
  unit: string;
  kind: "numeric" | "ordinal" | "category" | "sine" | "cosine" | "missing";
  mean: number;
  sd: number;
}

/** The columns of x that a feature becomes, in their order. */
export function preparedColumns(feature: FittedFeature): PreparedColumn[] {
  const { name } = feature;
  const make = (
    called: string,
    kind: PreparedColumn["kind"],
    { mean, sd }: { mean: number; sd: number },
    unit = "",
  ): PreparedColumn => ({ name: called, feature: name, unit, kind, mean, sd });
  const unscaled = { mean: 0, sd: 1 };
  const columns: PreparedColumn[] = [];
  if (feature.kind === "numeric") {
    columns.push(make(name, "numeric", feature, feature.log1p ? `log(1 + ${feature.unit || name})` : feature.unit));
  } else if (feature.kind === "ordinal") columns.push(make(name, "ordinal", feature));
  else if (feature.kind === "categorical") {
    for (const category of feature.categories) columns.push(make(`${name}=${category}`, "category", unscaled));
  } else {
    columns.push(make(`${name} sine`, "sine", feature.sine), make(`${name} cosine`, "cosine", feature.cosine));
  }
  if (feature.indicator) columns.push(make(`${name} missing`, "missing", unscaled));
  return columns;
}
