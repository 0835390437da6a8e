import assert from "node:assert/strict";
import { test } from "node:test";
import { tableBundle } from "../../src/show";

const ROWS = [
  { method: "plain", rmse: { mean: 545.123, sd: 3.2 }, slope: 0.9051, seeds: 3 },
  { method: "Lai <b>", rmse: { mean: 560.5, sd: 14.06 }, slope: 0.3161, seeds: 3 },
];

test("numbers are aligned at one number of decimals, means have their spread, the best is marked", () => {
  const text = tableBundle(ROWS, { best: { rmse: "min" }, labels: { rmse: "RMSE / USD" }, caption: "Errors" })[
    "text/plain"
  ];
  assert.deepEqual(text.split("\n"), [
    "Errors",
    "method     RMSE / USD   slope  seeds",
    "-------  ------------  ------  -----",
    "plain    *545.1 ± 3.2  0.9051      3",
    "Lai <b>  560.5 ± 14.1  0.3161      3",
    "* best of its column",
  ]);
});

test("HTML is escaped, numbers are on the right, and the best is strong without styles too", () => {
  const html = tableBundle(ROWS, { best: { rmse: "min" }, caption: "a < b" })["text/html"];
  assert.match(html, /Lai &lt;b&gt;/);
  assert.match(html, /<caption[^>]*>a &lt; b<\/caption>/);
  assert.match(html, /<td align="right"[^>]*><strong>545.1 ± 3.2<\/strong><\/td>/);
  assert.doesNotMatch(html, /<b>|color:(#|black|white)/); // colours come from the theme around it
});

test("markdown cells keep their bars and stars", () => {
  const markdown = tableBundle([{ name: "a|b*c", value: 1 }])["text/markdown"];
  assert.match(markdown, /\| a\\\|b\\\*c \| 1 \|/);
});

test("missing cells, NaN, infinite, small and large numbers are told apart", () => {
  const cells = [null, Number.NaN, Number.POSITIVE_INFINITY, -1.5, 12345.678, 1e-7];
  const text = tableBundle(cells.map((v) => ({ v })))
    ["text/plain"].split("\n")
    .slice(2);
  assert.deepEqual(
    text.map((t) => t.trim()),
    ["–", "NaN", "∞", "−1.500", "12,345.678", "1.00e-7"],
  );
});

test("whole numbers have no decimals and ties are not marked", () => {
  const text = tableBundle([{ n: 10 }, { n: 10 }], { best: { n: "max" } })["text/plain"];
  assert.equal(text, " n\n--\n10\n10");
});

test("polars and danfo frames are read as they are", async () => {
  const polars = (await import("nodejs-polars")).default;
  const frame = polars.DataFrame({ name: ["a", "b"], value: [1.5, 2.25] });
  const expected = tableBundle([
    { name: "a", value: 1.5 },
    { name: "b", value: 2.25 },
  ]);
  assert.deepEqual(tableBundle(frame), expected);
  // what danfojs' DataFrame has of it
  assert.deepEqual(
    tableBundle({
      columns: ["name", "value"],
      values: [
        ["a", 1.5],
        ["b", 2.25],
      ],
    }),
    expected,
  );
});

test("rows beyond maxRows are counted", () => {
  const rows = Array.from({ length: 7 }, (_, i) => ({ i }));
  assert.match(tableBundle(rows, { maxRows: 3 })["text/plain"], /\n2\n3 of 7 rows$/);
  // the best of them is marked where it is shown
  assert.match(tableBundle(rows, { maxRows: 3, best: { i: "max" } })["text/plain"], /\n2\n3 of 7 rows$/);
  assert.match(tableBundle(rows, { maxRows: 3, best: { i: "min" } })["text/plain"], /\*0\n.*\* best of its column/s);
});

test("bad tables and unknown columns are named", () => {
  assert.throws(() => tableBundle("text" as never), /rows is "text": give an array of records/);
  assert.throws(() => tableBundle([1] as never), /rows\[0\] is 1/);
  assert.throws(
    () => tableBundle([{ a: 1 }], { best: { b: "min" } }),
    /options.best is "b": no such column; there are a/,
  );
  assert.throws(() => tableBundle([{ a: 1 }], { color: 1 } as never), /options.color/);
});

test("a column of sentences wraps in HTML, so that the columns behind it stay in sight; others do not", () => {
  const { "text/html": html } = tableBundle([{ claim: "word ".repeat(12), found: "yes" }]);
  assert.match(html, /white-space:normal;[^"]*">(word )+<\/td><td [^>]*white-space:nowrap;[^>]*>yes</);
});

test("columns may be called constructor, toString and __proto__, as any other, in records and in frames", async () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "columns"];
  const records = [1, 2].map((row) => Object.fromEntries(names.map((name, i) => [name, 10 * row + i])));
  const best = Object.fromEntries([["constructor", "min"]] as const);
  const text = tableBundle([...records, {}], { best })["text/plain"].split("\n");
  assert.deepEqual(text[0].trim().split(/ +/), names);
  assert.deepEqual(text[2].trim().split(/ +/), ["10.00", "*11.00", "12.00", "13.00", "14.00"]);
  assert.deepEqual(text[4].trim().split(/ +/), ["–", "–", "–", "–", "–"]); // nothing of what objects inherit
  const polars = (await import("nodejs-polars")).default;
  const csv = [names, ...records.map((row) => Object.values(row))].map((row) => row.join(",")).join("\n");
  const expected = tableBundle(records);
  assert.deepEqual(tableBundle(polars.readCSV(Buffer.from(`${csv}\n`))), expected);
  assert.deepEqual(tableBundle({ columns: names, values: records.map((row) => Object.values(row)) }), expected);
  assert.deepEqual(
    tableBundle(records, { columns: ["__proto__"], labels: {}, digits: {} })["text/plain"],
    "__proto__\n---------\n       10\n       20",
  );
});

test("characters that a terminal obeys are shown in every form, and a cell stays on its line", () => {
  const bundle = tableBundle([{ "a\u001b[31m": "b\u0007\nc\u202e" }], { caption: "d\u009b2J" });
  for (const text of Object.values(bundle)) {
    assert.doesNotMatch(text, /[^\P{Cc}\n]|\u202e/u);
    assert.match(text.replaceAll("\\\\", "\\"), /a\\u001b(\\)?\[31m/);
  }
  assert.equal(bundle["text/plain"].split("\n").length, 4);
});

test("a day is shown as a day, a moment with its time, and a date that is none in words", () => {
  const days = [
    new Date("2012-01-31"),
    new Date("2012-01-31T10:30:00Z"),
    new Date("2012-01-31T10:30:00.250Z"),
    new Date("x"),
  ];
  const lines = tableBundle(days.map((day) => ({ day })))["text/plain"].split("\n");
  assert.deepEqual(
    lines.slice(2).map((line) => line.trim()),
    ["2012-01-31", "2012-01-31T10:30:00Z", "2012-01-31T10:30:00.250Z", "no date"],
  );
});
