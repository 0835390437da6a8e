import assert from "node:assert/strict";
import { test } from "node:test";
import { columnWidths, markdownTable, shortNumber, textTable, visibleLine, visibleText } from "../../src/base/format";

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

test("control characters, those that turn the direction of writing, and what XML may not hold are written out", () => {
  const acting = "\u0000\u0007\u001b\r\u007f\u009b\u200f\u2028\u202e\u2066\ufffe\ud800";
  const written = "\\u0000\\u0007\\u001b\\u000d\\u007f\\u009b\\u200f\\u2028\\u202e\\u2066\\ufffe\\ud800";
  assert.equal(visibleText(acting), written);
  assert.equal(visibleText("a\tb\nλ 漢 🙂 é"), "a\tb\nλ 漢 🙂 é");
  assert.equal(visibleLine("a\tb\nc"), "a\\tb\\nc");
});
