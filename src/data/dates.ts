import { ArgumentError } from "../base/check";
import { changedSeries } from "./columns";
import { polars, type Series } from "./polars";

/*
 * Dates in texts. polars' own strptime takes 31/02/2004 for a date, so that the texts are read here, and polars gets the
 * times. A time without an offset counts as UTC.
 */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const LONG_MONTHS = "january february march april may june july august september october november december".split(" ");

/** What the directives of strftime stand for, and the place that each number has in a time. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: "\\d{4}",
  y: "\\d\\d",
  m: "\\d{1,2}",
  d: "\\d{1,2}",
  b: "[A-Za-z]{3,9}\\.?",
  B: "[A-Za-z]{3,9}",
  a: "[A-Za-z]{2,9}\\.?",
  A: "[A-Za-z]{2,9}",
  H: "\\d{1,2}",
  I: "\\d{1,2}",
  M: "\\d{1,2}",
  S: "\\d{1,2}",
  f: "\\d{1,9}",
  p: "[AaPp]\\.?[Mm]\\.?",
  z: "Z|UTC|[+-]\\d\\d:?\\d\\d",
};

/** A time that may follow a date. */
const TIME = "(?:[T ,]+(%H)[:.](%M)(?:[:.](%S)(?:[.,](%f))?)?(?: ?(%p))?(?: ?(%z))?)?";

interface DateFormat {
  name: string;
  pattern: RegExp;
  /** the directive of each group of the pattern */
  directives: string[];
}

const escaped = (literal: string): string => literal.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

function compile(name: string, time = ""): DateFormat {
  const directives: string[] = [];
  const group = (directive: string): string => {
    directives.push(directive);
    return `(${DIRECTIVES[directive]})`;
  };
  const date = name.split(/(%[A-Za-z])/).map((part) => (/^%[A-Za-z]$/.test(part) ? group(part[1]) : escaped(part)));
  const rest = time.replace(/\(%([A-Za-z])\)/g, (_, directive) => group(directive));
  return { name, pattern: new RegExp(`^${date.join("")}${rest}$`), directives };
}

/** Of dates whose format is not stated. Three numbers whose last is the year are tried with the day first and second. */
const KNOWN: readonly DateFormat[] = [
  ...["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"],
  ...["/", "-", "."].flatMap((cut) =>
    ["%d-%m-%Y", "%m-%d-%Y", "%d-%m-%y", "%m-%d-%y"].map((format) => format.replaceAll("-", cut)),
  ),
  ...["%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d. %b %Y", "%b %d, %Y", "%b %d %Y", "%a, %d %b %Y"],
].map((name) => compile(name, TIME));

/** @throws ArgumentError for a format that names no date */
export function checkDateFormat(argument: string, format: string): void {
  const unknown = (format.match(/%./g) ?? []).find((directive) => DIRECTIVES[directive[1]] === undefined);
  const isDate = /%[Yy]/.test(format) && /%[mbB]/.test(format) && /%d/.test(format);
  if (unknown === undefined && isDate) return;
  const fault = unknown === undefined ? "it needs year, month and day" : `it does not know ${unknown}`;
  throw new ArgumentError(
    argument,
    format,
    `${fault}: write it with %Y or %y, %m or %b, %d, and %H, %I, %p, %M, %S, %f, %z for a time, such as "%d/%m/%Y %H:%M".`,
  );
}

export function looksLikeDate(text: string): boolean {
  return KNOWN.some(({ pattern }) => pattern.test(text));
}

/** What a column of texts comes to as dates. */
export interface Dates {
  /** milliseconds since 1970, shape [rows]; NaN where missing */
  times: Float64Array;
  hasTimes: boolean;
  /** whether a time has an offset from UTC */
  hasOffsets: boolean;
}

/** Why texts are no dates: the first that is none, or that does not tell day from month. */
export interface NoDates {
  row: number;
  text: string;
  remedy: string;
  /** whether they would be dates, could the day be told from the month */
  isAmbiguous: boolean;
  /** how many rows before it hold dates */
  read: number;
}

/** Texts that are taken a block at a time: an array, or a column of polars through `blocksOf`. */
export interface Texts {
  readonly length: number;
  slice(from: number, to: number): readonly (string | null)[];
}

export function blocksOf(series: Series): Texts {
  return {
    length: series.length,
    slice: (from, to) => series.slice(from, to - from).toArray() as (string | null)[],
  };
}

/** rows of which texts are held at a time */
const BLOCK = 2 ** 15;

