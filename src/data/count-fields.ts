import { ArgumentError } from "../base/check";
import { counted } from "../base/format";

/** The structure of a delimited text, all its rows of one width. */
export interface Fields {
  /** the names of the first record, where it is a header */
  header?: { names: string[]; line: number };
  /** cells of a row */
  width: number;
  rows: number;
  /** rows without any text in them */
  blankRows: number;
  /** cells without a byte, by column */
  blanks: Float64Array;
  /** where the first row of data begins and the last one ends, in bytes */
  bodyStart: number;
  bodyEnd: number;
}

const QUOTE = 34;
const LINE_FEED = 10;
const RETURN = 13;

/**
 * Counts the cells of every record in one pass over the bytes, as polars pads short rows and cuts long ones whatever it is
 * told. Quotes are known (RFC 4180), cells are not looked into. Empty lines before the first record are passed over.
 *
 * @param bytes the text in UTF-8, without a byte order mark
 * @param separator one ASCII character
 * @param source the file's name for the messages
 * @throws ArgumentError that names the line of a ragged row or a stray quote
 */
export function countFields(bytes: Uint8Array, separator: string, source: string, hasHeader: boolean): Fields {
  const refuse = (line: number, fault: string, remedy: string): never => {
    throw new ArgumentError(`${source}, line ${line}`, fault, remedy);
  };
  const cut = separator.charCodeAt(0);
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === LINE_FEED || bytes[end - 1] === RETURN)) end--;
  let at = 0;
  let line = 1;
  for (; at < end && (bytes[at] === LINE_FEED || bytes[at] === RETURN); at++) if (bytes[at] === LINE_FEED) line++;
  const headerLine = line;
  const first = recordAt(bytes, at, end, cut);
  const names = hasHeader ? first.cells : undefined;
  const width = hasHeader && first.next < end ? recordAt(bytes, first.next, end, cut).cells.length : first.cells.length;
  const firstRowLine = (): number => lineAt(bytes, hasHeader ? first.next : at, end);
  // R's write.table gives the column of row names no name
  const isNamed = names === undefined || names.length === width || (names.length === width - 1 && names.length > 1);
  const isPlain = new Uint8Array(256).fill(1);
  for (const byte of [cut, LINE_FEED, RETURN, QUOTE]) isPlain[byte] = 0;
  const blanks = new Float64Array(Math.max(width, names?.length ?? 0));
  const named = names?.length ?? width;
  const raggedRow = (where: number, cells: number): never => {
    const above = named === 1 && hasHeader ? ", or take out the lines above the header" : "";
    const expected = hasHeader
      ? `the header names ${counted(named, "column")}`
      : `the first row has ${counted(named, "cell")}`;
    return refuse(where, `a row of ${counted(cells, "cell")}`, `${expected}; mend the row${above}.`);
  };
  let rows = hasHeader ? -1 : 0;
  let blankRows = 0;
  let bodyStart = at;
  while (at < end) {
    const rowLine = line;
    let column = 0;
    let hasText = false;
    for (;;) {
      const start = at;
      if (bytes[at] === QUOTE) {
        const quoteLine = line;
        for (at++; ; at++) {
          if (at >= end)
            refuse(quoteLine, "a quote that is never closed", 'close it, or write a quote in a cell as "".');
          if (bytes[at] === QUOTE) {
            if (bytes[at + 1] !== QUOTE) break;
            at++;
          } else if (bytes[at] === LINE_FEED) line++;
        }
        at++;
        if (at < end && (isPlain[bytes[at]] === 1 || bytes[at] === QUOTE)) {
          refuse(line, `text after a closing quote in cell ${column + 1}`, 'write a quote in a cell as "".');
        }
        if (at - start > 2) hasText = true;
        else if (column < blanks.length) blanks[column]++;
      } else {
        while (at < end && isPlain[bytes[at]] === 1) at++;
        if (at === start && column < blanks.length) blanks[column]++;
        if (at < end && bytes[at] === QUOTE) {
          const isBlank = bytes.subarray(start, at).every((byte) => byte === 32 || byte === 9);
          const remedy = isBlank ? "take away the spaces before it." : "put the whole cell in quotes.";
          refuse(line, `a quote inside cell ${column + 1}`, remedy);
        }
        if (!hasText) for (let i = start; i < at; i++) if (bytes[i] !== 32 && bytes[i] !== 9) hasText = true;
      }
      column++;
      if (at < end && bytes[at] === cut) {
        at++;
        if (at < end) continue;
        if (column < blanks.length) blanks[column]++; // the file ends in a separator: one more, empty cell
        column++;
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
    if (rows < 0) {
      bodyStart = Math.min(at, end);
      blanks.fill(0);
    } else if (!isNamed) raggedRow(rowLine, column);
    else if (column !== width) {
      if (column === named) raggedRow(firstRowLine(), width);
      raggedRow(rowLine, column);
    }
    if (rows >= 0 && !hasText) blankRows++;
    rows++;
  }
  if (rows > 0 && names !== undefined && names.length < width && blanks[width - 1] === rows) {
    // no row names
    refuse(firstRowLine(), "a separator at the end of every row", "end the header with one, too, or take them away.");
  }
  return {
    header: names && { names, line: headerLine },
    width,
    rows: Math.max(rows, 0),
    blankRows,
    blanks,
    bodyStart,
    bodyEnd: end,
  };
}

/** The cells of the record at a byte, and where the next one begins. */
export function recordAt(bytes: Uint8Array, from: number, end: number, cut: number): { cells: string[]; next: number } {
  const cells: string[] = [];
  let start = from;
  let isQuoted = false;
  for (let at = from; ; at++) {
    const byte = at < end ? bytes[at] : LINE_FEED;
    if (at < end && byte === QUOTE) isQuoted = !isQuoted;
    if (at < end && (isQuoted || (byte !== cut && byte !== LINE_FEED))) continue;
    const text = Buffer.from(bytes.subarray(start, at)).toString("utf8").trim();
    cells.push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"').trim() : text);
    start = at + 1;
    if (byte !== cut || at >= end) return { cells, next: at + 1 };
  }
}

/** The line of the file at which a row of data begins. */
export function lineOfRow(bytes: Uint8Array, { bodyStart, bodyEnd }: Fields, row: number): number {
  let left = row;
  let isQuoted = false;
  let at = bodyStart;
  for (; at < bodyEnd && left > 0; at++) {
    if (bytes[at] === QUOTE) isQuoted = !isQuoted;
    else if (bytes[at] === LINE_FEED && !isQuoted) left--;
  }
  return lineAt(bytes, at, bodyEnd);
}

function lineAt(bytes: Uint8Array, at: number, end: number): number {
  let line = 1;
  for (let i = 0; i < Math.min(at, end); i++) if (bytes[i] === LINE_FEED) line++;
  return line;
}
