import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { packageRoot } from "../../src/base/files";
import { describeTable } from "../../src/data/describe";
import { inspectTable } from "../../src/data/inspect";
import { inspectFile } from "../../src/data/inspect-file";
import { loadDataset } from "../../src/data/load";
import { polars } from "../../src/data/polars";
import { readTable, type TableFileOptions } from "../../src/data/read-table";

const folder = mkdtempSync(join(tmpdir(), "lai-read-"));
after(() => rmSync(folder, { recursive: true }));

const fault = (name: string): string => join(packageRoot(), "tests", "data", "faults", name);
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const notes: string[] = [];
const read = (path: string, options: TableFileOptions = {}): Record<string, unknown>[] => {
  notes.length = 0;
  return readTable(path, { onNote: (note) => notes.push(note), ...options }).toRecords();
};
const csv = (text: string, options?: TableFileOptions): Record<string, unknown>[] =>
  read(write("my.csv", text), options);
const types = (path: string, options: TableFileOptions = {}): string[] =>
  readTable(path, { onNote: () => {}, ...options }).dtypes.map(
    (type) => (type as unknown as { variant: string }).variant,
  );

test("German digit groups beside decimal commas are refused until they are stated", () => {
  assert.throws(
    () => read(fault("F1-german-thousands.csv")),
    /line 11, column kilometer is "1.033": other columns mark decimals by commas.* thousands: "." or decimal: "."/,
  );
  const rows = read(fault("F1-german-thousands.csv"), { thousands: "." });
  assert.deepEqual(rows[9], { flaeche: 54.5, kilometer: 1033, preis: rows[9].preis });
  assert.throws(() => csv("a;b\n1,5;1.033\n2,5;2.044\n"), /line 2, column b is "1.033"/);
  assert.deepEqual(csv("a;b\n1,5;1.033\n2,5;2.04\n"), [
    { a: 1.5, b: 1.033 },
    { a: 2.5, b: 2.04 },
  ]);
});

test("grouped digits are told, and read by what groups them", () => {
  const path = fault("F2-grouped-digits.csv");
  assert.throws(() => read(path), /line 2, column volume is "4,787,699": its digits are grouped: .*thousands: ","/);
  assert.equal(read(path, { thousands: "," })[0].volume, 4787699);
  assert.deepEqual(csv("a;b\n1 234,5;1\n12;2\n", { thousands: " " }), [
    { a: 1234.5, b: 1 },
    { a: 12, b: 2 },
  ]);
  assert.deepEqual(csv("a,b\n1'234.5,1\n-12'000'000,2\n", { thousands: "'" })[1], { a: -12000000, b: 2 });
  assert.throws(() => csv('a,b\n"1,23",1\n"1,234",2\n', { thousands: "," }), /line 2, column a is "1,23"/);
  assert.throws(() => csv('a,b\n"1,234.5",1\n7,2\n'), /line 2, column a is "1,234.5": its digits are grouped/);
  assert.deepEqual(csv('a,b\n"1,234",1\n', { decimal: "," }), [{ a: 1.234, b: 1 }]);
});

test("a missing code belongs to its column", () => {
  const path = fault("G1-code-of-another-column.csv");
  const rows = read(path, { missing: { days: ["999"] } });
  assert.deepEqual([rows[1].days, rows[33].seconds], [null, 999]);
  const { missing, table } = inspectFile(path, { target: "seconds" });
  assert.deepEqual(missing, { days: ["999"] });
  assert.equal(table.get("seconds")?.nullCount(), 0);
  // never of the target, however far it stands
  assert.deepEqual(inspectFile(path, { target: "days" }).missing, {});
  const both = `a,b\n${Array.from({ length: 99 }, (_, i) => `${i},${i}`).join("\n")}\nNA,5\n7,NA\n`;
  assert.throws(() => csv(both, { missing: { a: ["NA"] } }), /line 102, column b is "NA": it is not a number/);
  assert.deepEqual(csv(both, { missing: ["NA"] }).slice(-2), [
    { a: null, b: 5 },
    { a: 7, b: null },
  ]);
  const found = inspectFile(write("both.csv", both), {});
  assert.deepEqual(found.missing, { a: ["NA"], b: ["NA"] });
  assert.match(found.missingReasons[1], /"NA" stands among the numbers of b \(line 102\)/);
  assert.throws(() => read(path, { missing: { dais: ["999"] } }), /column is "dais": .*do you mean "days"/);
});

