import assert from "node:assert/strict";
import { test } from "node:test";
import { columnWidths, markdownTable, shortNumber, textTable } from "../../src/base/format";
import { paretoFront as paretoFigure } from "../../src/show/figures/pareto-front";

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

test("of equal points the figure's front has one, and all of them are drawn as points of the front", () => {
  const at = { clean: 1, noisy: 2 };
  const points = [
    { name: "a", ...at },
    { name: "b", ...at },
    { name: "worse", clean: 1, noisy: 3 },
  ];
  const [line, ...settings] = paretoFigure({ points }).data;
  assert.deepEqual([line.x, line.y], [[1], [2]]);
  assert.deepEqual(
    settings.map(({ marker }) => (marker as { size: number[] }).size),
    [[12], [12], [9]],
  );
});
