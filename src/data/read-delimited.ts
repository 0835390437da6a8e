import { ArgumentError } from "../base/check";
import { codesAsNull, numbersOfTexts, trimmedTexts } from "./cells";
import type { ColumnScan } from "./column-scan";
import { filterRows, frameOf, rowCount, texts } from "./columns";
import { type LargeIntegers, largeIntegerError, largeIntegerNote } from "./large-integers";
import { type DataFrame, polars, type Series } from "./polars";
import { type DelimitedScan, scanDelimited } from "./scan-delimited";
import { guessSeparator, plainText } from "./text-file";

/** How a table's cells are read. */
export interface ReadOptions {
  /** defaults to the one of comma, semicolon, tab and bar that fits the first lines */
  separator?: string;
  /** texts that mark a missing value, beside the empty cell; a number, such as "-200", matches by value */
  missing?: readonly string[];
  /** what a column must hold; a column that is not named here is numeric if all its cells are numbers */
  kinds?: Readonly<Record<string, "numeric" | "text">>;
  /** columns to read; defaults to all */
  columns?: readonly string[];
  /** new names of columns, by the name in the file; they hold for `kinds` and `columns` too */
  rename?: Readonly<Record<string, string>>;
  /** the most bytes that a file may have, as it is and unpacked; defaults to 1 GB, is at most 4 GiB */
  maxBytes?: number;
}

/** A table as it was read, with remarks for the user. */
export interface ReadTable {
  /** number columns are Float64, all others String; missing values are null */
  table: DataFrame;
  /** columns that were read as text, because they hold whole numbers that are not exact as numbers */
  large: LargeIntegers;
  notes: string[];
}

/**
 * Reads a delimited text strictly: ragged rows, stray quotes and cells that do not parse are errors with their line.
 * @param bytes the text, UTF-8
 * @param source the file's name for messages
 * @param optional those of `options.columns` that may be absent
 */
export function readDelimited(
  bytes: Buffer,
  source: string,
  options: ReadOptions = {},
  optional: readonly string[] = [],
): ReadTable {
  const text = plainText(bytes, source);
  const separator = options.separator ?? guessSeparator(text);
  if (separator.length !== 1 || separator.charCodeAt(0) > 127 || separator === '"') {
    throw new ArgumentError("separator", separator, "give one ASCII character, such as , or ;.");
  }
  const missing = new Set(options.missing ?? []);
  const scan = scanDelimited(text, separator, missing, source);
  if (scan.columns.length === 0 || scan.rows === scan.blankRows) {
    throw new ArgumentError(source, `${scan.rows} rows of data`, "give a file with a header and at least one row.");
  }
  for (const c of scan.columns) {
    const name = options.rename?.[c.name];
    if (name !== undefined && !scan.columns.some((other) => other.name === name)) c.name = name;
  }
  const wanted = wantedColumns(scan, options, source, optional);
  const numeric = new Map(
    scan.columns.map((c) => [c.name, isNumericColumn(c, options.kinds?.[c.name], missing, source)]),
  );
  const large: LargeIntegers = new Map();
  for (const { name, firstLarge } of wanted) {
    if (firstLarge === undefined || numeric.get(name) !== true) continue;
    const found = { where: `${source}, line ${firstLarge.line}`, value: firstLarge.text };
    if (options.kinds?.[name] === "numeric") throw largeIntegerError(name, found);
    large.set(name, found);
    numeric.set(name, false);
  }
  return parse(text, scan, wanted, numeric, missing, source, large);
}

/** Takes out rows without any text, and columns that have neither a name nor a value. */
function wantedColumns(
  scan: DelimitedScan,
  options: ReadOptions,
  source: string,
  optional: readonly string[],
): ColumnScan[] {
  const known = scan.columns.map((c) => c.name);
  for (const name of [...(options.columns ?? []), ...Object.keys(options.kinds ?? {})]) {
    if (!known.includes(name) && !optional.includes(name)) {
      throw new ArgumentError("column", name, `${source} has no such column; it has ${known.join(", ")}.`);
    }
  }
  return scan.columns.filter(
    (c, index) =>
      (options.columns?.includes(c.name) ?? true) && !(c.name === `column_${index + 1}` && c.blank === scan.rows),
  );
}

/** Decides what a column holds; a column of numbers and other texts is refused with the line of the first culprit. */
function isNumericColumn(
  column: ColumnScan,
  declared: "numeric" | "text" | undefined,
  missing: ReadonlySet<string>,
  source: string,
): boolean {
  if (declared === "text") return false;
  const { name, numbers, texts, firstText } = column;
  const isNumeric = declared === "numeric" || (numbers > 0 && numbers >= texts);
  if (isNumeric && firstText !== undefined) {
    const codes = missing.size > 0 ? ` (declared so far: ${[...missing].join(", ")})` : "";
    throw new ArgumentError(
      `${source}, line ${firstText.line}, column ${name}`,
      firstText.text,
      `it is not a number. If it marks a missing value, declare it as a missing code${codes}; if the column holds words, declare it as text.`,
    );
  }
  if (isNumeric && column.points > 0 && column.commas > 0) {
    throw new ArgumentError(
      `${source}, column ${name}`,
      `decimal points (line ${column.firstPoint?.line}) and decimal commas (line ${column.firstComma?.line})`,
      "write all its numbers in one way.",
    );
  }
  if (isNumeric && column.commas > 0 && column.thousands === column.commas) {
    throw new ArgumentError(
      `${source}, line ${column.firstComma?.line}, column ${name}`,
      column.firstComma?.text,
      "whether the comma groups digits or marks decimals cannot be told: write 1234 or 1.234, or separate the cells by semicolons if it marks decimals.",
    );
  }
  return isNumeric;
}

