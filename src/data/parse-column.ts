import { ArgumentError } from "../base/check";
import { counted } from "../base/format";
import { changedSeries } from "./columns";
import { blocksOf, type Dates, dateSeries, looksLikeDate, readDates } from "./dates";
import { type LargeInteger, largeIntegerError } from "./large-integers";
import {
  counts,
  type Fault,
  firstMatch,
  LIKE_NUMBER,
  type NumberStyle,
  type ParsedNumbers,
  parseNumbers,
  replaced,
} from "./parse-numbers";
import { polars, type Series } from "./polars";

/** How the texts of one column are read. */
export interface ColumnRules extends NumberStyle {
  /** what the column must hold; undefined: what its cells are */
  kind?: "numeric" | "text";
  /** whether undeclared texts may be numbers; false where the file has numbers of its own, as JSON has */
  mayBeNumbers: boolean;
  mark?: "percent" | "currency";
  /** texts that mark a missing value */
  codes: readonly string[];
  /** takes the usual words for missing values among numbers as such */
  usualCodes: boolean;
  /** the format of its dates; false: they stay text; undefined: the known ones */
  dates?: string | false;
  /** a column of numbers with other cells is text, instead of refused */
  lenient: boolean;
}

export interface ParsedColumn {
  series: Series;
  /** the first whole number that keeps the column text */
  large?: LargeInteger;
  /** words that were taken for missing values, with the row of the first of each */
  codes: { code: string; row: number }[];
  hasDecimalCommas: boolean;
  notes: string[];
}

export const USUAL_CODES =
  "NA N/A n/a na #N/A NaN nan NAN null NULL Null None none ? - -- . missing Missing unknown inf -inf nil <NA> N.A. n.a. #VALUE! #DIV/0! #REF!".split(
    " ",
  );

/** The first group of a match, as polars writes it. */
const FIRST = ["$", "{1}"].join("");
const MARKS = {
  percent: [["\\s?%$", ""]],
  currency: [
    ["^([+-]?)\\s?\\p{Sc}\\s?", FIRST],
    ["\\s?(\\p{Sc}|[A-Z]{3})$", ""],
  ],
} as const;

/**
 * Reads the texts of a column strictly, as numbers, dates or words: null is only where a cell is blank or a missing code.
 * @param placeOf where a row stands, such as "my.csv, line 3"
 * @throws ArgumentError that names the place of the first cell that is not what the column holds
 */
export function parseColumn(texts: Series, rules: ColumnRules, placeOf: (row: number) => string): ParsedColumn {
  const { name } = texts;
  const { kind, mark, lenient } = rules;
  const { words, trimmed } = trimmedTexts(texts);
  const known = codesAsNull(words, rules.codes);
  const parsed: ParsedColumn = { series: known, codes: [], hasDecimalCommas: false, notes: [] };
  const refuse = ({ row, value, remedy }: Fault): never => {
    throw new ArgumentError(`${placeOf(row)}, column ${name}`, value, remedy);
  };
  const mayBeNumbers = kind === undefined && rules.mayBeNumbers && typeof rules.dates !== "string";
  if (kind === "numeric" || mayBeNumbers) {
    const numbers = asNumbers(known, rules);
    const { values, large } = numbers;
    const isNumeric = kind === "numeric" || (numbers.numbers > 0 && numbers.numbers >= numbers.texts);
    const fault = isNumeric && numbers.texts > 0 ? strayText(numbers.words, rules) : numbers.fault;
    if (isNumeric && !(fault && lenient)) {
      if (fault) {
        // the cell as it stands in the file
        refuse(mark === undefined ? fault : { ...fault, value: known.getIndex(fault.row) as string });
      }
      if (large) {
        const found = { where: placeOf(large.row), value: large.text };
        if (kind === "numeric") throw largeIntegerError(name, found);
        return { ...parsed, series: codesAsNull(known, rules.codes), large: found };
      }
      const series = codesAsNull(values as Series, numberCodes(rules.codes));
      const hasDecimalCommas = numbers.hasDecimalCommas ?? false;
      return { ...parsed, series: series.alias(name), codes: numbers.codes, hasDecimalCommas };
    }
  }
  if (kind === undefined && rules.dates !== false) {
    const dates = asDates(known, rules.dates, placeOf);
    if (typeof dates === "string") parsed.notes.push(dates);
    else if (dates !== undefined) {
      const note = dates.hasOffsets ? [`${name}: times with an offset are read as UTC.`] : [];
      return { ...parsed, series: dateSeries(name, dates), notes: note };
    }
  }
  if (trimmed > 0) parsed.notes.push(`${name}: spaces around ${counted(trimmed, "word")} were taken off.`);
  return parsed;
}

