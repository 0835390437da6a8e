import Papa from "papaparse";
import type { Pairs } from "./data-sets";

/** A file's columns as text. */
export interface Table {
  names: string[];
  /** the cells of each row, in the order of names */
  rows: string[][];
}

const MAX_BYTES = 5_000_000;
const MIN_ROWS = 30;
/** More rows than this are sampled: the picture and the speed need no more. */
export const MAX_ROWS = 1000;

/** What is wrong with a visitor's file, in a sentence for the visitor. */
export class RefusedFile extends Error {}

/**
 * Reads a CSV file with a header line; the separator is found by itself.
 *
 * @throws RefusedFile with a sentence that names the line and the remedy
 */
export async function readCsv(file: Blob): Promise<Table> {
  if (file.size === 0) throw new RefusedFile("The file is empty: choose another one.");
  if (file.size > MAX_BYTES)
    throw new RefusedFile(`The file has ${megabytes(file.size)}; at most 5 MB are taken here.`);
  const text = (await file.text()).replace(/^\uFEFF/, "");
  if (text.includes("\0")) throw new RefusedFile("This is no text file: save the table as CSV first.");
  const { data, errors } = Papa.parse<string[]>(text.trimEnd(), { skipEmptyLines: false });
  const unclosed = errors.find(({ type }) => type === "Quotes");
  if (unclosed)
    throw new RefusedFile(`A quotation mark in line ${(unclosed.row ?? 0) + 1} is not closed: mend that line.`);
  const [header = [], ...rows] = data;
  const names = header.map((name) => name.trim());
  if (names.length < 2)
    throw new RefusedFile("The file has one column; two are needed, one to predict from and one to predict.");
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new RefusedFile(`Two columns are called "${twice}": rename one in the first line.`);
  const ragged = rows.findIndex((cells) => cells.length !== names.length);
  if (ragged >= 0) {
    const found = `Line ${ragged + 2} has ${rows[ragged].length} cells, the first line has ${names.length}`;
    throw new RefusedFile(`${found}: mend that line.`);
  }
  if (rows.length < MIN_ROWS)
    throw new RefusedFile(`The file has ${rows.length} rows below its header; at least ${MIN_ROWS} are needed.`);
  if (numericColumns({ names, rows }).length < 2)
    throw new RefusedFile(
      "Fewer than two columns hold numbers alone: numbers look like 1234.5, and the first line holds the names.",
    );
  return { names, rows };
}

/** Names of the columns that hold numbers and empty cells alone. */
export function numericColumns({ names, rows }: Table): string[] {
  return names.filter((_, column) => {
    const filled = rows.filter((cells) => cells[column].trim() !== "");
    return filled.length > 0 && filled.every((cells) => toNumber(cells[column]) !== undefined);
  });
}

/**
 * Two columns of a table as numbers; rows where one of them is empty are left out.
 *
 * @throws RefusedFile where a cell is no number, or too few rows or one value only are left
 */
export function pairsOf({ names, rows }: Table, feature: string, target: string): { pairs: Pairs; empty: number } {
  if (feature === target) throw new RefusedFile(`"${feature}" is chosen twice: choose two columns.`);
  const kept: number[][] = [];
  for (const [r, cells] of rows.entries()) {
    const pair = [feature, target].map((name) => {
      const cell = cells[names.indexOf(name)].trim();
      const value = toNumber(cell);
      if (cell !== "" && value === undefined)
        throw new RefusedFile(
          `Line ${r + 2} of the column "${name}" holds "${cell.slice(0, 30)}", which is no number: choose another column.`,
        );
      return value;
    });
    if (pair.every((value) => value !== undefined)) kept.push(pair as number[]);
  }
  if (kept.length < MIN_ROWS)
    throw new RefusedFile(`Both columns are filled in ${kept.length} rows only; at least ${MIN_ROWS} are needed.`);
  const pairs = { x: Float64Array.from(kept, ([x]) => x), y: Float64Array.from(kept, ([, y]) => y) };
  for (const [name, values] of [
    [feature, pairs.x],
    [target, pairs.y],
  ] as const) {
    if (values.every((value) => value === values[0]))
      throw new RefusedFile(`The column "${name}" holds one value only: choose another column.`);
  }
  return { pairs, empty: rows.length - kept.length };
}

function toNumber(cell: string): number | undefined {
  const text = cell.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
