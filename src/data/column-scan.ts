import { cellStates } from "./number-grammar";

/** What the scan saw in one column. A line is a line of the file, counted from 1. */
export interface ColumnScan {
  name: string;
  /** cells without any text */
  blank: number;
  /** cells that are one of the missing codes */
  missing: number;
  /** which of the codes, with the line of the first, in the order of the file */
  codes: CellText[];
  numbers: number;
  /** numbers with a decimal point, and with a decimal comma */
  points: number;
  commas: number;
  /** numbers with spaces around them */
  padded: number;
  /** numbers such as 1,234 in a file where commas are as likely to group digits as to mark decimals */
  thousands: number;
  /** cells that are neither blank, missing nor numbers */
  texts: number;
  firstText?: CellText;
  firstPoint?: CellText;
  firstComma?: CellText;
  /** the first whole number of 2^53 or more that is no missing code */
  firstLarge?: CellText;
}

export interface CellText {
  line: number;
  text: string;
}

const SLOTS = cellStates.length;

/**
 * Counts the cells of each column by the state that they ended in, and remembers the first cell of each: typed arrays, as
 * this is done for every cell of a table.
 */
export class ColumnTallies {
  /** of column c and state s at c * slots + s */
  readonly counts: Float64Array;
  readonly starts: Float64Array;
  readonly stops: Float64Array;
  readonly lines: Float64Array;
  readonly slots: number = SLOTS;
  private readonly thousands: Float64Array;
  private readonly missing: Float64Array;
  private readonly codes: Map<string, CellText>[];
  private readonly large: (CellText | undefined)[];

  constructor(readonly columns: number) {
    this.counts = new Float64Array(columns * SLOTS);
    this.starts = new Float64Array(columns * SLOTS);
    this.stops = new Float64Array(columns * SLOTS);
    this.lines = new Float64Array(columns * SLOTS);
    this.thousands = new Float64Array(columns);
    this.missing = new Float64Array(columns);
    this.codes = Array.from({ length: columns }, () => new Map());
    this.large = new Array(columns);
  }

  addMissing(column: number, code: string, line: number): void {
    this.missing[column]++;
    if (!this.codes[column].has(code)) this.codes[column].set(code, { line, text: code });
  }

  addThousands(column: number): void {
    this.thousands[column]++;
  }

  addLarge(column: number, text: string, line: number): void {
    this.large[column] ??= { line, text };
  }

  /** @param text the text of the file between two bytes */
  summary(name: string, column: number, text: (start: number, stop: number) => string): ColumnScan {
    const scan: ColumnScan = {
      name,
      blank: 0,
      missing: this.missing[column],
      numbers: 0,
      points: 0,
      commas: 0,
      padded: 0,
      thousands: this.thousands[column],
      texts: 0,
      codes: [...this.codes[column].values()],
      firstLarge: this.large[column],
    };
    const firstOf: Partial<Record<"text" | "." | ",", number>> = {};
    cellStates.forEach(({ kind, mark, spaced }, state) => {
      const slot = column * SLOTS + state;
      const count = this.counts[slot];
      if (count === 0) return;
      if (kind === "blank") scan.blank += count;
      else if (kind === "text") scan.texts += count;
      else {
        scan.numbers += count;
        if (mark === ".") scan.points += count;
        if (mark === ",") scan.commas += count;
        if (spaced) scan.padded += count;
      }
      const key = kind === "text" ? kind : mark;
      if (key === "" || kind === "blank") return;
      const first = firstOf[key];
      if (first === undefined || this.starts[slot] < this.starts[first]) firstOf[key] = slot;
    });
    const cell = (slot: number | undefined): CellText | undefined =>
      slot === undefined
        ? undefined
        : { line: this.lines[slot], text: text(this.starts[slot], this.stops[slot]).replaceAll('""', '"') };
    return { ...scan, firstText: cell(firstOf.text), firstPoint: cell(firstOf["."]), firstComma: cell(firstOf[","]) };
  }
}