test("percent signs and currencies are taken off where that is asked for", () => {
  const text = 'p,c,d\n12.5 %,$5.10,"1.234,50 EUR"\n3%,-$1,"7,25 EUR"\n';
  assert.deepEqual(csv(text, { percent: ["p"], currency: ["c"] }), [
    { p: 12.5, c: 5.1, d: "1.234,50 EUR" },
    { p: 3, c: -1, d: "7,25 EUR" },
  ]);
  assert.deepEqual(
    csv("p,d\n1 %;1.234,50 €\n".replace(",", ";"), { currency: ["d"], percent: ["p"], thousands: "." }),
    [{ p: 1, d: 1234.5 }],
  );
  assert.throws(() => csv("p,y\n5%,1\nhigh,2\n", { percent: ["p"] }), /line 3, column p is "high": it is not a number/);
});

const day = (...parts: [number, number, number, number?, number?, number?]): Date =>
  new Date(Date.UTC(parts[0], parts[1] - 1, parts[2], parts[3] ?? 0, parts[4] ?? 0, parts[5] ?? 0));

test("dates are known in the ways in which they are written", () => {
  const dates: [cells: string[], first: Date][] = [
    [["2023/01/02", "2023/1/3"], day(2023, 1, 2)],
    [["10/01/2013 01:08:41 PM", "10/22/2013 12:08:41 am"], day(2013, 10, 1, 13, 8, 41)],
    [["3/31/04", "4/1/99"], day(2004, 3, 31)],
    [["1.4.2004 7:05", "31.12.2004 18:00"], day(2004, 4, 1, 7, 5)],
    [["10 Mar 2004", "1 December 2004"], day(2004, 3, 10)],
    [['"Sept 3, 2004"', '"May 10, 2004"'], day(2004, 9, 3)],
    [["2024-01-02T03:04:05Z", "2024-01-02T03:04:05+02:00"], day(2024, 1, 2, 3, 4, 5)],
    [["2004-03-10 0:00", "2004-03-10 1:00"], day(2004, 3, 10)],
  ];
  for (const [cells, first] of dates)
    assert.deepEqual(csv(`d,y\n${cells.map((cell) => `${cell},1`).join("\n")}\n`)[0].d, first);
  assert.equal(
    csv("d,y\n2024-01-02T03:04:05Z,1\n2024-01-02T03:04:05+02:00,2\n")[1].d?.toString(),
    day(2024, 1, 2, 1, 4, 5).toString(),
  );
  assert.deepEqual(notes, ["d: times with an offset are read as UTC."]);
  assert.deepEqual(types(fault("H1-year-first-slashes.csv")), ["Date", "Float64"]);
  assert.deepEqual(types(fault("H3-am-pm.csv")), ["Datetime", "Float64"]);
  assert.deepEqual(types(fault("H6-dates-in-parquet.parquet")), ["Datetime", "Float64"]);
});

