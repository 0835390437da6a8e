import { changedSeries, singleColumnFrame } from "./columns";
import { isLargeInteger } from "./large-integers";
import { type Expr, polars, type Series } from "./polars";

/** How the numbers of a text file are written. */
export interface NumberStyle {
  /** what marks decimals; undefined: what the column shows */
  decimal?: "." | ",";
  /** what groups digits; undefined: nothing may */
  thousands?: string;
  /** a comma alone may group digits; false where the file's cells are cut by semicolons */
  commasMayGroup: boolean;
}

export interface Fault {
  row: number;
  value: string;
  /** where more than one cell is at fault, in place of the value */
  remedy: string;
}

/** What the texts of a column are as numbers. */
export interface ParsedNumbers {
  /** texts that are numbers, also those that cannot be read without being told how */
  numbers: number;
  texts: number;
  /** Float64, where all texts are numbers and can be read */
  values?: Series;
  /** a column of numbers holds this */
  fault?: Fault;
  /** a whole number that is not exact as float64: the column stays text */
  large?: { row: number; text: string };
  /** decimals are marked by commas here */
  hasDecimalCommas?: boolean;
}

const EXPONENT = "([eE][+-]?[0-9]+)?";
/** A number without a mark or with a decimal point. */
export const PLAIN = `^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)${EXPONENT}$`;
const POINT = `^[+-]?([0-9]+\\.[0-9]*|\\.[0-9]+)${EXPONENT}$`;
const COMMA = `^[+-]?([0-9]+,[0-9]*|,[0-9]+)${EXPONENT}$`;
/** Digits grouped so that nothing else can be meant. */
const GROUPED =
  "^[+-]?[0-9]{1,3}((,[0-9]{3}){2,}(\\.[0-9]*)?|(,[0-9]{3})+\\.[0-9]*|(\\.[0-9]{3}){2,}(,[0-9]*)?|(\\.[0-9]{3})+,[0-9]*)$";
/** A number in any of these writings. */
export const LIKE_NUMBER = `${PLAIN}|${COMMA}|${GROUPED}`;
const ONE_COMMA_GROUP = "^[+-]?[1-9][0-9]{0,2},[0-9]{3}$";
const ONE_POINT_GROUP = "^[+-]?[1-9][0-9]{0,2}\\.[0-9]{3}$";
/** What may stand for a separator of groups. */
const GROUP_MARKS: Readonly<Record<string, string>> = { ".": "\\.", ",": ",", " ": "[ \u00a0\u202f]", "'": "['’]" };

/** Reads words, trimmed and null where missing, as numbers; all by polars, column-wise. */
export function parseNumbers(words: Series, style: NumberStyle): ParsedNumbers {
  return style.decimal === undefined && style.thousands === undefined
    ? parseUnstated(words, style)
    : parseStated(words, style);
}

function parseUnstated(words: Series, { commasMayGroup }: NumberStyle): ParsedNumbers {
  const known = words.length - words.nullCount();
  const [like] = counts(words, [LIKE_NUMBER]);
  if (like < known) return { numbers: like, texts: known - like };
  const [plain] = counts(words, [PLAIN]);
  if (plain === known) return { texts: 0, ...finish(words, plain) };
  const [points, commas, grouped, oneGroup] = counts(words, [POINT, COMMA, GROUPED, ONE_COMMA_GROUP]);
  const parsed: ParsedNumbers = { numbers: known, texts: 0 };
  const first = (pattern: string): { row: number; value: string } => firstMatch(words, pattern, true);
  if (grouped > 0) {
    const { row, value } = first(GROUPED);
    const mark = /[.,]/.exec(value)?.[0];
    const remedy = `its digits are grouped: read the file with thousands: "${mark}" (--thousands ${mark}), or keep the column as text.`;
    return { ...parsed, fault: { row, value, remedy } };
  }
  if (points > 0) {
    const { row, value } = first(COMMA);
    const grouping = oneGroup === commas ? ', or state thousands: "," (--thousands ,)' : "";
    const remedy = `a comma beside decimal points, such as ${first(POINT).value}: write all its numbers in one way${grouping}.`;
    return { ...parsed, fault: { row, value, remedy } };
  }
  if (commasMayGroup && oneGroup === commas) {
    const remedy =
      'whether the comma groups digits or marks decimals cannot be told: state thousands: "," or decimal: "," (--thousands , or --decimal ,).';
    return { ...parsed, fault: { ...first(COMMA), remedy } };
  }
  return { texts: 0, ...finish(replaced(words, ",", "."), known), hasDecimalCommas: true };
}

