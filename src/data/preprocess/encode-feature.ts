import type { Table } from "../columns";
import { type FittedFeature, preparedColumns } from "./fitted-feature";
import { cutOff, fillMissing, numbersAt, placesAt, ranksAt, takeLog1p } from "./read-feature";

/**
 * Writes a feature's columns into x, row by row.
 * @param x shape [rows, width]
 * @param offset the feature's first column in x
 * @returns what a reader should know: missing values that were filled in, categories that the fit did not see
 */
export function encodeFeature(
  table: Table,
  rows: Uint32Array,
  feature: FittedFeature,
  x: Float32Array,
  width: number,
  offset: number,
): string[] {
  const notes: string[] = [];
  const missing = (isMissing: (i: number) => boolean): number => {
    const column = offset + preparedColumns(feature).length - 1;
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      if (!isMissing(i)) continue;
      count++;
      if (feature.indicator) x[i * width + column] = 1;
    }
    return count;
  };
  const { name } = feature;
  if (feature.kind === "categorical") {
    const places = placesAt(table, name, rows, feature.categories);
    let unseen = 0;
    for (let i = 0; i < rows.length; i++) {
      if (places[i] >= 0) x[i * width + offset + places[i]] = 1;
      else if (places[i] === -2) unseen++;
    }
    const count = missing((i) => places[i] === -1);
    if (unseen > 0)
      notes.push(`${name}: ${unseen} values that the training rows do not have; all its columns are 0 there.`);
    if (count > 0 && !feature.indicator) notes.push(`${name}: ${count} missing values; all its columns are 0 there.`);
    return notes;
  }
  const values = feature.kind === "ordinal" ? ranksAt(table, name, rows, feature.order) : numbersAt(table, name, rows);
  const count = missing((i) => Number.isNaN(values[i]));
  if (feature.kind === "cyclic") {
    const { period, sine, cosine } = feature;
    for (let i = 0; i < rows.length; i++) {
      const at = i * width + offset;
      if (Number.isNaN(values[i])) continue; // 0 is the mean of both columns
      const angle = (2 * Math.PI * values[i]) / period;
      x[at] = (Math.sin(angle) - sine.mean) / sine.sd;
      x[at + 1] = (Math.cos(angle) - cosine.mean) / cosine.sd;
    }
    if (count > 0 && !feature.indicator)
      notes.push(`${name}: ${count} missing values; its columns are at their mean there.`);
    return notes;
  }
  if (feature.kind === "numeric" && feature.clip) cutOff(values, feature.clip);
  fillMissing(values, feature.fill);
  if (feature.kind === "numeric" && feature.log1p) takeLog1p(values, name, rows);
  const { mean, sd } = feature;
  for (let i = 0; i < rows.length; i++) x[i * width + offset] = (values[i] - mean) / sd;
  if (count > 0 && !feature.indicator) notes.push(`${name}: ${count} missing values; filled with ${feature.fill}.`);
  return notes;
}
