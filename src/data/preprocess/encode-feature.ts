import type { Table } from "../columns";
import { type FittedFeature, preparedColumns } from "./fitted-feature";
import { cutOff, fillMissing, numbersAt, placesAt, ranksAt, takeLog1p } from "./read-feature";

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
  table: Table,
  rows: Uint32Array,
  feature: FittedFeature,
  x: Float32Array,
  width: number,
  offset: number,
): OddValues {
  const { name } = feature;
  const indicator = feature.indicator ? offset + preparedColumns(feature).length - 1 : -1;
  const markMissing = (isMissing: (i: number) => boolean): number => {
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      if (!isMissing(i)) continue;
      count++;
      if (indicator >= 0) x[i * width + indicator] = 1;
    }
    return count;
  };
  if (feature.kind === "categorical") {
    const places = placesAt(table, name, rows, feature.categories);
    let unseen = 0;
    for (let i = 0; i < rows.length; i++) {
      if (places[i] >= 0) x[i * width + offset + places[i]] = 1;
      else if (places[i] === -2) unseen++;
    }
    return { missing: markMissing((i) => places[i] === -1), unseen };
  }
  const values = feature.kind === "ordinal" ? ranksAt(table, name, rows, feature.order) : numbersAt(table, name, rows);
  const missing = markMissing((i) => Number.isNaN(values[i]));
  if (feature.kind === "cyclic") {
    const { period, sine, cosine } = feature;
    for (let i = 0; i < rows.length; i++) {
      const at = i * width + offset;
      if (Number.isNaN(values[i])) continue; // 0 is the mean of both columns
      const angle = (2 * Math.PI * values[i]) / period;
      x[at] = (Math.sin(angle) - sine.mean) / sine.sd;
      x[at + 1] = (Math.cos(angle) - cosine.mean) / cosine.sd;
    }
    return { missing, unseen: 0 };
  }
  if (feature.kind === "numeric" && feature.clip) cutOff(values, feature.clip);
  fillMissing(values, feature.fill);
  if (feature.kind === "numeric" && feature.log1p) takeLog1p(values, name, rows);
  const { mean, sd } = feature;
  for (let i = 0; i < rows.length; i++) x[i * width + offset] = (values[i] - mean) / sd;
  return { missing, unseen: 0 };
}

/** What a reader should know of a feature's odd values: categories that the fit did not see, values that were filled in. */
export function oddValueNotes(feature: FittedFeature, { missing, unseen }: OddValues): string[] {
  const { name, kind, indicator } = feature;
  const notes: string[] = [];
  if (unseen > 0)
    notes.push(`${name}: ${unseen} values that the training rows do not have; all its columns are 0 there.`);
  if (missing > 0 && !indicator) {
    if (kind === "categorical") notes.push(`${name}: ${missing} missing values; all its columns are 0 there.`);
    else if (kind === "cyclic") notes.push(`${name}: ${missing} missing values; its columns are at their mean there.`);
    else notes.push(`${name}: ${missing} missing values; filled with ${feature.fill}.`);
  }
  return notes;
}