interface Numbers extends ParsedNumbers {
  /** that were parsed: without marks, null where a code stands */
  words: Series;
  codes: ParsedColumn["codes"];
}

/** The words as numbers, the usual missing codes among them left out if that is asked for. */
function asNumbers(words: Series, rules: ColumnRules): Numbers {
  const marks = rules.mark === undefined ? [] : MARKS[rules.mark];
  const bare = marks.reduce((cells, [pattern, by]) => replaced(cells, pattern, by), words);
  const parsed = parseNumbers(bare, rules);
  if (parsed.texts === 0) return { ...parsed, words: bare, codes: [] };
  if (rules.usualCodes && (parsed.numbers > 0 || rules.kind === "numeric")) {
    const others = codesAsNull(bare, USUAL_CODES);
    const codes = others.nullCount() > bare.nullCount() ? codesIn(bare) : [];
    const rest = parseNumbers(others, rules);
    if (codes.length > 0 && rest.numbers > 0 && rest.numbers >= rest.texts) {
      return { ...rest, words: others, codes };
    }
  }
  return { ...parsed, words: bare, codes: [] };
}

/** The first word among numbers that is none. */
function strayText(words: Series, { codes, thousands, decimal }: ColumnRules): Fault {
  const isStated = thousands !== undefined || decimal !== undefined;
  const pattern = isStated ? "^[+-]?[0-9.,][0-9., '’]*([eE][+-]?[0-9]+)?$" : LIKE_NUMBER;
  const { row, value } = firstMatch(words, pattern, false);
  const declared = codes.length > 0 ? ` (declared so far: ${codes.join(", ")})` : "";
  const remedy = `it is not a number. If it marks a missing value, declare it as a missing code${declared}: missing: { ${JSON.stringify(words.name)}: [${JSON.stringify(value)}] } (--missing ${value}); if the column holds words, declare it as text; if the row is no data (units, a sum, the header again), take it out.`;
  return { row, value, remedy };
}

function codesIn(words: Series): { code: string; row: number }[] {
  const texts = words.toArray() as (string | null)[];
  const found = USUAL_CODES.map((code) => ({ code, row: texts.indexOf(code) }));
  return found.filter(({ row }) => row >= 0).sort((a, b) => a.row - b.row);
}

/** Words that are all dates; a note where they nearly are; nothing where they are none. */
function asDates(
  words: Series,
  format: string | undefined,
  placeOf: (row: number) => string,
): Dates | string | undefined {
  const first = words.dropNulls().head(1).toArray()[0] as string | undefined;
  if (first === undefined || (format === undefined && !looksLikeDate(first))) return undefined;
  const dates = readDates(blocksOf(words), format);
  if ("times" in dates) return dates;
  const { row, text, remedy } = dates;
  if (format !== undefined) throw new ArgumentError(`${placeOf(row)}, column ${words.name}`, text, remedy);
  if (!dates.isAmbiguous && dates.read < (words.length - words.nullCount()) / 2) return undefined;
  return `${words.name}: dates read as text, as of ${text} (${placeOf(row)}) ${remedy}`;
}

const BLANKS = " \t";

/** Texts without the spaces around them, null where there is nothing else; and how many had some beside a word. */
function trimmedTexts(texts: Series): { words: Series; trimmed: number } {
  const pl = polars();
  const text = pl.col("cells");
  const [spaced] = counts(texts, ["^[ \t]|[ \t]$|^$"]);
  if (spaced === 0) return { words: texts, trimmed: 0 };
  const stripped = text.str.stripChars(BLANKS);
  const filled = pl
    .when(stripped.eq(pl.lit("")))
    .then(pl.lit(null))
    .otherwise(stripped);
  const [blank] = counts(texts, ["^[ \t]*$"]);
  return { words: changedSeries(texts, filled), trimmed: spaced - blank };
}

/** Times of day with dots, such as 18.00.00, are written with colons. */
export function clockTexts(texts: Series): Series {
  return replaced(texts, "\\.", ":", true);
}

/** The codes that are numbers, which match by value: -200 is also -200.0 and -200,0. */
export function numberCodes(codes: readonly string[]): number[] {
  return codes.filter((code) => code.trim() !== "" && Number.isFinite(Number(code))).map(Number);
}

/** Values that mark a missing one become null. */
export function codesAsNull(cells: Series, codes: readonly (number | string)[]): Series {
  if (codes.length === 0) return cells;
  const pl = polars();
  const isCode = pl.col("cells").isIn([...codes]);
  return changedSeries(cells, pl.when(isCode).then(pl.lit(null)).otherwise(pl.col("cells")));
}
