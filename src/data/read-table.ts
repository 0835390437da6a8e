import { basename, extname } from "node:path";
import { ArgumentError, callback, checkOptions, optional, path as pathRule } from "../base/check";
import { MAX_BYTES } from "../base/read-file";
import { byName, columnsOf, frameOf, isDateSeries, isNumericSeries, isTextSeries, rowCount } from "./columns";
import {
  isKeptAsText,
  type LargeIntegers,
  largeIntegerError,
  largeIntegerNote,
  largeIntegerOf,
} from "./large-integers";
import { checkParquet } from "./parquet-size";
import { type ColumnRules, codesAsNull, numberCodes, parseColumn } from "./parse-column";
import { type DataFrame, polars, type Series, typeName } from "./polars";
import { type ReadTable, readDelimited } from "./read-delimited";
import { type JsonColumns, readJson } from "./read-json";
import { checkNamed, columnRules, READ_RULES, type ReaderOptions, type ReadOptions, renamed } from "./read-options";
import { plainText, readBytes } from "./text-file";

/** Options of `readTable`. */
export interface TableFileOptions extends ReadOptions {
  /** called with each remark on what was done, such as rows without any value that were left out; defaults to console.warn */
  onNote?: (note: string) => void;
}

/**
 * Reads a table's file into a polars dataframe, strictly: nothing is nulled, padded or cut in silence. By its ending it is
 * .csv, .tsv, .txt or .data (delimited text), .parquet, .json (objects, rows, or columns, as pandas writes them too), .jsonl
 * or .ndjson; texts and JSON also as .gz.
 *
 * Numbers become Float64 (whole ones of 2^53 or more stay text), dates Date or Datetime("ms") in UTC, all else String; null
 * is only where a cell is empty or a stated missing code.
 *
 * @example
 * const frame = readTable("trips.csv", { missing: { days: ["999"] }, text: ["zip"], dates: { start: "%d/%m/%Y" } });
 *
 * @throws ArgumentError that names the file, the line or row, the column, the value and the remedy
 */
export function readTable(path: string, options: TableFileOptions = {}): DataFrame {
  pathRule("path", path);
  const { onNote = (note: string) => console.warn(note), ...readOptions } = checkOptions("options", options, {
    ...READ_RULES,
    onNote: optional(callback<(note: string) => void>()),
  });
  const { table, notes } = readTableFile(path, readOptions);
  for (const note of notes) onNote(note);
  return frameOf(table);
}

/** The same with what was noticed beside it. */
export function readTableFile(path: string, options: ReaderOptions = {}): ReadTable {
  const ending = extname(path.replace(/\.gz$/i, "")).toLowerCase();
  const name = basename(path);
  const bytes = (): Buffer => readBytes(path, options.maxBytes);
  if (ending === ".parquet") {
    const columns = columnsOf(readParquet(bytes(), path, options.maxBytes));
    return finish(chosen([...columns.values()], name, options), name, options);
  }
  if (/^\.(json|jsonl|ndjson)$/.test(ending)) {
    const text = plainText(bytes(), name, options.encoding);
    return finish(readJson(text, name, ending !== ".json", options), name, options);
  }
  if (/^\.(csv|tsv|txt|data)$/.test(ending)) {
    const separator = options.separator ?? (ending === ".tsv" ? "\t" : undefined);
    return readDelimited(bytes(), name, { ...options, separator });
  }
  const remedy = "give a .csv, .tsv, .txt, .data, .parquet, .json or .jsonl file (text files also as .gz).";
  throw new ArgumentError("path", path, remedy);
}

/** @throws ArgumentError where the bytes of a Parquet file are damaged, or unpack to more than the limit */
export function readParquet(bytes: Buffer, path: string, maxBytes: number = MAX_BYTES): DataFrame {
  checkParquet(bytes, path, maxBytes);
  try {
    return polars().readParquet(bytes);
  } catch (error) {
    throw new ArgumentError("path", path, `it is not a Parquet file that can be read (${(error as Error).message}).`);
  }
}

/** The columns of a Parquet file that are wanted, by their new names. */
function chosen(read: readonly Series[], name: string, options: ReaderOptions): JsonColumns {
  const names = read.map((series) => series.name);
  const known = renamed(names, options);
  checkNamed(options, known, name);
  const columns = read.flatMap((series, index) =>
    (options.columns?.includes(known[index]) ?? true) ? [series.alias(known[index])] : [],
  );
  return { columns, large: new Set(), codes: [] };
}

/** Applies to columns that have types already what readDelimited applies to texts. */
function finish({ columns, large: inFile, codes }: JsonColumns, name: string, options: ReaderOptions): ReadTable {
  const pl = polars();
  const large: LargeIntegers = new Map();
  const notes: string[] = [];
  const typed = columns.map((series) => {
    const rules = columnRules(series.name, options, { mayBeNumbers: false, commasMayGroup: true });
    if (inFile.has(series.name) || isKeptAsText(series)) return exactTexts(series, rules, name, large);
    if (isDateSeries(series)) return typeName(series) === "Datetime" ? series.cast(pl.Datetime("ms")) : series;
    const areNumbers = isNumericSeries(series);
    if (!areNumbers && !isTextSeries(series)) {
      const remedy = "its cells are no numbers and no texts: leave it out.";
      throw new ArgumentError(`${name}, column ${series.name}`, typeName(series), remedy);
    }
    const areDates = typeof rules.dates === "string";
    if (areNumbers && rules.kind !== "text" && !areDates) {
      return codesAsNull(series.cast(pl.Float64), numberCodes(rules.codes));
    }
    const whole = areNumbers && areDates ? series.cast(pl.Int64) : series;
    const parsed = parseColumn(whole.cast(pl.Utf8), rules, (row) => `${name}, row ${row}`);
    notes.push(...parsed.notes);
    return parsed.series;
  });
  const table = byName(typed);
  if (rowCount(table) === 0) throw new ArgumentError(name, "0 rows of data", "give a file with at least one row.");
  for (const [column, found] of large) notes.push(largeIntegerNote(column, found));
  return { table, large, codes, notes };
}

/** Whole numbers that float64 cannot hold, as texts; as numbers where only missing codes were so large. */
function exactTexts(series: Series, { kind, codes }: ColumnRules, name: string, large: LargeIntegers): Series {
  const pl = polars();
  const cells = codesAsNull(series.cast(pl.Utf8), codes);
  const first = largeIntegerOf(cells);
  if (first === undefined) return kind === "text" ? cells : cells.cast(pl.Float64);
  const found = { ...first, where: `${name}, ${first.where}` };
  if (kind === "numeric") throw largeIntegerError(series.name, found);
  if (kind !== "text") large.set(series.name, found);
  return cells;
}
