import { constants } from "node:buffer";
import { ArgumentError } from "../base/check";
import { parseJsonExactly } from "./large-integers";
import { USUAL_CODES } from "./parse-column";
import type { Series } from "./polars";
import type { MissingCode } from "./read-delimited";
import { checkNamed, codesOf, kindOf, type ReaderOptions, type ReadOptions, renamed } from "./read-options";
import { typedSeries, valuesOfRecords } from "./table-input";

/** The columns of a JSON text, numbers as Float64 and texts as String. */
export interface JsonColumns {
  columns: Series[];
  /** names of columns of numbers that became texts, as whole numbers among them are not exact as numbers */
  large: Set<string>;
  codes: MissingCode[];
}

type Values = Map<string, unknown[]>;
type Column = [name: string, values: unknown[]];

/**
 * Reads JSON: an array of objects or of rows, an object of columns, or what pandas writes (columns, split, table).
 * @param areLines an object a line
 */
export function readJson(bytes: Buffer, name: string, areLines: boolean, options: ReaderOptions): JsonColumns {
  const content = areLines ? parseLines(bytes, name) : parseJson(textOf(bytes, name), name);
  return typed(valuesOf(content, name, options), name, options);
}

/** One object a line, whatever their number: each is a text of its own. */
function parseLines(bytes: Buffer, name: string): unknown[] {
  const records: unknown[] = [];
  for (let line = 1, from = 0; from < bytes.length; line++) {
    const feed = bytes.indexOf(10, from);
    const to = feed < 0 ? bytes.length : feed;
    const text = textOf(bytes.subarray(from, to), `${name}, line ${line}`);
    if (text.trim() !== "") records.push(parseJson(text, `${name}, line ${line}`));
    from = to + 1;
  }
  return records;
}

/** The text of a JSON file; Node.js has texts of up to half a gigabyte. */
function textOf(bytes: Buffer, name: string): string {
  if (bytes.length <= constants.MAX_STRING_LENGTH) return bytes.toString("utf8");
  const remedy = `JSON is read from at most ${constants.MAX_STRING_LENGTH} bytes: write it as .jsonl, .csv or .parquet.`;
  throw new ArgumentError(name, `${bytes.length} bytes`, remedy);
}

function parseJson(text: string, where: string): unknown {
  try {
    return parseJsonExactly(text);
  } catch (error) {
    throw new ArgumentError(where, text.slice(0, 40), `it is not JSON (${(error as Error).message}).`);
  }
}

