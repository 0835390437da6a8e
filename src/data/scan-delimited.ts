import { ArgumentError } from "../base/check";
import { byteClass, isNumberState, nextState, START } from "./number-grammar";

/** What the scan saw in one column. A line is a line of the file, counted from 1. */
export interface ColumnScan {
  name: string;
  /** cells without any text */
  blank: number;
  /** cells that are one of the missing codes */
  missing: number;
  numbers: number;
  /** numbers with a decimal point, and with a decimal comma */
  points: number;
  commas: number;
  /** numbers with spaces around them */
  padded: number;
  /** cells that are neither blank, missing nor numbers */
  texts: number;
  firstText?: { line: number; text: string };
  firstNumber?: { line: number; text: string };
  firstPoint: number;
  firstComma: number;
}

/** The structure of a delimited text, every cell looked at. */
export interface DelimitedScan {
  separator: string;
  columns: ColumnScan[];
  rows: number;
  /** rows without any text in them */
  blankRows: number;
  /** where the first data row begins and the last one ends, in bytes */
  bodyStart: number;
  bodyEnd: number;
}

const QUOTE = 34;
const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const COMMA = 44;
const POINT = 46;

/**
 * Looks at every byte of a delimited text once: finds ragged rows, stray quotes and what each column holds.
 * @param bytes the text in UTF-8, without a byte order mark
 * @param separator one ASCII character
 * @param missing texts that mark a missing value
 * @param source the file's name for the messages
 * @throws ArgumentError that names the line
 */
export function scanDelimited(
  bytes: Uint8Array,
  separator: string,
  missing: ReadonlySet<string>,
  source: string,
): DelimitedScan {
  const refuse = (line: number, fault: string, remedy: string): never => {
    throw new ArgumentError(`${source}, line ${line}`, fault, remedy);
  };
  const text = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString("utf8");
  const separatorByte = separator.charCodeAt(0);
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === LINE_FEED || bytes[end - 1] === RETURN)) end--;

  const columns: ColumnScan[] = [];
  const header: string[] = [];
  let rows = 0;
  let blankRows = 0;
  let bodyStart = end;
  let line = 1;
  let inHeader = true;
  let at = 0;
  while (at < end) {
    const rowLine = line;
    let column = 0;
    let rowHasText = false;
    for (;;) {
      let state = START;
      let hasText = false;
      let spaces = false;
      let point = false;
      let comma = false;
      let start = at;
      let stop = at;
      if (bytes[at] === QUOTE) {
        const quoteLine = line;
        start = ++at;
        for (;;) {
          if (at >= end)
            refuse(quoteLine, "a quote that is never closed", 'close it, or write a quote in a cell as "".');
          const byte = bytes[at];
          if (byte === QUOTE) {
            if (bytes[at + 1] !== QUOTE) break;
            at++;
          } else if (byte === LINE_FEED) line++;
          else if (byte === POINT) point = true;
          else if (byte === COMMA) comma = true;
          if (byte === SPACE) spaces = true;
          else hasText = true;
          state = nextState[state * 7 + byteClass[byte]];
          at++;
        }
        stop = at++;
        const after = bytes[at];
        const atEnd = at >= end || after === separatorByte || after === LINE_FEED || after === RETURN;
        if (!atEnd) refuse(line, `text after a closing quote in cell ${column + 1}`, 'write a quote in a cell as "".');
      } else {
        while (at < end) {
          const byte = bytes[at];
          if (byte === separatorByte || byte === LINE_FEED || byte === RETURN) break;
          if (byte === SPACE) spaces = true;
          else {
            hasText = true;
            if (byte === POINT) point = true;
            else if (byte === COMMA) comma = true;
            else if (byte === QUOTE) refuse(line, `a quote inside cell ${column + 1}`, "put the whole cell in quotes.");
          }
          state = nextState[state * 7 + byteClass[byte]];
          at++;
        }
        stop = at;
      }
      if (inHeader) header.push(text(start, stop).replaceAll('""', '"').trim());
      else if (column < columns.length) {
        const seen = columns[column];
        if (!hasText) seen.blank++;
        else {
          rowHasText = true;
          if (isNumberState(state)) {
            seen.numbers++;
            seen.firstNumber ??= { line: rowLine, text: text(start, stop) };
            if (spaces) seen.padded++;
            if (point) {
              seen.points++;
              if (seen.firstPoint === 0) seen.firstPoint = rowLine;
            } else if (comma) {
              seen.commas++;
              if (seen.firstComma === 0) seen.firstComma = rowLine;
            }
          } else if (missing.size > 0 && missing.has(text(start, stop))) seen.missing++;
          else {
            seen.texts++;
            seen.firstText ??= { line: rowLine, text: text(start, stop) };
          }
        }
      }
      column++;
      if (at < end && bytes[at] === separatorByte) {
        at++;
        if (at < end) continue;
        column++; // the file ends in a separator: one more, empty cell
        if (inHeader) header.push("");
        else if (column <= columns.length) columns[column - 1].blank++;
      }
      break;
    }
    if (at < end && bytes[at] === RETURN) {
      at++;
      if (bytes[at] !== LINE_FEED)
        refuse(line, "a carriage return alone", "save the file with line feeds (LF or CRLF).");
    }
    at++;
    line++;
    if (inHeader) {
      inHeader = false;
      bodyStart = Math.min(at, end);
      columns.push(...columnNames(header, source).map(emptyColumn));
    } else {
      if (column !== columns.length) {
        const fault = `a row of ${column} cell${column === 1 ? "" : "s"}`;
        refuse(rowLine, fault, `the header names ${columns.length} columns; mend the row.`);
      }
      rows++;
      if (!rowHasText) blankRows++;
    }
  }
  return { separator, columns, rows, blankRows, bodyStart, bodyEnd: end };
}

function emptyColumn(name: string): ColumnScan {
  const counts = { blank: 0, missing: 0, numbers: 0, points: 0, commas: 0, padded: 0, texts: 0 };
  return { name, ...counts, firstPoint: 0, firstComma: 0 };
}

/** The header's names; a column without one is named by its place. */
function columnNames(header: readonly string[], source: string): string[] {
  const isNumber = (cell: string): boolean => cell !== "" && Number.isFinite(Number(cell.replace(",", ".")));
  if (header.length > 0 && header.every(isNumber)) {
    const fault = header.slice(0, 4).join(", ");
    throw new ArgumentError(
      `${source}, line 1`,
      fault,
      "this looks like data: put the column names in the first line.",
    );
  }
  const names = header.map((name, index) => (name === "" ? `column_${index + 1}` : name));
  names.forEach((name, index) => {
    const first = names.indexOf(name);
    if (first === index) return;
    const fault = `columns ${first + 1} and ${index + 1} both named "${name}"`;
    throw new ArgumentError(`${source}, line 1`, fault, "give every column its own name.");
  });
  return names;
}
