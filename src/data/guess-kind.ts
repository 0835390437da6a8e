import { shortNumber } from "../base/format";
import type { ColumnReport } from "./inspect";
import { largeIntegerAmong, mayBeRounded } from "./large-integers";

/** What is known of a column before its kind is guessed. */
export interface ColumnFacts {
  name: string;
  rows: number;
  missing: number;
  distinct: number;
  isNumeric: boolean;
  /** the distinct texts, all of them; of numbers the only one where there is one */
  values: readonly string[];
  /** of numbers */
  min?: number;
  median?: number;
  max?: number;
  wholeNumbers?: boolean;
  /** the numbers count the rows, up or down, without a gap */
  countsRows?: boolean;
  skewness?: number;
  /** of texts: how many rows each of the distinct ones has */
  counts?: ArrayLike<number>;
  /** of dates: milliseconds, empty where the day cannot be told from the month */
  times?: Float64Array;
}

type ColumnGuess = Pick<ColumnReport, "guess" | "reason">;

const SCALES: readonly (readonly string[])[] = [
  ["low", "medium", "high"],
  ["low", "mid", "high"],
  ["very low", "low", "medium", "high", "very high"],
  ["small", "medium", "large"],
  ["poor", "fair", "average", "good", "very good", "excellent"],
  ["po", "fa", "ta", "gd", "ex"],
  ["fair", "good", "very good", "premium", "ideal"],
  ["never", "rarely", "sometimes", "often", "always"],
  ["mild", "moderate", "severe"],
  ["bronze", "silver", "gold"],
];

const CYCLES: readonly [name: RegExp, min: number, max: number, period: number][] = [
  [/hour|^hr$/i, 0, 24, 24],
  [/month|^mnth$/i, 1, 12, 12],
  [/week_?day|day_?of_?week|^dow$/i, 0, 7, 7],
  [/day_?of_?year|year_?day|^doy$/i, 0, 366, 365.25],
  [/direction|azimuth|bearing/i, 0, 360, 360],
];

/** The name that a column is given whose header is empty. */
const UNNAMED = /^column_\d+$/;

const MOST_CATEGORIES = 50;

const TOO_LARGE = "whole numbers too large to be told apart exactly, an identifier";

/** Such as $5.10, -3 %, 12kg or 1.234,50 EUR. */
const MARKED_NUMBER = /^(?=.*\d)(\p{Sc}\s?[-+]?[\d.,]+|[-+]?[\d.,]+\s?(%|\p{Sc}|[A-Za-z]{1,4}))$/u;