/** The columns' values in one of the ways in which tables are written. */
function valuesOf(content: unknown, name: string, options: ReadOptions): Values {
  if (Array.isArray(content)) {
    return Array.isArray(content[0]) ? valuesOfRows(content, name, options) : valuesOfRecords(content, name);
  }
  const parts = new Map(Object.entries((content ?? {}) as object));
  if (parts.has("schema") && Array.isArray(parts.get("data"))) return valuesOf(parts.get("data"), name, options);
  if (Array.isArray(parts.get("columns")) && Array.isArray(parts.get("data"))) {
    const names = (parts.get("columns") as unknown[]).map(String);
    return valuesOfRows(parts.get("data") as unknown[], name, { ...options, names: options.names ?? names });
  }
  const columns = [...parts.values()];
  if (typeof content === "object" && columns.length > 0) {
    if (columns.every(Array.isArray)) return parts as Values;
    if (columns.every(isObject)) return valuesOfIndexed(parts as Map<string, object>, name);
  }
  const remedy =
    "give an array of objects or of rows, or an object of columns: arrays, or objects by row as pandas writes them.";
  throw new ArgumentError(name, content, remedy);
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

/** Rows as arrays; the names are stated, or stand in the first row. */
function valuesOfRows(rows: readonly unknown[], name: string, { names, header }: ReadOptions): Values {
  const first = rows[0] as unknown[] | undefined;
  const isNamed = names === undefined && header !== false;
  if (isNamed && first?.some((cell) => typeof cell !== "string" || cell === "")) {
    const remedy = "the first row of arrays names the columns: write it, or state names: [...] or header: false.";
    throw new ArgumentError(`${name}, row 0`, first, remedy);
  }
  const named = isNamed ? (first as string[]) : (names ?? (first ?? []).map((_, index) => `column_${index + 1}`));
  const data = isNamed || (names !== undefined && header === true) ? rows.slice(1) : rows;
  data.forEach((row, index) => {
    const cells = Array.isArray(row) ? row.length : -1;
    if (cells === named.length) return;
    const remedy = `${named.length} columns are named: give an array of as many cells a row.`;
    throw new ArgumentError(`${name}, row ${index}`, cells < 0 ? row : `a row of ${cells} cells`, remedy);
  });
  const columns = named.map((column, index): Column => [column, data.map((row) => (row as unknown[])[index])]);
  return byName(columns, name);
}

function byName(columns: Column[], name: string): Values {
  const values = new Map(columns);
  if (values.size === columns.length) return values;
  const twice = columns.find(([column], index) => columns.findIndex(([other]) => other === column) < index);
  throw new ArgumentError(name, `two columns named "${twice?.[0]}"`, "give every column its own name.");
}

/** What pandas writes unless it is told: { column: { row: value } }. */
function valuesOfIndexed(columns: ReadonlyMap<string, object>, name: string): Values {
  const [first] = columns.values();
  const rows = Object.keys(first);
  if ([...columns.keys()].every((key, index) => key === String(index)) && !rows.every((row) => /^\d+$/.test(row))) {
    const remedy = 'this seems to be { row: { column: value } }: write it by to_json(orient="records").';
    throw new ArgumentError(name, "numbers in place of names of columns", remedy);
  }
  const checked = [...columns].map(([column, cells]): Column => {
    if (Object.keys(cells).length !== rows.length || !rows.every((row) => Object.hasOwn(cells, row))) {
      const remedy = "its rows are not those of the first column.";
      throw new ArgumentError(`${name}, column ${column}`, Object.keys(cells).slice(0, 5), remedy);
    }
    return [column, rows.map((row) => (cells as Record<string, unknown>)[row])];
  });
  return byName(checked, name);
}

/** Each column of one type: missing codes are null, columns that are declared text are texts, mixtures are refused. */
function typed(values: Values, name: string, options: ReaderOptions): JsonColumns {
  const names = [...values.keys()];
  if (options.names !== undefined && options.names.length !== names.length) {
    throw new ArgumentError("names", options.names, `${name} has ${names.length} columns: name each of them.`);
  }
  const known = renamed(options.names ?? names, options);
  checkNamed(options, known, name);
  const large = new Set<string>();
  const codes: MissingCode[] = [];
  const columns: Series[] = [];
  names.forEach((own, index) => {
    const column = known[index];
    if (options.columns !== undefined && !options.columns.includes(column)) return;
    const found = values.get(own) as unknown[];
    const isText = kindOf(options, column) === "text";
    const cells = isText
      ? found.map((cell) => (isScalar(cell) ? String(cell) : cell))
      : withoutCodes(found, column, name, options, codes);
    if (cells.some((cell) => typeof cell === "bigint")) large.add(column);
    try {
      columns.push(typedSeries(column, cells, true));
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      throw new ArgumentError(`${name}, ${error.argument}`, error.value, error.remedy);
    }
  });
  return { columns, large, codes };
}

/**
 * A column of numbers with null in place of the texts that are missing codes; other texts among them are refused.
 * @param found takes the usual codes that were found
 */
function withoutCodes(
  cells: unknown[],
  column: string,
  name: string,
  { missing, usualCodes }: ReaderOptions,
  found: MissingCode[],
): unknown[] {
  const isNumber = (cell: unknown): boolean => typeof cell === "number" || typeof cell === "bigint";
  const numbers = cells.filter(isNumber).length;
  if (numbers === 0 || !cells.some((cell) => typeof cell === "string")) return cells;
  const codes = new Set(usualCodes ? USUAL_CODES : codesOf(missing, column));
  const isStray = (cell: unknown): boolean => typeof cell === "string" && !codes.has(cell.trim());
  const strays = cells.filter(isStray).length;
  if (strays > 0) {
    const row = strays > numbers ? cells.findIndex(isNumber) : cells.findIndex(isStray);
    const remedy =
      strays > numbers
        ? "it is a number among texts: declare the column as text (text: [...], --text ...)."
        : `it is a text among numbers: declare it as a missing code (--missing ${cells[row]}), or the column as text (--text ...).`;
    throw new ArgumentError(`${name}, row ${row}, column ${column}`, cells[row], remedy);
  }
  const seen = new Set<string>();
  return cells.map((cell, row) => {
    if (typeof cell !== "string") return cell;
    const code = cell.trim();
    if (usualCodes && !seen.has(code)) found.push({ column, code, where: `row ${row}` });
    seen.add(code);
    return null;
  });
}

const isScalar = (cell: unknown): boolean => /^(number|bigint|boolean)$/.test(typeof cell);
