import {
  ArgumentError,
  anyObject,
  boolean,
  choice,
  count,
  list,
  mapOf,
  object,
  optional,
  type Rule,
  text,
  where,
} from "../base/check";
import { nearest } from "../base/show";
import { checkDateFormat } from "./dates";
import type { ColumnRules } from "./parse-column";

/** How a table's file is read. What is not stated is found out, or refused where it cannot be told. */
export interface ReadOptions {
  /** between the cells of a delimited text: one ASCII character, " " for runs of spaces; defaults to what fits the first lines */
  separator?: string;
  /** false: the first line is data; defaults to true */
  header?: boolean;
  /** the names of all columns, for a file without a header or in place of its own */
  names?: readonly string[];
  /** of a text that is not UTF-8, such as "windows-1252" */
  encoding?: string;
  /** texts that mark a missing value beside the empty cell, for all columns or by column; one that is a number matches by value */
  missing?: readonly string[] | Readonly<Record<string, readonly string[]>>;
  /** columns that are kept as text, such as codes with leading zeros */
  text?: readonly string[];
  /** what a column must hold; a column that is not named here is numeric if all its cells are numbers */
  kinds?: Readonly<Record<string, "numeric" | "text">>;
  /** what groups the digits of numbers, such as "," in 4,787,699; defaults to nothing */
  thousands?: "," | "." | " " | "'";
  /** what marks the decimals of numbers; defaults to what their columns show */
  decimal?: "." | ",";
  /** columns of numbers with a percent sign, read as they are written: 12.5 % is 12.5 */
  percent?: readonly string[];
  /** columns of numbers with a currency's sign or code: $5.10 and 5.10 EUR are 5.1 */
  currency?: readonly string[];
  /** how a column's dates are written, such as { when: "%d/%m/%Y %H:%M" }; false: its dates, or all, stay text */
  dates?: false | Readonly<Record<string, string | false>>;
  /** columns to read; defaults to all */
  columns?: readonly string[];
  /** new names of columns, by the name in the file; all other options go by the new name */
  rename?: Readonly<Record<string, string>>;
  /** the most bytes that the file may have, as it is and unpacked; defaults to 1 GB, is at most 4 GiB */
  maxBytes?: number;
}

/** The same with what only this package's own readers ask for. */
export interface ReaderOptions extends ReadOptions {
  /** columns that options may name though the file lacks them */
  mayLack?: readonly string[];
  /** takes the usual words for missing values that stand among numbers as such; defaults to false */
  usualCodes?: boolean;
  /** a column of numbers with other cells is text; defaults to false: refused */
  lenient?: boolean;
}

const NAMES = list(text, { least: 1, unique: true });
const CODES = list(text);
const MISSING: Rule<readonly string[] | Record<string, readonly string[]>> = (argument, value) =>
  Array.isArray(value) ? CODES(argument, value) : mapOf(CODES)(argument, value);
const DATES: Rule<false | Record<string, string | false>> = (argument, value) => {
  if (value === false) return value;
  for (const [name, format] of Object.entries(anyObject(argument, value))) {
    if (format !== false) checkDateFormat(`${argument}.${name}`, text(`${argument}.${name}`, format));
  }
  return value as Record<string, string | false>;
};

export const READ_RULES = {
  separator: optional(
    where<string>(
      (value) => typeof value === "string" && value.length === 1 && value.charCodeAt(0) < 128 && !/["\r\n]/.test(value),
      "give one ASCII character, such as , or ;.",
    ),
  ),
  header: optional(boolean),
  names: optional(NAMES),
  encoding: optional(text),
  missing: optional(MISSING),
  text: optional(list(text, { unique: true })),
  kinds: optional(mapOf(choice(["numeric", "text"]))),
  thousands: optional(choice([",", ".", " ", "'"])),
  decimal: optional(choice([".", ","])),
  percent: optional(list(text, { unique: true })),
  currency: optional(list(text, { unique: true })),
  dates: optional(DATES),
  columns: optional(NAMES),
  rename: optional(mapOf(text)),
  maxBytes: optional(count()),
};

/** Those of some options that say how a file is read. */
export function readingOf(options: object): ReadOptions {
  const given = options as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.keys(READ_RULES).map((key) => [key, given[key]]));
}

/** How a file was read, to be remembered with what was learnt of it. */
export const READING: Rule<ReadOptions | undefined> = optional(object(READ_RULES)) as Rule<ReadOptions | undefined>;

export function codesOf(missing: ReadOptions["missing"], column: string): readonly string[] {
  if (missing === undefined || Array.isArray(missing)) return missing ?? [];
  const byColumn = missing as Readonly<Record<string, readonly string[]>>;
  return Object.hasOwn(byColumn, column) ? byColumn[column] : [];
}

export function kindOf(
  { text, kinds = {}, percent, currency }: ReadOptions,
  column: string,
): "numeric" | "text" | undefined {
  if (text?.includes(column)) return "text";
  if (percent?.includes(column) || currency?.includes(column)) return "numeric";
  return Object.hasOwn(kinds, column) ? kinds[column] : undefined;
}

/** @throws ArgumentError for a column that an option names and that is neither in the file nor among the optional ones */
export function checkNamed(options: ReaderOptions, known: readonly string[], source: string): void {
  const { columns = [], kinds = {}, missing = [], text = [], percent = [], currency = [], dates = {} } = options;
  const { mayLack = [] } = options;
  const byColumn = [kinds, Array.isArray(missing) ? {} : missing, dates === false ? {} : dates];
  for (const name of [...columns, ...text, ...percent, ...currency, ...byColumn.flatMap(Object.keys)]) {
    if (known.includes(name) || mayLack.includes(name)) continue;
    const remedy = `${source} has no such column; it has ${known.join(", ")}${nearest(name, known)}.`;
    throw new ArgumentError("column", name, remedy);
  }
}

/** The columns' names after `names` and `rename`. */
export function renamed(names: readonly string[], { rename = {} }: ReadOptions): string[] {
  return names.map((name) => (Object.hasOwn(rename, name) && !names.includes(rename[name]) ? rename[name] : name));
}

export function columnRules(
  name: string,
  options: ReaderOptions,
  file: Pick<ColumnRules, "mayBeNumbers" | "commasMayGroup">,
): ColumnRules {
  const { dates, percent, currency, thousands, decimal, missing, usualCodes = false, lenient = false } = options;
  return {
    ...file,
    kind: kindOf(options, name),
    mark: percent?.includes(name) ? "percent" : currency?.includes(name) ? "currency" : undefined,
    codes: codesOf(missing, name),
    usualCodes,
    dates: dates === false ? false : dates?.[name],
    lenient,
    decimal,
    thousands,
  };
}