/** Such as 4'787'699, 4 787 699 or 47,87,699. */
const GROUPED_NUMBER = /^[-+]?\d{1,3}((['’ \u00a0\u202f]\d{3})+|(,\d{2})+,\d{3})([.,]\d+)?$/;

/** A month, a quarter, a week or a time of day: neither a number nor a date. */
const PERIOD = /^(\d{4}([-/]\d{2}|[-/ ]?[QW]\d{1,2})|Q[1-4][-/ ]?\d{4}|\d{1,2}:\d{2}(:\d{2})?)$/;

const leftOut = (why: string): ColumnGuess => ({ guess: null, reason: `left out: ${why}` });

/** Guesses how a column enters the model; the reason is written for the user who may know better. */
export function guessKind(facts: ColumnFacts): ColumnGuess {
  const { name, rows, missing, distinct } = facts;
  const known = rows - missing;
  if (known === 0) return leftOut("every value is missing");
  if (distinct === 1 && missing === 0) return leftOut(`it is always ${facts.values[0]}`);
  if (facts.times !== undefined) return { guess: null, reason: dateReason(facts.name, facts.times) };
  return facts.isNumeric ? guessNumber(facts) : guessText(facts, known, name, distinct);
}

/** What of a date may be features, as code of polars. */
function dateReason(name: string, times: Float64Array): string {
  const left = "left out: dates; name it as the time column for a chronological split";
  if (times.length === 0) return `${left}, once its format is stated: which number is the day cannot be told`;
  const parts = Object.entries(DATE_PARTS).filter(([, of]) => times.some((time) => of(time) !== of(times[0])));
  if (parts.length === 0) return left;
  const column = `pl.col(${JSON.stringify(name)}).date`;
  return `${left}, or take features of it: ${parts.map(([part]) => `${column}.${part}()`).join(", ")}`;
}

const DATE_PARTS: Readonly<Record<string, (time: number) => number>> = {
  year: (time) => new Date(time).getUTCFullYear(),
  month: (time) => new Date(time).getUTCMonth(),
  weekday: (time) => new Date(time).getUTCDay(),
  hour: (time) => new Date(time).getUTCHours(),
};

function guessText(facts: ColumnFacts, known: number, name: string, distinct: number): ColumnGuess {
  const gaps = facts.missing > 0 ? `; ${facts.missing} missing, marked in a column of their own` : "";
  if (facts.values.every((value) => PERIOD.test(value))) {
    const remedy = "make numbers of them, such as a year and a month, or hours";
    return leftOut(`periods or times of day, such as ${facts.values[0]}; ${remedy}`);
  }
  const scale = SCALES.find((words) => facts.values.every((value) => words.includes(value.trim().toLowerCase())));
  if (scale && distinct > 2) {
    const place = (value: string): number => scale.indexOf(value.trim().toLowerCase());
    const order = [...facts.values].sort((a, b) => place(a) - place(b));
    return { guess: { name, kind: "ordinal", order }, reason: `ordinal: ${order.join(" < ")}${gaps}` };
  }
  if (distinct <= MOST_CATEGORIES && distinct <= Math.max(2, known / 2)) {
    return { guess: { name, kind: "categorical" }, reason: `categorical: ${distinct} different words${gaps}` };
  }
  const large = largeIntegerAmong(facts.values);
  if (large !== undefined) {
    return leftOut(`${TOO_LARGE}, such as ${large}; divide them if they measure something`);
  }
  const marked = facts.values.find((value) => MARKED_NUMBER.test(value));
  if (marked !== undefined && facts.values.every((value) => MARKED_NUMBER.test(value) || /^[-+\d.,\s]+$/.test(value))) {
    const option = marked.trim().endsWith("%") ? "percent" : "currency";
    const remedy = /\p{Sc}|%|[A-Z]{3}/u.test(marked) ? `read it with ${option}: ["${name}"]` : "write bare numbers";
    return leftOut(`numbers with marks, such as ${marked}; ${remedy} to use it`);
  }
  const grouped = facts.values.find((value) => GROUPED_NUMBER.test(value));
  if (grouped !== undefined && facts.values.every((value) => GROUPED_NUMBER.test(value) || /^[-+\d.,]+$/.test(value))) {
    const mark = /['’]/.test(grouped) ? "'" : " ";
    const remedy =
      grouped.includes(",") && !/['’\s]/.test(grouped)
        ? "write them without"
        : `read it with thousands: "${mark}" (--thousands "${mark}")`;
    return leftOut(`numbers whose digits are grouped, such as ${grouped}; ${remedy}`);
  }
  const least = Array.from(facts.counts ?? []).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  if (known >= 3 * distinct && least >= 2 && Number.isFinite(least)) {
    const each = known === least * distinct ? `each in ${least} rows` : `each in ${least} rows or more`;
    const together = `where rows of one belong together, split by it: --group ${name}, groupBy: "${name}"`;
    return leftOut(`${distinct} different words, ${each}; ${together}`);
  }
  return leftOut(`${distinct} different words in ${known} rows, a name or free text`);
}

function guessNumber(facts: ColumnFacts): ColumnGuess {
  const { name, rows, missing, distinct, min = 0, median = 0, max = 0 } = facts;
  if (facts.countsRows) return leftOut("it counts the rows");
  if (UNNAMED.test(name) && facts.wholeNumbers && distinct === rows) {
    return leftOut("it has no name, and another whole number in every row: names of rows");
  }
  if (/(^|[_ .])(id|uuid|index)$/i.test(name) && distinct > rows / 2) {
    return leftOut("an identifier by its name and values");
  }
  if (facts.wholeNumbers && distinct > rows / 2 && mayBeRounded(Math.max(max, -min))) {
    return leftOut(TOO_LARGE);
  }
  const cycle = CYCLES.find(([words, low, high]) => words.test(name) && min >= low && max <= high);
  if (cycle && distinct > 2) {
    const [, , , period] = cycle;
    const reason = `cyclic by its name and range: begins anew after ${period}`;
    return { guess: { name, kind: "cyclic", period }, reason };
  }
  const gaps = missing > 0 ? `; ${missing} missing, filled with the training rows' median and marked` : "";
  if (min >= 0 && distinct > 20 && (facts.skewness ?? 0) > 2 && max > 20 * Math.max(median, 1e-12)) {
    const reason = `numeric, as log(1 + value): a long tail to ${shortNumber(max, 5)}${gaps}`;
    return { guess: { name, log1p: true }, reason };
  }
  if (facts.wholeNumbers && distinct > 2 && distinct <= 8 && rows >= 40) {
    const reason = `numeric: only ${distinct} values; make it categorical if they are codes${gaps}`;
    return { guess: { name }, reason };
  }
  const unit = [1, 1000].find((size) => min >= 6e8 * size && max <= 2.2e9 * size);
  const since = unit && facts.wholeNumbers ? `, as ${unit === 1 ? "" : "milli"}seconds since 1970 are: a time?` : "";
  const range = `from ${shortNumber(min, 5)} to ${shortNumber(max, 5)}`;
  return { guess: { name }, reason: `numeric: ${distinct} different values ${range}${since}${gaps}` };
}