function parse(
  text: Buffer,
  scan: DelimitedScan,
  wanted: ColumnScan[],
  numeric: ReadonlyMap<string, boolean>,
  missing: ReadonlySet<string>,
  source: string,
  large: LargeIntegers,
): ReadTable {
  const pl = polars();
  const codes = [...missing];
  const isPlain = (c: ColumnScan): boolean => numeric.get(c.name) === true && c.commas === 0 && c.padded === 0;
  // polars reads by names that no method of a frame has
  const internal = new Map(scan.columns.map((c, index) => [c.name, `c${index}`]));
  const nameOf = (c: ColumnScan): string => internal.get(c.name) as string;
  const read = pl.readCSV(text.subarray(scan.bodyStart, scan.bodyEnd), {
    schema: Object.fromEntries(scan.columns.map((c) => [nameOf(c), isPlain(c) ? pl.Float64 : pl.Utf8])),
    hasHeader: false,
    ignoreErrors: false,
    sep: scan.separator,
    nullValues: codes.filter((code) => !isNumberText(code)),
    columns: wanted.map(nameOf),
  });
  const spaces: string[] = [];
  const series = wanted.map((c) => {
    const asRead = read.getColumn(nameOf(c)).alias(c.name);
    if (asRead.length !== scan.rows) {
      throw new Error(`${source}: ${asRead.length} of ${scan.rows} rows were read. Report this file to lai-loss.`);
    }
    const isNumber = numeric.get(c.name) === true;
    let cells = asRead;
    if (isNumber && !isPlain(c)) cells = numbersOfTexts(asRead);
    else if (!isNumber) {
      const words = trimmedTexts(asRead);
      cells = words.cells;
      if (words.trimmed > 0) spaces.push(`${c.name}: spaces around ${words.trimmed} words were taken off.`);
    }
    const lost = cells.nullCount() - c.blank - c.missing;
    if (lost !== 0) {
      throw new Error(`${source}, column ${c.name}: ${lost} cells did not parse. Report this file to lai-loss.`);
    }
    if (isNumber && (cells.max() === Number.POSITIVE_INFINITY || cells.min() === Number.NEGATIVE_INFINITY)) {
      const remedy = "mend the cell, or declare the column as text.";
      throw new ArgumentError(`${source}, column ${c.name}`, "a number beyond the range of a 64-bit float", remedy);
    }
    const numberCodes = isNumber || large.has(c.name) ? codes.filter(isNumberText) : [];
    return codesAsNull(cells, isNumber ? numberCodes.map(Number) : numberCodes);
  });
  const { table, notes } = withoutBlankRows(series, scan);
  const asText = Array.from(large, ([name, found]) => largeIntegerNote(name, found));
  return { table, large, notes: [...notes, ...asText, ...spaces, ...headerNotes(wanted, numeric, series, source)] };
}

/**
 * A header of numbers over every column of numbers may be the first row of a file without one: refused if a word of it is
 * a value of its own column too, else remarked on.
 */
function headerNotes(
  columns: readonly ColumnScan[],
  numeric: ReadonlyMap<string, boolean>,
  series: readonly Series[],
  source: string,
): string[] {
  const numbers = columns.filter(({ name }) => numeric.get(name) === true);
  if (numbers.length === 0 || !numbers.every(({ name }) => isNumberText(name.replace(",", ".")))) return [];
  const remedy = "write the column names into the first line";
  const table = new Map(series.map((one) => [one.name, one]));
  const isRepeated = (name: string): boolean => numeric.get(name) !== true && texts(table, name).texts.includes(name);
  if (columns.some(({ name }) => isRepeated(name))) {
    const fault = columns.map(({ name }) => name).slice(0, 5);
    throw new ArgumentError(`${source}, line 1`, fault.join(", "), `this looks like data, not names: ${remedy}.`);
  }
  const shown = numbers.slice(0, 4).map(({ name }) => name);
  return [`The columns are named ${shown.join(", ")}: if the file has no header, ${remedy}.`];
}

const isNumberText = (text: string): boolean => text.trim() !== "" && Number.isFinite(Number(text));

function withoutBlankRows(series: Series[], scan: DelimitedScan): Omit<ReadTable, "large"> {
  const table = frameOf(series);
  if (scan.blankRows === 0) return { table, notes: [] };
  const keep = new Uint8Array(scan.rows);
  for (const one of series) {
    const nulls = one.isNull().toArray() as boolean[];
    for (let row = 0; row < keep.length; row++) if (!nulls[row]) keep[row] = 1;
  }
  const kept = filterRows(table, keep);
  return { table: kept, notes: [`${scan.rows - rowCount(kept)} rows without any value were left out.`] };
}
