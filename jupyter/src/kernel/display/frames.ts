import { htmlOf, type Table, textOf } from "./html-table";

/** What a table shows of a frame: its first and last rows, and its outer columns. */
const WHOLE_UP_TO = 20;
const ROWS_AT_END = 5;
const MOST_COLUMNS = 40;
const MOST_CHARACTERS = 100;
const MOST_DIGITS = 7;
const LEFT_OUT = "…";

interface PolarsSeries {
  name: string;
  length: number;
  dtype: unknown;
  head(rows: number): PolarsSeries;
  tail(rows: number): PolarsSeries;
  toArray(): unknown[];
}

/** danfojs frames and series keep these under names that no column has. */
interface DanfoParts {
  $isSeries: boolean;
  $columns: string[];
  $dtypes: string[];
  $index: unknown[];
  $data: unknown[];
}

interface Column {
  name: string;
  type: string;
  head: unknown[];
  tail: unknown[];
}

/** A polars or danfojs frame or series as a table; null for anything else. */
export function frameForm(value: object): Record<string, unknown> | null {
  const table = polarsTable(value) ?? danfoTable(value);
  return table && { "text/html": htmlOf(table), "text/plain": textOf(table) };
}

/** A polars frame is a Proxy whose columns hide its methods where they have their names: it is read by its columns alone. */
function polarsTable(value: object): Table | null {
  if (isPolarsSeries(value)) return polarsColumns([value]);
  if (Object.prototype.toString.call(value) !== "[object DataFrame]") return null;
  const byName = value as Record<string, PolarsSeries>;
  return polarsColumns(Object.keys(byName).map((name) => byName[name]));
}

function isPolarsSeries(value: object): value is PolarsSeries {
  const { dtype, name, toArray, head, tail } = value as PolarsSeries;
  const methods = [toArray, head, tail];
  return (
    String(dtype).startsWith("DataType(") &&
    typeof name === "string" &&
    methods.every((one) => typeof one === "function")
  );
}

function polarsColumns(series: readonly PolarsSeries[]): Table {
  const rows = series[0]?.length ?? 0;
  const [first, last] = ends(rows);
  const columnOf = (column: PolarsSeries): Column => ({
    name: column.name,
    type: String(column.dtype).replace(/^DataType\((.*)\)$/s, "$1"),
    head: column.head(first).toArray(),
    tail: last === 0 ? [] : column.tail(last).toArray(),
  });
  return tableOf(rows, series.length, outer(series).map(columnOf), null);
}

function danfoTable(value: object): Table | null {
  const { $isSeries: isSeries, $columns: columns, $dtypes: types, $index: index, $data: data } = value as DanfoParts;
  if (typeof isSeries !== "boolean" || ![columns, types, index, data].every(Array.isArray)) return null;
  const rows = index.length;
  const [first, last] = ends(rows);
  const tail = last === 0 ? rows : rows - last;
  const columnOf = (at: number): Column => {
    const cell = (row: unknown): unknown => (isSeries ? row : (row as unknown[])[at]);
    return {
      name: columns[at],
      type: types[at] ?? "",
      head: data.slice(0, first).map(cell),
      tail: data.slice(tail).map(cell),
    };
  };
  const shownIndex = [...index.slice(0, first), ...index.slice(tail)].map(String);
  return tableOf(rows, columns.length, outer(columns.map((_, i) => i)).map(columnOf), shownIndex);
}

/** How many rows are shown of the beginning and of the end. */
function ends(rows: number): [first: number, last: number] {
  return rows <= WHOLE_UP_TO ? [rows, 0] : [ROWS_AT_END, ROWS_AT_END];
}

function outer<T>(columns: readonly T[]): T[] {
  const half = MOST_COLUMNS / 2;
  return columns.length <= MOST_COLUMNS ? [...columns] : [...columns.slice(0, half), ...columns.slice(-half)];
}

function tableOf(rows: number, width: number, columns: readonly Column[], index: readonly string[] | null): Table {
  const cells = columns.map(({ head, tail }) => [
    ...head.map(cellText),
    ...(tail.length > 0 ? [LEFT_OUT] : []),
    ...tail.map(cellText),
  ]);
  const names = columns.map(({ name }) => name);
  const types = columns.map(({ type }) => type);
  const isNumeric = columns.map(({ head }) =>
    head.some((cell) => typeof cell === "number" || typeof cell === "bigint"),
  );
  const insert = <T>(at: number, list: T[], item: T): void => void list.splice(at, 0, item);
  const height = cells[0]?.length ?? 0;
  if (width > columns.length) {
    const middle = MOST_COLUMNS / 2;
    insert(middle, cells, new Array<string>(height).fill(LEFT_OUT));
    for (const list of [names, types]) insert(middle, list, LEFT_OUT);
    insert(middle, isNumeric, false);
  }
  if (index !== null) {
    const hasGap = height > index.length;
    const half = index.length / 2;
    insert(0, cells, hasGap ? [...index.slice(0, half), LEFT_OUT, ...index.slice(half)] : [...index]);
    for (const list of [names, types]) insert(0, list, "");
    insert(0, isNumeric, false);
  }
  const numeric = new Set(isNumeric.flatMap((is, i) => (is ? [i] : [])));
  const lines = Array.from({ length: height }, (_, row) => cells.map((column) => column[row]));
  return { columns: names, types: types, rows: lines, numeric: numeric, caption: shapeText(rows, width) };
}

function shapeText(rows: number, columns: number): string {
  const count = (number: number, word: string): string =>
    `${number.toLocaleString("en-US")} ${word}${number === 1 ? "" : "s"}`;
  return `${count(rows, "row")} × ${count(columns, "column")}`;
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "null";
  if (typeof cell === "number") return String(Number(cell.toPrecision(MOST_DIGITS)));
  const text = cell instanceof Date ? dateText(cell) : typeof cell === "object" ? jsonText(cell) : String(cell);
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}${LEFT_OUT}`;
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? "invalid date" : date.toISOString().replace("T00:00:00.000Z", "");
}

function jsonText(cell: object): string {
  return JSON.stringify(cell, (_key, part) => (typeof part === "bigint" ? String(part) : part));
}
