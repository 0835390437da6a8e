import { constants } from "node:buffer";
import { basename, extname } from "node:path";
import { ArgumentError } from "../base/check";
import { MAX_BYTES } from "../base/read-file";
import { codesAsNull } from "./cells";
import { columnsOf, frameOf, isNumericSeries, isTextSeries, rowCount, type Table } from "./columns";
import {
  isKeptAsText,
  type LargeIntegers,
  largeIntegerError,
  largeIntegerNote,
  largeIntegerOf,
  parseJsonExactly,
} from "./large-integers";
import { checkParquet } from "./parquet-size";
import { type DataFrame, polars, typeName } from "./polars";
import { type ReadOptions, type ReadTable, readDelimited } from "./read-delimited";
import { asTable, type TableInput } from "./table-input";
import { plainText, readBytes } from "./text-file";

/**
 * Reads a table from a file by its ending: .csv, .tsv, .txt (delimited, also as .gz), .parquet, .json (an array of objects or
 * an object of columns), .jsonl and .ndjson (one object a line).
 * @throws ArgumentError that names the line or row of the first cell that is not what its column holds
 */
export function readTable(path: string, options: ReadOptions = {}): ReadTable {
  const ending = extname(path.replace(/\.gz$/i, "")).toLowerCase();
  const name = basename(path);
  const { maxBytes } = options;
  if (ending === ".parquet") return finish(readParquet(readBytes(path, maxBytes), path, maxBytes), name, options);
  if (ending === ".json") {
    const text = textOf(plainText(readBytes(path, maxBytes), name), name);
    return finish(tableOfJson(parseJson(text, name), name), name, options);
  }
  if (ending === ".jsonl" || ending === ".ndjson") {
    return finish(jsonLines(plainText(readBytes(path, maxBytes), name), name), name, options);
  }
  if (ending === ".tsv") return readDelimited(readBytes(path, maxBytes), name, { separator: "\t", ...options });
  if (ending === ".csv" || ending === ".txt" || ending === ".data")
    return readDelimited(readBytes(path, maxBytes), name, options);
  throw new ArgumentError(
    "path",
    path,
    "give a .csv, .tsv, .txt, .parquet, .json or .jsonl file (text files also as .gz).",
  );
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

/** The text of a JSON file; Node.js has texts of up to half a gigabyte. */
function textOf(bytes: Buffer, name: string): string {
  if (bytes.length <= constants.MAX_STRING_LENGTH) return bytes.toString("utf8");
  const remedy = `JSON is read from at most ${constants.MAX_STRING_LENGTH} bytes: write it as .jsonl, .csv or .parquet.`;
  throw new ArgumentError(name, `${bytes.length} bytes`, remedy);
}

/** One record a line, whatever their number: each is a text of its own. */
function jsonLines(bytes: Buffer, name: string): TableInput[] {
  const records: TableInput[] = [];
  for (let line = 1, from = 0; from < bytes.length; line++) {
    const feed = bytes.indexOf(10, from);
    const to = feed < 0 ? bytes.length : feed;
    const text = textOf(bytes.subarray(from, to), `${name}, line ${line}`);
    if (text.trim() !== "") records.push(parseJson(text, `${name}, line ${line}`));
    from = to + 1;
  }
  return records;
}

function parseJson(text: string, where: string): TableInput {
  try {
    return parseJsonExactly(text) as TableInput;
  } catch (error) {
    throw new ArgumentError(where, text.slice(0, 40), `it is not JSON (${(error as Error).message}).`);
  }
}

function tableOfJson(content: TableInput, name: string): TableInput {
  const isTable =
    Array.isArray(content) ||
    (typeof content === "object" && content !== null && Object.values(content).every(Array.isArray));
  if (isTable) return content;
  throw new ArgumentError(name, content, "give an array of objects, one a row, or an object of arrays, one a column.");
}

function tableOf(input: TableInput, name: string, large: LargeIntegers): Table {
  try {
    return asTable(input, { large, parsed: true });
  } catch (error) {
    if (error instanceof ArgumentError) {
      throw new ArgumentError(`${name}, ${error.argument}`, error.value, error.remedy);
    }
    throw error;
  }
}

/** Applies the options that readDelimited applies while reading. */
function finish(input: TableInput | TableInput[], name: string, options: ReadOptions): ReadTable {
  const { rename = {}, columns, kinds = {}, missing = [] } = options;
  const pl = polars();
  const large: LargeIntegers = new Map();
  const keptAsText = new Set<string>();
  const inJson: LargeIntegers = new Map();
  const read = columnsOf(tableOf(input as TableInput, name, inJson));
  const named = [...read.values()].map((series) => {
    const other = rename[series.name];
    const known = other !== undefined && !read.has(other) ? series.alias(other) : series;
    if (inJson.has(series.name) || isKeptAsText(series)) keptAsText.add(known.name);
    return known;
  });
  const known = named.map((series) => series.name);
  for (const wanted of [...(columns ?? []), ...Object.keys(kinds)]) {
    if (!known.includes(wanted)) {
      throw new ArgumentError("column", wanted, `${name} has no such column; it has ${known.join(", ")}.`);
    }
  }
  const chosen = named.filter((series) => columns?.includes(series.name) ?? true);
  const table = frameOf(
    chosen.map((series) => {
      const type = typeName(series);
      if (keptAsText.has(series.name)) {
        const cells = codesAsNull(series.cast(pl.Utf8), missing);
        const first = largeIntegerOf(cells);
        if (first === undefined) return cells.cast(pl.Float64);
        const found = { ...first, where: `${name}, ${first.where}` };
        if (kinds[series.name] === "numeric") throw largeIntegerError(series.name, found);
        if (kinds[series.name] !== "text") large.set(series.name, found);
        return cells;
      }
      const isNumber = isNumericSeries(series);
      if (!isNumber && !isTextSeries(series)) {
        throw new ArgumentError(
          `${name}, column ${series.name}`,
          type,
          "its cells are no numbers and no texts: leave it out.",
        );
      }
      if (kinds[series.name] === "numeric" && !isNumber && type !== "Null") {
        const first = series.dropNulls().head(1).toArray()[0];
        throw new ArgumentError(`${name}, column ${series.name}`, first, "it holds text where numbers were declared.");
      }
      const cells = isNumber ? series.cast(pl.Float64) : series.cast(pl.Utf8);
      const own = isNumber
        ? missing
            .filter((code) => code.trim() !== "")
            .map(Number)
            .filter(Number.isFinite)
        : missing;
      return codesAsNull(cells, own);
    }),
  );
  if (rowCount(table) === 0) throw new ArgumentError(name, "0 rows of data", "give a file with at least one row.");
  return { table, large, notes: Array.from(large, ([column, found]) => largeIntegerNote(column, found)) };
}