function parseStated(words: Series, { thousands, decimal }: NumberStyle): ParsedNumbers {
  const group = thousands === undefined ? undefined : GROUP_MARKS[thousands];
  const opposite = thousands === "." ? "," : thousands === "," ? "." : undefined;
  const stated = decimal ?? opposite;
  const mark = stated === undefined ? "[.,]" : stated === "." ? "\\." : ",";
  const whole = group === undefined ? "[0-9]+" : `([0-9]+|[0-9]{1,3}(${group}[0-9]{3})+)`;
  const number = `^[+-]?(${whole}(${mark}[0-9]*)?|${mark}[0-9]+)${EXPONENT}$`;
  const known = words.length - words.nullCount();
  const [numbers] = counts(words, [number]);
  if (numbers < known) {
    const [like] = counts(words, [`${number}|${LIKE_NUMBER}`]);
    const parsed: ParsedNumbers = { numbers: like, texts: known - like };
    if (parsed.texts > 0) return parsed;
    const how = [thousands && `thousands "${thousands}"`, stated && `decimal "${stated}"`]
      .filter(Boolean)
      .join(" and ");
    const remedy = `it is no number with ${how}: mend the cell, state how the file's numbers are written, or keep the column as text.`;
    return { ...parsed, fault: { ...firstMatch(words, number, false), remedy } };
  }
  if (stated === undefined) {
    const [points, commas] = counts(words, ["\\.", ","]);
    if (points > 0 && commas > 0) {
      const remedy = 'commas beside points: state which one marks decimals, such as decimal: "," (--decimal ,).';
      return { numbers, texts: 0, fault: { ...firstMatch(words, ",", true), remedy } };
    }
  }
  const ungrouped = group === undefined ? words : replaced(words, group, "", true);
  return { texts: 0, ...finish(mark === "\\." ? ungrouped : replaced(ungrouped, ",", "."), numbers) };
}

/** Casts texts that are all numbers in polars' own writing. */
function finish(words: Series, numbers: number): Pick<ParsedNumbers, "numbers" | "values" | "large" | "fault"> {
  const pl = polars();
  const values = words.cast(pl.Float64, false);
  const [least, most] = [values.min() ?? 0, values.max() ?? 0];
  if (least === Number.NEGATIVE_INFINITY || most === Number.POSITIVE_INFINITY) {
    const row = (values.toArray() as (number | null)[]).findIndex(
      (value) => Math.abs(value ?? 0) === Number.POSITIVE_INFINITY,
    );
    const remedy = "a number beyond the range of a 64-bit float: mend the cell, or declare the column as text.";
    return { numbers, fault: { row, value: words.getIndex(row) as string, remedy } };
  }
  if (Math.max(-least, most) > Number.MAX_SAFE_INTEGER) {
    const texts = words.toArray() as (string | null)[];
    const row = texts.findIndex((text) => text !== null && isLargeInteger(text));
    if (row >= 0) return { numbers, large: { row, text: texts[row] as string } };
  }
  return { numbers, values: values.alias(words.name) };
}

/** A number with a decimal point that also is a group of digits, such as 1.033, where the column has no other. */
export function pointsThatMayGroup(words: Series): Fault | undefined {
  const [points, groups] = counts(words, [POINT, ONE_POINT_GROUP]);
  if (groups === 0 || groups < points) return undefined;
  const remedy =
    'other columns mark decimals by commas, so that this point may group digits: state thousands: "." or decimal: "." (--thousands . or --decimal .).';
  return { ...firstMatch(words, POINT, true), remedy };
}

/** The expressions that count, by place and pattern: to make one takes polars longer than to compute it. */
const counters = new Map<string, Expr>();

function counterOf(pattern: string, place: number): Expr {
  const key = `${place} ${pattern}`;
  const pl = polars();
  const counter = counters.get(key) ?? pl.col("cells").str.contains(pattern).cast(pl.UInt32).sum().as(`n${place}`);
  counters.set(key, counter);
  return counter;
}

/** How many words match each of some patterns, which are few and always the same. */
export function counts(words: Series, patterns: readonly string[]): number[] {
  const sums = singleColumnFrame(words).select(...patterns.map(counterOf));
  return patterns.map((_, i) => (sums.getColumn(`n${i}`).getIndex(0) as number | null) ?? 0);
}

/** The first word that matches a pattern, or that does not. */
export function firstMatch(words: Series, pattern: string, matching: boolean): { row: number; value: string } {
  const matches = changedSeries(words, polars().col("cells").str.contains(pattern));
  const row = (matches.toArray() as (boolean | null)[]).indexOf(matching);
  return { row, value: words.getIndex(row) as string };
}

/** Each word with the first match of a pattern, or all, replaced. */
export function replaced(words: Series, pattern: string, by: string, all = false): Series {
  const text = polars().col("cells").str;
  return changedSeries(words, all ? text.replaceAll(pattern, by) : text.replace(pattern, by));
}
