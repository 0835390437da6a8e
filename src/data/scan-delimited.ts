import { ArgumentError } from "../base/check";
import { type ColumnScan, ColumnTallies } from "./column-scan";
import { isLargeInteger } from "./large-integers";
import { CELL_END, cellStates, cellTransitions, START, transitions } from "./number-grammar";

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
/** what a cell's state asks for beside being counted */
const NOTHING = 0;
const MAY_BE_MISSING = 1;
const MAY_BE_THOUSANDS = 2;
const MAY_BE_LARGE = 3;

/**
 * Looks at every byte of a delimited text once: finds ragged rows, stray quotes and what each column holds. Empty lines
 * before the header are passed over.
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
  const unquoted = cellTransitions([separatorByte, LINE_FEED, RETURN, QUOTE]);
  const missingCode = codeFinder(missing);
  const asks = Uint8Array.from(cellStates, ({ kind, mark }) => {
    if (kind === "text" && missing.size > 0) return MAY_BE_MISSING;
    if (kind !== "number" || mark === ".") return NOTHING;
    if (mark === "") return MAY_BE_LARGE;
    return separator !== ";" ? MAY_BE_THOUSANDS : NOTHING;
  });
  const isBlank = Uint8Array.from(cellStates, ({ kind }) => Number(kind === "blank"));
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === LINE_FEED || bytes[end - 1] === RETURN)) end--;

  let names: string[] = [];
  const header: string[] = [];
  let tallies = new ColumnTallies(0);
  let { columns, slots, counts, starts, stops, lines } = tallies;
  let rows = 0;
  let blankRows = 0;
  let bodyStart = end;
  let line = 1;
  let inHeader = true;
  let at = 0;
  for (; at < end && (bytes[at] === LINE_FEED || bytes[at] === RETURN); at++) if (bytes[at] === LINE_FEED) line++;
  while (at < end) {
    const rowLine = line;
    let column = 0;
    let rowHasText = false;
    for (;;) {
      let state = START;
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
          state = transitions[(state << 8) | byte];
          at++;
        }
        stop = at++;
        const after = bytes[at];
        const atEnd = at >= end || after === separatorByte || after === LINE_FEED || after === RETURN;
        if (!atEnd) refuse(line, `text after a closing quote in cell ${column + 1}`, 'write a quote in a cell as "".');
      } else {
        for (; at < end; at++) {
          const next = unquoted[(state << 8) | bytes[at]];
          if (next === CELL_END) break;
          state = next;
        }
        stop = at;
        if (at < end && bytes[at] === QUOTE) {
          const remedy = isBlank[state] ? "take away the spaces before it." : "put the whole cell in quotes.";
          refuse(line, `a quote inside cell ${column + 1}`, remedy);
        }
      }
      if (inHeader) header.push(text(start, stop).replaceAll('""', '"').trim());
      else if (column < columns) {
        if (isBlank[state] === 0) rowHasText = true;
        const ask = asks[state];
        const code = ask === MAY_BE_MISSING ? missingCode(bytes, start, stop) : undefined;
        if (code !== undefined) tallies.addMissing(column, code, rowLine);
        else {
          if (ask === MAY_BE_THOUSANDS && mayBeThousands(bytes, start, stop)) tallies.addThousands(column);
          if (ask === MAY_BE_LARGE && stop - start >= 16) {
            const cell = text(start, stop);
            if (isLargeInteger(cell) && !missing.has(cell.trim())) tallies.addLarge(column, cell, rowLine);
          }
          const slot = column * slots + state;
          if (counts[slot]++ === 0) {
            starts[slot] = start;
            stops[slot] = stop;
            lines[slot] = rowLine;
          }
        }
      }
      column++;
      if (at < end && bytes[at] === separatorByte) {
        at++;
        if (at < end) continue;
        column++; // the file ends in a separator: one more, empty cell
        if (inHeader) header.push("");
        else if (column <= columns) counts[(column - 1) * slots + START]++;
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
      names = columnNames(header, `${source}, line ${rowLine}`);
      tallies = new ColumnTallies(names.length);
      ({ columns, counts, starts, stops, lines } = tallies);
    } else {
      if (column !== columns) {
        const fault = `a row of ${column} cell${column === 1 ? "" : "s"}`;
        const above = columns === 1 ? ", or take out the lines above the header" : "";
        refuse(rowLine, fault, `the header names ${columns} column${columns === 1 ? "" : "s"}; mend the row${above}.`);
      }
      rows++;
      if (!rowHasText) blankRows++;
    }
  }
  const scans = names.map((name, index) => tallies.summary(name, index, text));
  return { separator, columns: scans, rows, blankRows, bodyStart, bodyEnd: end };
}

/** Finds the text that the bytes of a cell are, if they are one of some texts. */
function codeFinder(
  texts: ReadonlySet<string>,
): (bytes: Uint8Array, start: number, stop: number) => string | undefined {
  const codes = [...texts].map((text) => ({ text, bytes: Buffer.from(text) }));
  return (bytes, start, stop) => {
    for (const code of codes) {
      let i = 0;
      if (code.bytes.length === stop - start) while (i < code.bytes.length && bytes[start + i] === code.bytes[i]) i++;
      if (i === stop - start) return code.text;
    }
    return undefined;
  };
}

/** Whether a number with a comma is one to three digits, the first not 0, the comma and three digits. */
function mayBeThousands(bytes: Uint8Array, start: number, stop: number): boolean {
  return /^\s*[+-]?[1-9]\d{0,2},\d{3}\s*$/.test(Buffer.from(bytes.subarray(start, stop)).toString("latin1"));
}

/** The header's names; a column without one is named by its place. */
function columnNames(header: readonly string[], where: string): string[] {
  const isNumber = (cell: string): boolean => cell !== "" && Number.isFinite(Number(cell.replace(",", ".")));
  if (header.length > 0 && header.every(isNumber)) {
    const fault = header.slice(0, 4).join(", ");
    throw new ArgumentError(where, fault, "this looks like data: put the column names in the first line.");
  }
  const names = header.map((name, index) => (name === "" ? `column_${index + 1}` : name));
  names.forEach((name, index) => {
    const first = names.indexOf(name);
    if (first === index) return;
    const fault = `columns ${first + 1} and ${index + 1} both named "${name}"`;
    throw new ArgumentError(where, fault, "give every column its own name.");
  });
  return names;
}