test("dates that do not tell the day from the month stay text until their format is stated", () => {
  const text = "d,y\n01/02/2013,1\n03/04/2013,2\n";
  assert.equal(csv(text)[0].d, "01/02/2013");
  assert.match(
    notes[0],
    /^d: dates read as text, as of 01\/02\/2013 \(my.csv, line 2\) which number is the day cannot be told/,
  );
  assert.deepEqual(csv(text, { dates: { d: "%d/%m/%Y" } })[0].d, day(2013, 2, 1));
  assert.equal(csv("d,y\n2013-01-02,1\n", { dates: false })[0].d, "2013-01-02");
  assert.equal(csv("d,y\n2013-01-02,1\n", { dates: { d: false } })[0].d, "2013-01-02");
  assert.deepEqual(csv("d,y\n20130102,1\n", { dates: { d: "%Y%m%d" } })[0].d, day(2013, 1, 2));
  assert.throws(
    () => csv("d,y\n31/02/2013,1\n", { dates: { d: "%d/%m/%Y" } }),
    /line 2, column d is "31\/02\/2013": there is no such date/,
  );
  assert.equal(csv("d,y\n2013-02-28,1\n2013-02-27,2\n2013-02-30,3\n")[2].d, "2013-02-30");
  assert.match(notes[0], /of 2013-02-30 \(my.csv, line 4\) there is no such date/);
  assert.throws(() => csv(text, { dates: { d: "%q" } }), /dates.d is "%q": it does not know %q/);
});

test("dates are left out of the features, few of them and those of Parquet too, with what may be taken of them", () => {
  for (const name of ["H1-year-first-slashes.csv", "H4-few-dates-as-categories.csv", "H6-dates-in-parquet.parquet"]) {
    const { guess, reason } = inspectTable(readTable(fault(name)), {}).columns[0];
    assert.equal(guess, null);
    assert.match(reason, /^left out: dates; .*pl.col\("when"\).date.(month|hour|weekday)\(\)/);
  }
  const texts = Array.from({ length: 60 }, (_, i) => ({ when: `2004-03-10 ${i % 24}:00`, x: i, y: i }));
  assert.match(inspectTable(texts).columns[0].reason, /^left out: dates; .*date.hour\(\)/);
  const pl = polars();
  const frame = readTable(fault("H4-few-dates-as-categories.csv"));
  const hour = frame.withColumns(pl.col("when").date.hour().alias("hour")).getColumn("hour").toArray();
  assert.deepEqual(hour.slice(0, 3), [0, 1, 2]);
});

test("a feature of dates is refused by name, and dates split chronologically", async () => {
  const path = fault("H6-dates-in-parquet.parquet");
  const dataset = await loadDataset(fault("H4-few-dates-as-categories.csv"), {
    target: "y",
    time: "when",
    features: ["x"],
  });
  assert.equal(dataset.split, "time");
  const { prepareDataset } = await import("../../src/data/prepare.js");
  const wrong = await loadDataset(path, { target: "y", features: ["when"] });
  await assert.rejects(
    prepareDataset(wrong),
    /column when .*it holds dates: leave it out, name it as time, .*date\.month/,
  );
});

test("a file without a header is told by its first line, also with a code in it, and read by stated names", () => {
  assert.throws(
    () => read(fault("I1-no-header-and-a-code.csv")),
    /line 1 is "3, \?, alpha, 88.6, 13495": this looks like data, not names/,
  );
  const rows = read(fault("I1-no-header-and-a-code.csv"), {
    header: false,
    names: ["a", "b", "c", "d", "e"],
    missing: { b: ["?"] },
  });
  assert.equal(rows.length, 60);
  assert.deepEqual(rows[0], { a: 3, b: null, c: "alpha", d: 88.6, e: 13495 });
  assert.deepEqual(csv("1,2\n3,4\n", { header: false }), [
    { column_1: 1, column_2: 2 },
    { column_1: 3, column_2: 4 },
  ]);
  assert.deepEqual(csv("1,2\n3,4\n", { header: true }), [{ "1": 3, "2": 4 }]);
  assert.throws(() => csv("a,b\n1,2\n", { names: ["x"] }), /names is \["x"\]: my.csv has 2 columns/);
  assert.deepEqual(csv("a,a\n1,2\n", { names: ["x", "y"] }), [{ x: 1, y: 2 }]);
});

