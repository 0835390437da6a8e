import { ArgumentError } from "../../base/check";
import { type MeanSd, meanAndSd } from "../../base/statistics";
import { type Columns, numbers, texts } from "../columns";
import { isLargeInteger } from "../large-integers";

/** The numbers of a feature in the given rows; NaN where missing; infinite ones are refused with their row. */
export function numbersAt(table: Columns, name: string, rows: Uint32Array): Float64Array {
  const all = numbers(table, name);
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = all[rows[i]];
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
      throw new ArgumentError(`row ${rows[i]}, column ${name}`, value, "replace it by a finite number or by null.");
    }
    values[i] = value;
  }
  return values;
}

/** The place of each row's text in a list; -1 where missing, -2 where the list does not have it. */
export function placesAt(table: Columns, name: string, rows: Uint32Array, list: readonly string[]): Int32Array {
  const { codes, texts: distinct } = texts(table, name);
  const places = new Map(list.map((text, place) => [text, place]));
  const placeOfCode = distinct.map((text) => places.get(text) ?? -2);
  const result = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) result[i] = codes[rows[i]] < 0 ? -1 : placeOfCode[codes[rows[i]]];
  return result;
}

/** The distinct texts of a column in the given rows, sorted, numbers by value, and whether a value is missing there. */
export function distinctAt(
  table: Columns,
  name: string,
  rows: Uint32Array,
): { categories: string[]; hasMissing: boolean } {
  const { codes, texts: distinct } = texts(table, name);
  const seen = new Set<number>();
  for (const row of rows) seen.add(codes[row]);
  const hasMissing = seen.delete(-1);
  const found = Array.from(seen, (code) => distinct[code]);
  const areNumbers = found.every((text) => text !== "" && Number.isFinite(Number(text)) && !isLargeInteger(text));
  return { categories: areNumbers ? found.sort((a, b) => Number(a) - Number(b)) : found.sort(), hasMissing };
}

/** Places in an ordinal feature's order as numbers, NaN where missing; a value outside of the order is refused. */
export function ranksAt(table: Columns, name: string, rows: Uint32Array, order: readonly string[]): Float64Array {
  const places = placesAt(table, name, rows, order);
  const outside = places.indexOf(-2);
  if (outside >= 0) {
    const { codes, texts: distinct } = texts(table, name);
    const remedy = `its order names ${order.join(" < ")}; put the value in its place there, or leave the row out.`;
    throw new ArgumentError(`row ${rows[outside]}, column ${name}`, distinct[codes[rows[outside]]], remedy);
  }
  const ranks = new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) ranks[i] = places[i] < 0 ? Number.NaN : places[i];
  return ranks;
}

/** log(1 + value) in place; a value of -1 or less is refused with its row. */
export function takeLog1p(values: Float64Array, name: string, rows: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] <= -1) {
      const remedy = "log1p needs values above -1: leave log1p out for this column, or clip it.";
      throw new ArgumentError(`row ${rows[i]}, column ${name}`, values[i], remedy);
    }
    values[i] = Math.log1p(values[i]);
  }
}

/** Cuts values off at two limits, in place; missing ones stay missing. */
export function cutOff(values: Float64Array, [low, high]: readonly [number, number]): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) values[i] = low;
    else if (values[i] > high) values[i] = high;
  }
}

/** Mean and population standard deviation of a column's numbers; refused by name where they are too large to be squared. */
export function scaleOf(name: string, values: Float64Array): MeanSd {
  const scale = meanAndSd(values);
  if (Number.isFinite(scale.sd)) return scale;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const remedy = "it is too large to be standardised: mend it, clip it or leave it out.";
  throw new ArgumentError(`column ${name}`, largest, remedy);
}

export function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

/** Whether a standard deviation is more than what rounding leaves of a constant. */
export function varies({ mean, sd }: MeanSd): boolean {
  return sd > 1e-13 * Math.abs(mean);
}

/** The two values of numbers that have no others, in order; NaN counts as one. */
export function onlyTwo(values: Float64Array): [number, number] | undefined {
  const [first] = values;
  const other = values.find((value) => value !== first);
  if (other === undefined || values.some((value) => value !== first && value !== other)) return undefined;
  return first < other ? [first, other] : [other, first];
}
