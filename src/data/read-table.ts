import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { ArgumentError } from "../base/check";
import { codesAsNull } from "./cells";
import { columnsOf, frameOf, isNumericSeries, isTextSeries, rowCount, type Table } from "./columns";
import { type DataFrame, polars } from "./polars";
import { type ReadOptions, type ReadTable, readDelimited } from "./read-delimited";
import { asTable, type TableInput } from "./table-input";
import { readBytes } from "./text-file";

/**
 * Reads a table from a file by its ending: .csv, .tsv, .txt (delimited, also as .gz), .parquet, .json (an array of objects or
 * an object of columns), .jsonl and .ndjson (one object a line).
 * @throws ArgumentError that names the line or row of the first cell that is not what its column holds
 */
export function readTable(path: string, options: ReadOptions = {}): ReadTable {
  const ending = extname(path.replace(/\.gz$/i, "")).toLowerCase();
  const name = basename(path);
  if (ending === ".parquet") return finish(readParquet(path), name, options);
  if (ending === ".json")
    return finish(tableOfJson(parseJson(readBytes(path).toString("utf8"), name), name), name, options);
  if (ending === ".jsonl" || ending === ".ndjson") {
    const lines = readBytes(path).toString("utf8").split(/\r?\n/);
    const records = lines.flatMap((line, i) => (line.trim() === "" ? [] : [parseJson(line, `${name}, line ${i + 1}`)]));
    return finish(records, name, options);
  }
  if (ending === ".tsv") return readDelimited(readBytes(path), name, { separator: "\t", ...options });
  if (ending === ".csv" || ending === ".txt" || ending === ".data")
    return readDelimited(readBytes(path), name, options);
  throw new ArgumentError(
    "path",
    path,
    "give a .csv, .tsv, .txt, .parquet, .json or .jsonl file (text files also as .gz).",
  );
}

function readParquet(path: string): DataFrame {
  const bytes = readFileSync(path);
  if (bytes.length < 12 || bytes.toString("latin1", bytes.length - 4) !== "PAR1") {
    throw new ArgumentError("path", path, "it is not a whole Parquet file: fetch or write it again.");
  }
  return polars().readParquet(bytes);
}

function parseJson(text: string, where: string): TableInput {
  try {
    return JSON.parse(text);
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

function tableOf(input: TableInput, name: string): Table {
  try {
    return asTable(input);
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
  const read = columnsOf(tableOf(input as TableInput, name));
  const named = [...read.values()].map((series) => {
    const other = rename[series.name];
    return other !== undefined && !read.has(other) ? series.alias(other) : series;
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
      const type = (series.dtype as unknown as { variant: string }).variant;
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
      return own.length === 0 ? cells : codesAsNull(cells, [...own]);
    }),
  );
  if (rowCount(table) === 0) throw new ArgumentError(name, "0 rows of data", "give a file with at least one row.");
  return { table, notes: [] };
}