test("cells between runs of spaces are read", () => {
  const options = { header: false, names: ["crim", "zn", "rad", "medv"] };
  const rows = read(fault("I2-spaces-between.data"), options);
  assert.equal(rows.length, 60);
  assert.deepEqual(rows[0], { crim: 0.00632, zn: 0, rad: 1, medv: 24 });
  const cars = '18.0   8   307.0\t"chevrolet chevelle malibu"\n15.0   8   350.0\t"buick, skylark"\n';
  assert.deepEqual(read(write("cars.data", cars), options)[1], { crim: 15, zn: 8, rad: 350, medv: "buick, skylark" });
  assert.throws(
    () => read(write("short.data", "a b c\n1 2  3\n\n4 5\n6 7 8\n"), { separator: " " }),
    /short.data, line 3 /,
  );
});

test("R's names of rows are read, and a header that lacks another name is refused", () => {
  assert.deepEqual(read(fault("I4-row-names-of-r.csv"))[1], { row_names: 2, carat: 0.22, price: 333 });
  assert.match(notes[0], /one name fewer .* is called row_names/);
  assert.deepEqual(csv('"a","b"\n"Mazda",1,2\n"Fiat",3,4\n')[1], { row_names: "Fiat", a: 3, b: 4 });
  assert.throws(() => csv("a,b\n0.5,1,2\n0.7,3,4\n"), /line 1 is "2 names over rows of 3 cells": name every column/);
  assert.throws(() => csv("a,b\n1,2,\n3,4,\n"), /line 2 is "a separator at the end of every row": end the header/);
  assert.throws(() => csv("a,b\n1,2,3\n3,4\n"), /line 2 is "a row of 3 cells": the header names 2 columns/);
});

test("a target of two other numbers is told", () => {
  const { warnings } = inspectTable(readTable(fault("K1-classes-1-and-2.csv")), { target: "class" });
  assert.match(warnings.join("\n"), /class, the target, holds two numbers, 1 and 2, and is learnt as a number/);
});

test("JSON in the ways that pandas and others write it is one table, also packed", () => {
  const rows = [
    { a: 1, b: "x" },
    { a: null, b: "y" },
  ];
  const texts = [
    JSON.stringify(rows),
    '{"a":{"0":1,"1":null},"b":{"0":"x","1":"y"}}',
    '{"columns":["a","b"],"index":[0,1],"data":[[1,"x"],[null,"y"]]}',
    '{"schema":{"fields":[]},"data":[{"a":1,"b":"x"},{"a":null,"b":"y"}]}',
    '[["a","b"],[1,"x"],[null,"y"]]',
  ];
  for (const text of texts) {
    assert.deepEqual(read(write("t.json", text)), rows, text);
    assert.deepEqual(read(write("t.json.gz", gzipSync(text))), rows, text);
  }
  assert.deepEqual(read(write("t.json", '[[1,"x"],[null,"y"]]'), { names: ["a", "b"] }), rows);
  assert.throws(() => read(write("t.json", '[[1,"x"]]')), /t.json, row 0 is \[1,"x"\]: the first row of arrays names/);
  assert.throws(() => read(write("t.json", '{"0":{"a":1},"1":{"a":2}}')), /to_json\(orient="records"\)/);
  assert.throws(() => read(write("t.json", '[["a","b"],[1]]')), /t.json, row 0 is "a row of 1 cells"/);
});

test("text and missing codes of JSON's columns are heeded, and texts among numbers told", () => {
  const path = write("codes.json", '[{"zip":1234,"t":1.5},{"zip":99,"t":"."}]');
  assert.throws(() => read(path), /codes.json, row 1, column t is ".": .*--missing ./);
  assert.deepEqual(read(path, { text: ["zip"], missing: ["."] }), [
    { zip: "1234", t: 1.5 },
    { zip: "99", t: null },
  ]);
  assert.deepEqual(inspectFile(path, {}).missing, { t: ["."] });
  const titles = write("titles.json", '[{"t":"Avatar"},{"t":"Up"},{"t":300}]');
  assert.throws(() => read(titles), /row 2, column t is 300: it is a number among texts: declare the column as text/);
  assert.equal(read(titles, { text: ["t"] })[2].t, "300");
  const own = readTable(write("own.json", '[{"__proto__":1,"constructor":2},{"constructor":3}]'));
  assert.deepEqual(own.columns, ["__proto__", "constructor"]);
});

