import { ArgumentError } from "../base/check";
import type { Table } from "./columns";
import { column, isNumeric, numbers, texts } from "./columns";
import { largeIntegerAmong } from "./large-integers";

/**
 * A column of times as numbers that rise with time: numbers, such as years, as they are; dates in milliseconds.
 * Dates are ISO (2024-03-31, with or without a time), or day and month first or last with slashes, dots or dashes
 * (31/03/2004), where at least one date of the column shows which of the two is the day. Whole numbers that are kept as text,
 * as they are too large for float64, give their places in order.
 */
export function timeValues(table: Table, name: string): Float64Array {
  const series = column(table, name);
  if (series.nullCount() > 0) {
    throw new ArgumentError(`column ${name}`, `${series.nullCount()} missing times`, "leave those rows out.");
  }
  if (isNumeric(table, name)) return numbers(table, name);
  const { codes, texts: distinct } = texts(table, name);
  const times = largeIntegerAmong(distinct) === undefined ? parseDates(distinct, name) : ranks(distinct, name);
  return Float64Array.from(codes, (code) => times[code]);
}

/** The places in order of whole numbers that float64 cannot hold, such as nanoseconds. */
function ranks(texts: readonly string[], name: string): number[] {
  const fraction = texts.find((text) => !/^\s*[+-]?\d+\s*$/.test(text));
  if (fraction !== undefined) {
    throw new ArgumentError(
      `column ${name}`,
      fraction,
      "whole numbers of 2^53 or more stand beside it: write all times so.",
    );
  }
  const values = texts.map((text) => BigInt(text));
  const sorted = [...new Set(values)].sort((a, b) => (a < b ? -1 : Number(a > b)));
  const places = new Map(sorted.map((value, place) => [value, place]));
  return values.map((value) => places.get(value) as number);
}

const ISO = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;
const THREE_NUMBERS = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,]+(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?)?$/;

function parseDates(dates: readonly string[], name: string): number[] {
  const refuse = (date: string, remedy: string): never => {
    throw new ArgumentError(`column ${name}`, date, remedy);
  };
  const cells = dates.map((date) => date.trim());
  if (cells.every((date) => ISO.test(date))) {
    return cells.map((date) => {
      const time = Date.parse(
        /[T ]/.test(date) && !/(Z|[+-]\d\d:?\d\d)$/.test(date) ? `${date.replace(" ", "T")}Z` : date,
      );
      return Number.isNaN(time) ? refuse(date, "there is no such date.") : time;
    });
  }
  const parts = cells.map(
    (date) =>
      THREE_NUMBERS.exec(date) ??
      refuse(date, "write dates as 2024-03-31, 31/03/2024 or 03/31/2024, times after them as 18:00:00."),
  );
  const firstAbove12 = parts.some((match) => Number(match[1]) > 12);
  const secondAbove12 = parts.some((match) => Number(match[2]) > 12);
  if (firstAbove12 === secondAbove12) {
    refuse(cells[0], "which number is the day cannot be told: write the dates as 2024-03-31.");
  }
  return parts.map((match, index) => {
    const [day, month] = firstAbove12 ? [match[1], match[2]] : [match[2], match[1]];
    const time = Date.UTC(+match[3], +month - 1, +day, +(match[4] ?? 0), +(match[5] ?? 0), +(match[6] ?? 0));
    const real = new Date(time);
    if (real.getUTCMonth() !== +month - 1 || real.getUTCDate() !== +day) refuse(cells[index], "there is no such date.");
    return time;
  });
}
