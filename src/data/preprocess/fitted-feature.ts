import {
  boolean,
  checkChoice,
  fields,
  list,
  nullable,
  number,
  object,
  optional,
  pair,
  type Rule,
  text,
} from "../../base/check";
import type { PreparedColumn } from "../../base/samples";
import type { MeanSd } from "../../base/statistics";

interface Fitted {
  name: string;
  unit: string;
  /** whether a column of 0 and 1 says where the value is missing */
  indicator: boolean;
}

/** What is subtracted from a column, and divided by. */
interface Scaled extends MeanSd {
  /** the two values of a feature that has no others in the training rows: after clipping and logarithm, before it is standardised */
  twoValues?: [number, number];
}

export interface FittedNumber extends Fitted, Scaled {
  kind: "numeric";
  /** limits in the feature's unit that values are cut off at */
  clip: [number, number] | null;
  log1p: boolean;
  /** stands for a missing value, in the feature's unit */
  fill: number;
}

export interface FittedOrdinal extends Fitted, Scaled {
  kind: "ordinal";
  /** a value is encoded as its place in this list, from 0 */
  order: string[];
  /** stands for a missing value: a place */
  fill: number;
}

export interface FittedCategories extends Fitted {
  kind: "categorical";
  /** one column each, 0 or 1, not standardised */
  categories: string[];
}

export interface FittedCycle extends Fitted {
  kind: "cyclic";
  period: number;
  sine: MeanSd;
  cosine: MeanSd;
}

/** Everything that the training rows taught about one feature. Plain JSON. */
export type FittedFeature = FittedNumber | FittedOrdinal | FittedCategories | FittedCycle;

export const SCALE = { mean: number(), sd: number({ above: 0 }) };
const PAIR = pair(number());
const FITTED = { kind: text, name: text, unit: text, indicator: boolean };
const NUMBER = { ...FITTED, ...SCALE, twoValues: optional(PAIR), fill: number() };
const BY_KIND = {
  numeric: object({ ...NUMBER, clip: nullable(PAIR), log1p: boolean }),
  ordinal: object({ ...NUMBER, order: list(text) }),
  categorical: object({ ...FITTED, categories: list(text) }),
  cyclic: object({ ...FITTED, period: number({ above: 0 }), sine: object(SCALE), cosine: object(SCALE) }),
};

/** The rule of a fitted feature that comes from a file. */
export const FITTED_FEATURE: Rule<FittedFeature> = (argument, value) => {
  const { kind } = fields<{ kind: string }>({ kind: text })(argument, value);
  return BY_KIND[checkChoice(`${argument}.kind`, kind, ["numeric", "ordinal", "categorical", "cyclic"])](
    argument,
    value,
  ) as FittedFeature;
};

/** The columns of x that a feature becomes, in their order. */
export function preparedColumns(feature: FittedFeature): PreparedColumn[] {
  const { name } = feature;
  const make = (
    called: string,
    kind: PreparedColumn["kind"],
    { mean, sd, twoValues }: Scaled,
    unit = "",
  ): PreparedColumn => {
    const scaled = (value: number): number => Math.fround((value - mean) / sd);
    const both = twoValues ? ([scaled(twoValues[0]), scaled(twoValues[1])] as const) : null;
    return { name: called, feature: name, unit, kind, mean, sd, twoValues: both };
  };
  const unscaled: Scaled = { mean: 0, sd: 1, twoValues: [0, 1] };
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
