import assert from "node:assert/strict";
import { test } from "node:test";
import { columnWidths, markdownTable, shortNumber, textTable } from "../../src/base/format";

test("a number is said in significant digits, whole parts whole, with an exponent where it is very small or large", () => {
  const said: [number, number | undefined, string][] = [
    [0, undefined, "0"],
    [1 / 3, undefined, "0.333"],
    [-2.5, undefined, "-2.5"],
    [500_001, 5, "500001"],
    [1_234_567.8, 5, "1234568"],
    [0.000_012_34, undefined, "1.23e-5"],
    [2e9, undefined, "2e+9"],
    [Number.NaN, undefined, "NaN"],
  ];
  for (const [value, digits, text] of said) assert.equal(shortNumber(value, digits), text);
});

test("a table as text has its columns below each other, as Markdown a rule that says their side", () => {
  const rows = [
    ["name", "rows"],
    ["a", "12"],
  ];
  assert.deepEqual(textTable(rows, { isRight: [false, true] }), ["name  rows", "a       12"]);
  assert.deepEqual(textTable(rows), ["name  rows", "a     12"]);
  assert.deepEqual(textTable(rows, { widths: columnWidths(rows, 2) }), ["name  rows", "a   12"]);
  assert.deepEqual(markdownTable(rows[0], rows.slice(1), [false, true]), [
    "| name | rows |",
    "| --- | ---: |",
    "| a | 12 |",
  ]);
});
