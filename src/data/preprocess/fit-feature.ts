import { ArgumentError } from "../../base/check";
import { type MeanSd, meanAndSd, quantiles } from "../../base/statistics";
import { type Columns, column, isDateSeries } from "../columns";
import type { FeatureSpec } from "../feature";
import { typeName } from "../polars";
import type { FittedFeature } from "./fitted-feature";
import {
  cutOff,
  distinctAt,
  isConstant,
  numbersAt,
  onlyTwo,
  ranksAt,
  scaleOf,
  takeLog1p,
  varies,
} from "./read-feature";

/** More categories than this are refused: one column each would drown the other features. */
const MAX_CATEGORIES = 100;

/** What was learnt of a feature, or the sentence that says why it is left out. */
export type FeatureFit = FittedFeature | string;

/**
 * Learns a feature's encoding from some rows, and from nothing else.
 * A feature that is the same in all of them, or missing in all of them, is left out with the reason.
 */
export function fitFeature(table: Columns, rows: Uint32Array, spec: FeatureSpec): FeatureFit {
  const series = column(table, spec.name);
  if (isDateSeries(series)) {
    const remedy = `it holds dates: leave it out, name it as time, or take numbers of it, such as pl.col(${JSON.stringify(spec.name)}).date.month().`;
    throw new ArgumentError(`column ${spec.name}`, typeName(series), remedy);
  }
  return spec.kind === "categorical" ? fitCategories(table, rows, spec) : fitNumbers(table, rows, spec);
}

const missingIn = (name: string): string => `${name} is left out: it is missing in all training rows.`;
const sameIn = (name: string): string => `${name} is left out: it is the same in all training rows.`;

function fitNumbers(table: Columns, rows: Uint32Array, spec: FeatureSpec): FeatureFit {
  const { name, unit, order, kind, period } = spec;
  const values = order ? ranksAt(table, name, rows, order) : numbersAt(table, name, rows);
  const known = withoutMissing(values);
  if (known.length === 0) return missingIn(name);
  const indicator = known.length < values.length && spec.indicator;
  if (kind === "cyclic") {
    if (isConstant(known)) return sameIn(name);
    const angles = known.map((value) => (2 * Math.PI * value) / period!);
    const scaleOfWave = (wave: (angle: number) => number): MeanSd =>
      spec.standardise ? orUnit(meanAndSd(angles.map(wave))) : { mean: 0, sd: 1 };
    const waves = { sine: scaleOfWave(Math.sin), cosine: scaleOfWave(Math.cos) };
    return { kind, name, unit, period: period!, indicator, ...waves };
  }
  const [middle, low, high] = quantiles(known, [0.5, ...(spec.clip ?? [0, 1])]);
  const clip: [number, number] | null = spec.clip ? [low, high] : null;
  if (clip) for (const cut of [values, known]) cutOff(cut, clip);
  const fill = spec.impute === "mean" ? meanAndSd(known).mean : middle;
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) values[i] = fill;
  if (isConstant(values) && !indicator) return sameIn(name);
  const two = onlyTwo(known);
  if (spec.log1p) takeLog1p(values, name, rows);
  const twoValues = two && { twoValues: spec.log1p ? (two.map(Math.log1p) as [number, number]) : two };
  const scale = spec.standardise ? orUnit(scaleOf(name, values)) : { mean: 0, sd: 1 };
  const shared = { name, unit, fill, indicator, ...scale, ...twoValues };
  if (order) return { kind: "ordinal", order: [...order], ...shared };
  return { kind: "numeric", clip, log1p: spec.log1p, ...shared };
}

/** The known values, a copy; filter() of a million numbers is ten times slower. */
function withoutMissing(values: Float64Array): Float64Array {
  const known = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) known[count++] = values[i];
  return known.subarray(0, count);
}

function fitCategories(table: Columns, rows: Uint32Array, { name, unit, indicator }: FeatureSpec): FeatureFit {
  const { categories, hasMissing } = distinctAt(table, name, rows);
  if (categories.length === 0) return missingIn(name);
  if (categories.length === 1 && !hasMissing) return sameIn(name);
  if (categories.length > MAX_CATEGORIES) {
    const remedy = `${categories.length} categories are more than ${MAX_CATEGORIES}: leave it out, or group its values first.`;
    throw new ArgumentError("feature", name, remedy);
  }
  return { kind: "categorical", name, unit, categories, indicator: hasMissing && indicator };
}

/** A standard deviation that is rounding noise would blow rounding noise up: such a column is only centred. */
function orUnit({ mean, sd }: MeanSd): MeanSd {
  return { mean, sd: varies({ mean, sd }) ? sd : 1 };
}
