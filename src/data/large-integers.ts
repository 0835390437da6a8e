import { ArgumentError } from "../base/check";
import { polars, type Series, typeName } from "./polars";

/*
 * A number (float64) tells whole numbers apart below 2^53 = 9007199254740992 alone. A column that holds a larger one, written
 * without decimals or exponent, is therefore kept as text wherever it comes in: its values stay exact, so that it can group
 * rows, order them in time or be a category; where a number is asked for, it is refused.
 */

/** The first such number of a column: `where` is its row (counted from 0) or line, in a file with the file's name. */
export interface LargeInteger {
  where: string;
  value: string;
}

export type LargeIntegers = Map<string, LargeInteger>;

/** Fits 64 bits: a float64 beyond them was no whole number of a file or database. */
const BEYOND_64_BITS = 2 ** 64;
const DIGITS = /^\s*[+-]?0*(\d{16,})\s*$/;
const LARGEST_EXACT = String(Number.MAX_SAFE_INTEGER);
/** Digits, signs, decimal marks and exponents. */
const NUMBER_LIKE = /^[\s\d.,eE+-]+$/;
const INTEGER_TYPES = new Set(["Int64", "UInt64", "Decimal"]);

/** Whether a text is a whole number of 2^53 or more in size; with decimals or an exponent it is a measurement. */
export function isLargeInteger(text: string): boolean {
  const digits = DIGITS.exec(text)?.[1];
  return digits !== undefined && (digits.length > LARGEST_EXACT.length || digits > LARGEST_EXACT);
}

/** Whether a number may stand for another whole number than was meant, rounded before it came here. */
export function mayBeRounded(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < BEYOND_64_BITS;
}

/** The first large integer among texts, if they are all numbers. */
export function largeIntegerAmong(texts: readonly string[]): string | undefined {
  const found = texts.find(isLargeInteger);
  return found !== undefined && texts.every((text) => NUMBER_LIKE.test(text)) ? found : undefined;
}

const foundIn = new WeakMap<Series, LargeInteger | null>();

/** The first large integer of a column of 64-bit integers or whole decimals, or of texts that are all numbers. */
export function largeIntegerOf(series: Series): LargeInteger | undefined {
  let found = foundIn.get(series);
  if (found === undefined) {
    found = mayHoldLarge(series) ? firstLarge(series) : null;
    foundIn.set(series, found);
  }
  return found ?? undefined;
}

/** Whether a column of polars' integers is kept as text. */
export function isKeptAsText(series: Series): boolean {
  return INTEGER_TYPES.has(typeName(series)) && largeIntegerOf(series) !== undefined;
}

/** By polars, as a million rows are looked at in milliseconds; as float64, for its own maximum of UInt64 may be null. */
function mayHoldLarge(series: Series): boolean {
  if (!INTEGER_TYPES.has(typeName(series))) return /^(String|Utf8)$/.test(typeName(series));
  const values = series.cast(polars().Float64);
  return Math.max(values.max() ?? 0, -(values.min() ?? 0)) > Number.MAX_SAFE_INTEGER;
}

/** rows that are looked at together: the first one is mostly near */
const BLOCK = 4096;

/** Of the texts, as `toArray` and `getIndex` of polars round Int64. */
function firstLarge(series: Series): LargeInteger | null {
  const areTexts = !INTEGER_TYPES.has(typeName(series));
  let found: LargeInteger | null = null;
  for (let from = 0; from < series.length && (areTexts || found === null); from += BLOCK) {
    const texts = series.slice(from, BLOCK).cast(polars().Utf8).toArray() as (string | null)[];
    if (areTexts && texts.some((text) => text !== null && !NUMBER_LIKE.test(text))) return null;
    const row = texts.findIndex((text) => text !== null && isLargeInteger(text));
    if (row >= 0) found ??= { where: `row ${from + row}`, value: texts[row] as string };
  }
  return found;
}

/** The refusal of a column where a number is asked for. */
export function largeIntegerError(name: string, { where, value }: LargeInteger): ArgumentError {
  const remedy =
    "a whole number of 2^53 or more is not exact as a number: leave the column out, read it as text and make it categorical, or divide it.";
  return new ArgumentError(`${where}, column ${name}`, value.trim(), remedy);
}

/** What the user is told of a column that was read as text. */
export function largeIntegerNote(name: string, { where, value }: LargeInteger): string {
  return `${name}: read as text, as whole numbers of 2^53 or more are not exact as numbers (${where}: ${value.trim()}).`;
}

/**
 * What JSON.parse gives, with large integers as bigint instead of rounded.
 * @throws SyntaxError as JSON.parse does
 */
export function parseJsonExactly(text: string): unknown {
  const parsed = JSON.parse(text);
  if (!/(?<![\d.eE+])[1-9]\d{15,}(?![\d.eE])/.test(text)) return parsed;
  let mark = "integer ";
  while (text.includes(mark)) mark += " ";
  const marked = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (token) =>
    isLargeInteger(token) ? `"${mark}${token}"` : token,
  );
  return JSON.parse(marked, (_key, value) =>
    typeof value === "string" && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  );
}
