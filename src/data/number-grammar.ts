/**
 * A recogniser of cells, one byte at a time: blank, a decimal number (optional sign, digits with a decimal point or comma,
 * exponent, spaces around it), or text. Words such as NaN or inf are no numbers here: they are text, or declared missing
 * codes. The state at a cell's end says what it is, and how its number is written.
 */

/** What a cell that ends in a state holds. */
export interface CellState {
  kind: "blank" | "number" | "text";
  /** how a number marks its decimals, "" for a whole one */
  mark: "" | "." | ",";
  /** whether there are spaces in it */
  spaced: boolean;
}

type Core =
  | ("start" | "signed" | "whole" | "mark first" | "fraction" | "exponent" | "exponent sign")
  | ("exponent digits" | "after" | "text");
type Input = "digit" | "sign" | "mark" | "exponent" | "space" | "other";

const ARROWS: Readonly<Record<Core, Partial<Record<Input, Core>>>> = {
  start: { space: "start", sign: "signed", digit: "whole", mark: "mark first" },
  signed: { digit: "whole", mark: "mark first" },
  whole: { digit: "whole", mark: "fraction", exponent: "exponent", space: "after" },
  "mark first": { digit: "fraction" },
  fraction: { digit: "fraction", exponent: "exponent", space: "after" },
  exponent: { sign: "exponent sign", digit: "exponent digits" },
  "exponent sign": { digit: "exponent digits" },
  "exponent digits": { digit: "exponent digits", space: "after" },
  after: { space: "after" },
  text: {},
};
const NUMBERS: readonly Core[] = ["whole", "fraction", "exponent digits", "after"];

const INPUTS: Input[] = new Array(256).fill("other");
for (const byte of Buffer.from("0123456789")) INPUTS[byte] = "digit";
for (const byte of Buffer.from("+-")) INPUTS[byte] = "sign";
for (const byte of Buffer.from(".,")) INPUTS[byte] = "mark";
for (const byte of Buffer.from("eE")) INPUTS[byte] = "exponent";
for (const byte of Buffer.from(" \t")) INPUTS[byte] = "space";

/** A state is written as its core, its mark and whether it has spaces; these are all that a cell can come to. */
interface State extends CellState {
  core: Core;
}

const states: State[] = [];

function numberOf(core: Core, mark: CellState["mark"], spaced: boolean): number {
  const isText = core === "text";
  const found = states.findIndex((s) => s.core === core && (isText || (s.mark === mark && s.spaced === spaced)));
  if (found >= 0) return found;
  const kind = core === "start" ? "blank" : NUMBERS.includes(core) ? "number" : "text";
  return states.push({ core, mark: isText ? "" : mark, spaced: !isText && spaced, kind }) - 1;
}

function makeTransitions(): Uint8Array {
  numberOf("start", "", false);
  const rows: Uint8Array[] = [];
  for (let from = 0; from < states.length; from++) {
    const { core, mark, spaced } = states[from];
    const row = new Uint8Array(256);
    INPUTS.forEach((input, byte) => {
      const marked = input === "mark" ? (byte === 46 ? "." : ",") : mark;
      row[byte] = numberOf(ARROWS[core][input] ?? "text", marked, spaced || input === "space");
    });
    rows.push(row);
  }
  const table = new Uint8Array(rows.length * 256);
  for (const [from, row] of rows.entries()) table.set(row, from * 256);
  return table;
}

/** Where a cell begins. */
export const START = 0;

/** next state = transitions[256 * state + byte], for bytes that belong to the cell */
export const transitions: Uint8Array = makeTransitions();

/** What each state says of a cell that ends in it. */
export const cellStates: readonly CellState[] = states;

/** Values of `cellTransitions` from here on are no states: the cell ended, or holds a quote. */
export const CELL_END = 250;

/** The same transitions for a cell without quotes: these bytes end it. */
export function cellTransitions(ends: readonly number[]): Uint8Array {
  const table = transitions.slice();
  for (let from = 0; from < cellStates.length; from++) for (const byte of ends) table[256 * from + byte] = CELL_END;
  return table;
}