/** Reads texts, null where missing, as dates of one format: the stated one, or the one of the known that all are written in. */
export function readDates(texts: Texts, stated?: string): Dates | NoDates {
  let firstRow = 0;
  const textAt = (row: number): string => (texts.slice(row, row + 1)[0] ?? "").trim();
  while (firstRow < texts.length && textAt(firstRow) === "") firstRow++;
  const first = textAt(firstRow);
  const formats = stated === undefined ? KNOWN.filter(({ pattern }) => pattern.test(first)) : [compile(stated)];
  const how =
    stated === undefined
      ? "write dates as 2024-03-31, 31/03/2024 or 03/31/2024, times after them as 18:00:00, or state their format"
      : `it is not written as ${stated}`;
  const failure: NoDates = { row: firstRow, text: first, remedy: `${how}.`, isAmbiguous: false, read: -1 };
  const found: Dates[] = [];
  for (const format of formats) {
    const dates = readFormat(texts, format);
    if (typeof dates !== "number") found.push(dates);
    else if (dates > failure.read) {
      const text = textAt(dates);
      const isWritten = format.pattern.test(text);
      Object.assign(failure, { row: dates, read: dates, text });
      failure.remedy = isWritten
        ? `there is no such date${/\p{L}{3}/u.test(text) ? ", or no month of this name" : ""}.`
        : `${how}.`;
    }
  }
  if (found.length === 0) return failure;
  if (found.length > 1 && found[0].times.some((time, row) => !Object.is(time, found[1].times[row]))) {
    const remedy =
      'which number is the day cannot be told: write the dates as 2024-03-31, or state their format, such as "%d/%m/%Y".';
    return { ...failure, row: firstRow, text: first, remedy, isAmbiguous: true };
  }
  return found[0];
}

/** Reads texts as dates of one format, or tells the first row that holds none. */
function readFormat(texts: Texts, { name, pattern, directives }: DateFormat): Dates | number {
  const times = new Float64Array(texts.length).fill(Number.NaN);
  const [year, shortYear, month, monthName, longName, day, hour, hour12, minute, second, fraction, half, offset] =
    "YymbBdHIMSfpz".split("").map((directive) => directives.indexOf(directive));
  let hasTimes = false;
  let hasOffsets = false;
  let block: readonly (string | null)[] = [];
  for (let row = 0; row < texts.length; row++) {
    if (row % BLOCK === 0) block = texts.slice(row, row + BLOCK);
    const text = block[row % BLOCK];
    if (text === null) continue;
    if (name === ISO && (text.length === 19 || text.length === 10)) {
      const time = isoTime(text);
      if (!Number.isNaN(time)) {
        times[row] = time;
        hasTimes ||= text.length === 19;
        continue;
      }
    }
    const found = pattern.exec(text) ?? pattern.exec(text.trim());
    if (found === null) return row;
    const part = (place: number): string | undefined => (place < 0 ? undefined : found[place + 1]);
    const y = year >= 0 ? Number(part(year)) : Number(part(shortYear)) + (Number(part(shortYear)) < 69 ? 2000 : 1900);
    const m = month >= 0 ? Number(part(month)) : monthOf(part(monthName) ?? part(longName) ?? "");
    const d = Number(part(day));
    const clock = part(hour) ?? part(hour12);
    const noon = part(half);
    let h = Number(clock ?? 0);
    if (clock !== undefined) hasTimes = true;
    if (noon !== undefined || (clock !== undefined && hour12 >= 0)) {
      if (h < 1 || h > 12) return row;
      h = (h % 12) + (noon !== undefined && /^p/i.test(noon) ? 12 : 0);
    }
    const [min, s] = [Number(part(minute) ?? 0), Number(part(second) ?? 0)];
    if (m < 1 || m > 12 || d < 1 || d > daysIn(y, m) || h > 23 || min > 59 || s > 59) return row;
    let time = Date.UTC(y, m - 1, d, h, min, s);
    const ofSecond = part(fraction);
    if (ofSecond !== undefined) time += Math.trunc(1000 * Number(`.${ofSecond}`));
    const zone = part(offset);
    if (zone !== undefined) {
      time -= 60_000 * minutesOf(zone);
      hasOffsets = true;
    }
    times[row] = time;
  }
  return { times, hasTimes, hasOffsets };
}

const ISO = "%Y-%m-%d";

/** The time of 2024-03-31 or 2024-03-31 18:00:00, much faster than by a regular expression; NaN for all else. */
function isoTime(text: string): number {
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const isDate = text.charCodeAt(4) === DASH && text.charCodeAt(7) === DASH && year >= 100 && month >= 1 && month <= 12;
  if (!isDate || !(day >= 1 && day <= daysIn(year, month))) return Number.NaN;
  if (text.length === 10) return Date.UTC(year, month - 1, day);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const isTime = /[ T]/.test(text[10]) && text.charCodeAt(13) === COLON && text.charCodeAt(16) === COLON;
  if (!isTime || !(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const DASH = 45;
const COLON = 58;

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN;
}

/** 1 to 12, 0 for a word that is no month. */
function monthOf(word: string): number {
  const plain = word.toLowerCase().replace(".", "");
  const short = plain === "sept" ? "sep" : plain;
  return (short.length === 3 ? MONTHS : LONG_MONTHS).indexOf(short) + 1;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Of an offset such as +02:00. */
function minutesOf(offset: string): number {
  if (!/^[+-]/.test(offset)) return 0;
  const [hours, minutes] = [offset.slice(1, 3), offset.slice(-2)].map(Number);
  return (offset[0] === "-" ? -1 : 1) * (60 * hours + minutes);
}

/** Dates as a column of polars: Date, or Datetime("ms") where one has a time. */
export function dateSeries(name: string, { times, hasTimes }: Dates): Series {
  const pl = polars();
  const cell = pl.col("cells");
  const known = pl.when(cell.isNan()).then(pl.lit(null)).otherwise(cell);
  const series = changedSeries(pl.Series(name, times), known.cast(pl.Int64).cast(pl.Datetime("ms")));
  return hasTimes ? series : series.cast(pl.Date);
}
