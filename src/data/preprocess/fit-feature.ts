import { ArgumentError } from "../../base/check";
import { type MeanSd, meanAndSd } from "../../base/mean";
import { quantiles } from "../../base/quantile";
import type { Table } from "../columns";
import type { FeatureSpec } from "../feature";
import type { FittedFeature, Scale } from "./fitted-feature";
import { cutOff, distinctAt, fillMissing, numbersAt, ranksAt, takeLog1p } from "./read-feature";
import { isConstant, scaleOf, varies } from "./statistics";

/** More categories than this are refused: one column each would drown the other features. */
export const MAX_CATEGORIES = 100;

/** What was learnt of a feature, or why it is left out. */
export type FeatureFit = { fitted: FittedFeature } | { leftOut: string };

/**
 * Learns a feature's encoding from some rows, and from nothing else.
 * A feature that is the same in all of them, or missing in all of them, is left out with the reason.
 */
export function fitFeature(table: Table, rows: Uint32Array, spec: FeatureSpec): FeatureFit {
  if (spec.kind === "categorical") return fitCategories(table, rows, spec);
  if (spec.kind === "cyclic") return fitCyclic(table, rows, spec);
  const { name, unit, order } = spec;
  const values = order ? ranksAt(table, name, rows, order) : numbersAt(table, name, rows);
  const known = withoutMissing(values);
  if (known.length === 0) return { leftOut: `${name} is left out: it is missing in all training rows` };
  const [middle, low, high] = quantiles(known, [0.5, ...(spec.clip ?? [0, 1])]);
  const clip: [number, number] | null = spec.clip ? [low, high] : null;
  if (clip) {
    cutOff(values, clip);
    cutOff(known, clip);
  }
  const fill = spec.impute === "mean" ? meanAndSd(known).mean : middle;
  const indicator = fillMissing(values, fill) > 0 && spec.indicator;
  if (isConstant(values) && !indicator) return { leftOut: `${name} is left out: it is the same in all training rows` };
  const two = onlyTwo(known);
  if (spec.log1p) takeLog1p(values, name, rows);
  const twoValues = two && { twoValues: spec.log1p ? (two.map(Math.log1p) as [number, number]) : two };
  const scale = spec.standardise ? orUnit(scaleOf(name, values)) : { mean: 0, sd: 1 };
  const shared = { name, unit, fill, indicator, ...scale, ...twoValues };
  if (order) return { fitted: { kind: "ordinal", order: [...order], ...shared } };
  return { fitted: { kind: "numeric", clip, log1p: spec.log1p, ...shared } };
}

function fitCategories(table: Table, rows: Uint32Array, spec: FeatureSpec): FeatureFit {
  const { name, unit } = spec;
  const { categories, hasMissing } = distinctAt(table, name, rows);
  if (categories.length === 0) return { leftOut: `${name} is left out: it is missing in all training rows` };
  if (categories.length === 1 && !hasMissing) {
    return { leftOut: `${name} is left out: it is the same in all training rows` };
  }
  if (categories.length > MAX_CATEGORIES) {
    const remedy = `${categories.length} categories are more than ${MAX_CATEGORIES}: leave it out, or group its values first.`;
    throw new ArgumentError("feature", name, remedy);
  }
  return { fitted: { kind: "categorical", name, unit, categories, indicator: hasMissing && spec.indicator } };
}

function fitCyclic(table: Table, rows: Uint32Array, spec: FeatureSpec): FeatureFit {
  const { name, unit } = spec;
  const period = spec.period as number;
  const values = numbersAt(table, name, rows);
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return { leftOut: `${name} is left out: it is missing in all training rows` };
  if (isConstant(known)) return { leftOut: `${name} is left out: it is the same in all training rows` };
  const scaleOfWave = (wave: (angle: number) => number): MeanSd =>
    spec.standardise
      ? orUnit(meanAndSd(known.map((value) => wave((2 * Math.PI * value) / period))))
      : { mean: 0, sd: 1 };
  const indicator = known.length < values.length && spec.indicator;
  return {
    fitted: {
      kind: "cyclic",
      name,
      unit,
      period,
      indicator,
      sine: scaleOfWave(Math.sin),
      cosine: scaleOfWave(Math.cos),
    },
  };
}

/** The known values, a copy. */
function withoutMissing(values: Float64Array): Float64Array {
  const known = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) known[count++] = values[i];
  return known.subarray(0, count);
}

/** The two values, in order, where there are just two. */
function onlyTwo(values: Float64Array): [number, number] | undefined {
  const [first] = values;
  const other = values.find((value) => value !== first);
  if (other === undefined || values.some((value) => value !== first && value !== other)) return undefined;
  return first < other ? [first, other] : [other, first];
}

/** A standard deviation that is rounding noise would blow rounding noise up: such a column is only centred. */
function orUnit({ mean, sd }: Scale): Scale {
  return { mean, sd: varies({ mean, sd }) ? sd : 1 };
}
