import { counted } from "../../base/format";
import type { MeanSd } from "../../base/statistics";
import type { Columns } from "../columns";
import { type FittedFeature, preparedColumns } from "./fitted-feature";
import { cutOff, numbersAt, placesAt, ranksAt, takeLog1p } from "./read-feature";

/** How many values of a feature were not as the fit knew them. */
export interface OddValues {
  missing: number;
  /** categories that the fit did not see */
  unseen: number;
}

/**
 * Writes a feature's columns into x, row by row.
 * @param x shape [rows, width], holding zeros
 * @param offset the feature's first column in x
 */
export function encodeFeature(
  table: Columns,
  rows: Uint32Array,
  feature: FittedFeature,
  x: Float32Array,
  width: number,
  offset: number,
): OddValues {
  const { name } = feature;
  const odd: OddValues = { missing: 0, unseen: 0 };
  const indicator = feature.indicator ? offset + preparedColumns(feature).length - 1 : undefined;
  const markMissing = (i: number): void => {
    odd.missing++;
    if (indicator !== undefined) x[i * width + indicator] = 1;
  };
  if (feature.kind === "categorical") {
    const places = placesAt(table, name, rows, feature.categories);
    for (let i = 0; i < rows.length; i++) {
      if (places[i] >= 0) x[i * width + offset + places[i]] = 1;
      else if (places[i] === -1) markMissing(i);
      else odd.unseen++;
    }
    return odd;
  }
  const values = feature.kind === "ordinal" ? ranksAt(table, name, rows, feature.order) : numbersAt(table, name, rows);
  if (feature.kind === "numeric" && feature.clip) cutOff(values, feature.clip);
  for (let i = 0; i < rows.length; i++) {
    if (!Number.isNaN(values[i])) continue;
    markMissing(i);
    if (feature.kind !== "cyclic") values[i] = feature.fill;
  }
  if (feature.kind === "cyclic") {
    const angles = values.map((value) => (2 * Math.PI * value) / feature.period);
    write(angles.map(Math.sin), feature.sine, x, width, offset);
    write(angles.map(Math.cos), feature.cosine, x, width, offset + 1);
    return odd;
  }
  if (feature.kind === "numeric" && feature.log1p) takeLog1p(values, name, rows);
  write(values, feature, x, width, offset);
  return odd;
}

/** Standardised values into a column of x; a missing one stays 0, the mean. */
function write(values: Float64Array, { mean, sd }: MeanSd, x: Float32Array, width: number, column: number): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) x[i * width + column] = (values[i] - mean) / sd;
  }
}

/** What a reader should know of a feature's odd values: categories that the fit did not see, values that were filled in. */
export function oddValueNotes(feature: FittedFeature, { missing, unseen }: OddValues): string[] {
  const unknown = `${feature.name}: ${counted(unseen, "value")} that the training rows do not have; all its columns are 0 there.`;
  return [...(unseen > 0 ? [unknown] : []), ...missingNotes(feature, missing)];
}

/** How many values of a feature are missing, and what stands in their place. */
export function missingNotes(feature: FittedFeature, missing: number): string[] {
  if (missing === 0) return [];
  const { name, kind, indicator } = feature;
  let filled: string;
  if (kind === "categorical") filled = `all its ${indicator ? "other " : ""}columns are 0 there`;
  else if (kind === "cyclic") filled = "its columns are at their mean there";
  else filled = `filled with ${kind === "ordinal" ? feature.order[Math.round(feature.fill)] : feature.fill}`;
  return [
    `${name}: ${counted(missing, "missing value")}; ${filled}${indicator ? `, "${name} missing" is 1 there` : ""}.`,
  ];
}
