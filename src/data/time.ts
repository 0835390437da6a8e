import { ArgumentError } from "../base/check";
import { type Columns, column, isDateSeries, isNumeric, numbers, texts } from "./columns";
import { readDates } from "./dates";
import { largeIntegerAmong } from "./large-integers";
import { polars } from "./polars";

/**
 * A column of times as numbers that rise with time: numbers, such as years, as they are; dates, also those in texts, in
 * milliseconds (of three numbers that end in the year, at least one of the column has to show which is the day). Whole
 * numbers that are kept as text, as they are too large for float64, give their places in order.
 */
export function timeValues(table: Columns, name: string): Float64Array {
  const series = column(table, name);
  if (series.nullCount() > 0) {
    throw new ArgumentError(`column ${name}`, `${series.nullCount()} missing times`, "leave those rows out.");
  }
  if (isNumeric(table, name)) return numbers(table, name);
  if (isDateSeries(series)) {
    const pl = polars();
    return series.cast(pl.Datetime("ms")).cast(pl.Int64).cast(pl.Float64).toTypedArray() as Float64Array;
  }
  const { codes, texts: distinct } = texts(table, name);
  const times = largeIntegerAmong(distinct) === undefined ? datesOf(distinct, name) : ranks(distinct, name);
  return Float64Array.from(codes, (code) => times[code]);
}

function datesOf(texts: readonly string[], name: string): Float64Array {
  const dates = readDates(texts);
  if ("times" in dates) return dates.times;
  throw new ArgumentError(`column ${name}`, dates.text, dates.remedy);
}

/** The places in order of whole numbers that float64 cannot hold, such as nanoseconds. */
function ranks(texts: readonly string[], name: string): number[] {
  const fraction = texts.find((text) => !/^\s*[+-]?\d+\s*$/.test(text));
  if (fraction !== undefined) {
    const remedy = "whole numbers of 2^53 or more stand beside it: write all times so.";
    throw new ArgumentError(`column ${name}`, fraction, remedy);
  }
  const values = texts.map((text) => BigInt(text));
  const sorted = [...new Set(values)].sort((a, b) => (a < b ? -1 : Number(a > b)));
  const places = new Map(sorted.map((value, place) => [value, place]));
  return values.map((value) => places.get(value) as number);
}
