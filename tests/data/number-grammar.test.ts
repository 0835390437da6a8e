import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type CellState, cellStates, START, transitions } from "../../src/data/number-grammar";

const read = (cell: string): CellState => {
  let state = START;
  for (const byte of Buffer.from(cell)) state = transitions[256 * state + byte];
  const { kind, mark, spaced } = cellStates[state];
  return { kind, mark, spaced };
};
const NUMBER = /^[ \t]*[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?[ \t]*$/;

test("a cell is a number exactly where a regular expression says so, and its mark and spaces are seen", () => {
  const piece = fc.constantFrom(..."0123456789", ..."..,,++--eE", " ", "\t", "x", "é");
  let numbers = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 7 }), (pieces) => {
      const cell = pieces.join("");
      const state = read(cell);
      const isNumber = NUMBER.test(cell);
      if (isNumber) numbers++;
      assert.equal(state.kind, isNumber ? "number" : /^[ \t]*$/.test(cell) ? "blank" : "text", cell);
      if (!isNumber) return;
      assert.equal(state.mark, /[.,]/.exec(cell)?.[0] ?? "", cell);
      assert.equal(state.spaced, /[ \t]/.test(cell), cell);
    }),
    { numRuns: 5000, seed: 1 },
  );
  assert.ok(numbers > 500, `${numbers} numbers among the cells`);
});

test("words that other programs take for numbers are text", () => {
  for (const word of ["NaN", "inf", "-", "0x10", "1e", "1_000", "5%", "1.234,5", "1 2", "--1"]) {
    assert.equal(read(word).kind, "text", word);
  }
});
