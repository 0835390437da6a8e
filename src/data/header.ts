import { ArgumentError } from "../base/check";
import { texts } from "./columns";
import type { Fields } from "./count-fields";
import { USUAL_CODES } from "./parse-column";
import { counts, PLAIN } from "./parse-numbers";
import type { Series } from "./polars";
import { type ReadOptions, renamed } from "./read-options";

export const PLAIN_NUMBER: RegExp = new RegExp(PLAIN);
const NAMELESS =
  "write the column names into the first line, or read it with header: false and names: [...] (--no-header --names ...)";
const ROW_NAMES = "row_names";

/** How many columns the header leaves without a name: 1 for the names of rows that R's write.table writes. */
const rowNames = ({ header, width }: Fields): number => (header === undefined ? 0 : width - header.names.length);

/** The columns' names; one without is named by its place. */
export function headerNames(fields: Fields, source: string, options: ReadOptions): string[] {
  const { header, width } = fields;
  const named = options.names ?? [...new Array(rowNames(fields)).fill(ROW_NAMES), ...(header?.names ?? [])];
  if (options.names !== undefined && named.length !== width) {
    throw new ArgumentError("names", options.names, `${source} has ${width} columns: name each of them.`);
  }
  const names = Array.from({ length: width }, (_, index) => named[index] || `column_${index + 1}`);
  names.forEach((name, index) => {
    const first = names.indexOf(name);
    if (first === index) return;
    const fault = `columns ${first + 1} and ${index + 1} both named "${name}"`;
    const remedy = "give every column its own name, or name them all by the option names.";
    throw new ArgumentError(`${source}, line ${header?.line ?? 1}`, fault, remedy);
  });
  return renamed(names, options);
}

/**
 * A header with a number over a column of numbers is remarked on. One that has a number, or a usual missing code, over every
 * column of numbers may be the first row of a file without one: refused if a word of it comes again in its own column, or is a
 * code.
 * @param sample the first cells of each column
 */
export function checkHeader(
  fields: Fields,
  sample: readonly string[][],
  source: string,
  options: ReadOptions,
): string | undefined {
  const { header } = fields;
  if (header === undefined || options.header !== undefined || options.names !== undefined) return undefined;
  const isNumber = (cell: string): boolean => PLAIN_NUMBER.test(cell.replace(",", "."));
  const isCode = (cell: string): boolean => USUAL_CODES.includes(cell);
  const isNumeric = (cells: string[]): boolean => cells.filter(isNumber).length > cells.length / 2;
  const columns = header.names.map((name, index) => ({ name, cells: sample[index + rowNames(fields)] }));
  const overNumbers = columns.filter(({ cells }) => isNumeric(cells)).map(({ name }) => name);
  const shown = overNumbers.filter(isNumber);
  const isAllNumbers = header.names.every(isNumber);
  const mayBeData = shown.length > 0 && overNumbers.every((name) => isNumber(name) || isCode(name));
  const isFirstRow = ({ name, cells }: (typeof columns)[number]): boolean =>
    isCode(name) || (!isNumeric(cells) && cells.includes(name));
  if (isAllNumbers || (mayBeData && columns.some(isFirstRow))) {
    const first = header.names.slice(0, 5).join(", ");
    throw new ArgumentError(`${source}, line ${header.line}`, first, `this looks like data, not names: ${NAMELESS}.`);
  }
  if (shown.length === 0) return undefined;
  const names = shown.slice(0, 4).join(", ");
  return `Line ${header.line} names columns of numbers ${names}: this looks like data, not names. If it is a row of data, ${NAMELESS}; if it is something else, names: [...] (--names ...) alone stands in its place.`;
}

/**
 * What is said of R's names of rows, which are words or whole numbers, each once; all else is refused.
 * @param cellsOfFirst gives the texts of the first column
 */
export function checkRowNames(
  cellsOfFirst: () => Series,
  fields: Fields,
  source: string,
  options: ReadOptions,
): string | undefined {
  const { header, rows, width } = fields;
  if (header === undefined || rowNames(fields) === 0 || options.names !== undefined) return undefined;
  const cells = cellsOfFirst();
  const [numbers, whole] = counts(cells, [PLAIN, "^[0-9]+$"]);
  const distinct = texts(new Map([[cells.name, cells]]), cells.name).texts.length;
  if (distinct < rows || (numbers > 0 && whole < rows)) {
    const fault = `${header.names.length} names over rows of ${width} cells`;
    const remedy = "name every column, or name them all by the option names.";
    throw new ArgumentError(`${source}, line ${header.line}`, fault, remedy);
  }
  return `The header has one name fewer than the rows have cells: the first column, R's names of rows, is called ${ROW_NAMES}.`;
}