test("other encodings are read where they are stated", () => {
  const path = write("latin.csv", Buffer.from("größe;y\n1,5;2\n", "latin1"));
  assert.throws(() => read(path), /line 1 is "text that is not UTF-8": .*encoding: "windows-1252"/);
  assert.deepEqual(read(path, { encoding: "windows-1252" }), [{ größe: 1.5, y: 2 }]);
  assert.throws(() => read(path, { encoding: "latin-15x" }), /encoding is "latin-15x"/);
});

test("leading zeros stay in columns of text, words in others are refused by line", () => {
  assert.deepEqual(csv("zip,y\n01234,1\n99999,2\n", { text: ["zip"] })[0], { zip: "01234", y: 1 });
  assert.equal(csv("zip,y\n01234,1\n99999,2\n")[0].zip, 1234);
  assert.deepEqual(notes, [
    'zip: read as numbers, without leading zeros such as those of 01234; text: ["zip"] (--text zip) keeps them.',
  ]);
  assert.throws(
    () => csv("zip,y\n01234,1\n99999,2\n", { text: ["zap"] }),
    /column is "zap": .*it has zip, y; do you mean "zip"/,
  );
  assert.throws(
    () => csv("a,b\n1,2\n1,oops\n"),
    /line 3, column b is "oops": .*missing: { "b": \["oops"\] } \(--missing oops\)/,
  );
});

test("a column of many words that come again is proposed as a group", () => {
  const rows = Array.from({ length: 682 }, (_, i) => ({ country: `country ${i % 62}`, y: i }));
  const { guess, reason } = inspectTable(rows, { target: "y" }).columns[0];
  assert.equal(guess, null);
  assert.match(reason, /62 different words, each in 11 rows; .*--group country, groupBy: "country"/);
});

test("the description gives each column's type, and dates their range", () => {
  const text = describeTable(inspectTable(readTable(fault("H3-am-pm.csv"))));
  assert.match(text, /^when +Datetime +0 +60 +2013-10-01 13:08:41 to 2013-10-28 08:08:41/m);
});

test("a set of the catalogue is there as Kaggle has it, beside the cleaned table", async () => {
  const cars = await loadDataset("auto-mpg");
  assert.equal(cars.frame.height, 392);
  const diamonds = await loadDataset("diamonds");
  const columns = diamonds.frame.columns;
  assert.deepEqual([diamonds.frame.height, diamonds.table.height, columns.includes("price")], [53940, 53920, true]);
  assert.match(diamonds.traps.join("\n"), /20 rows have a dimension of 0 mm/);
  const pl = polars();
  assert.equal(diamonds.frame.filter(pl.col("z").eq(0)).height, 20);
  assert.ok(!Object.keys(diamonds).includes("frame")); // a copy does not read the file again
});

test("codes among the numbers of the catalogue's raw frames stay, as text", async () => {
  const path = write("cars.csv", "mpg,cylinders,displacement,horsepower\n18,8,307,130\n25,4,98,?\n");
  const { readDelimited } = await import("../../src/data/read-delimited.js");
  const { readFileSync } = await import("node:fs");
  const { table } = readDelimited(readFileSync(path), path, { lenient: true });
  assert.deepEqual(table.get("horsepower")?.toArray(), ["130", "?"]);
  assert.deepEqual(table.get("mpg")?.toArray(), [18, 25]);
});

test("options that are none are refused", () => {
  const path = write("plain.csv", "a,b\n1,2\n");
  assert.throws(() => readTable(path, { seperator: ";" } as never), /seperator.*do you mean "separator"/);
  assert.throws(() => readTable(path, { separator: ";;" }), /separator is ";;": give one ASCII character/);
  assert.throws(() => readTable(3 as never), /path is 3/);
});
