import assert from "node:assert/strict";
import test from "node:test";
import { frameOf } from "../../src/data/columns";
import { readDelimited } from "../../src/data/read-delimited";
import type { ReadOptions } from "../../src/data/read-options";

const read = (text: string | Buffer, options?: ReadOptions): Record<string, unknown>[] =>
  frameOf(readDelimited(Buffer.from(text as string), "my.csv", options).table).toRecords();

test("numbers are read as numbers and words as texts", () => {
  assert.deepEqual(read('a,b\n1,"x, y"\n-2.5e3,z\n'), [
    { a: 1, b: "x, y" },
    { a: -2500, b: "z" },
  ]);
});

test("byte order mark, semicolons, decimal commas, CRLF and spaces around numbers are read right", () => {
  assert.deepEqual(read("\ufeffa;b\r\n 1,5 ;2\r\n-3,25;4\r\n"), [
    { a: 1.5, b: 2 },
    { a: -3.25, b: 4 },
  ]);
});

test("columns named like methods of a frame are read right", () => {
  assert.deepEqual(read("height,select,columns\n1,2,3\n"), [{ height: 1, select: 2, columns: 3 }]);
});

test("empty cells and declared codes are missing values, number codes by value", () => {
  assert.deepEqual(read("a,b\n-200.0,x\n,?\n3,\n", { missing: ["-200", "?"] }), [
    { a: null, b: "x" },
    { a: null, b: null },
    { a: 3, b: null },
  ]);
});

test("rows and unnamed columns without any value are left out, and the rows noted", () => {
  const { table, notes } = readDelimited(Buffer.from("a;b;;\n1;2;;\n;;;\n3;4;;\n;;;\n"), "my.csv");
  assert.deepEqual(frameOf(table).toRecords(), [
    { a: 1, b: 2 },
    { a: 3, b: 4 },
  ]);
  assert.deepEqual(notes, ["2 rows without any value were left out."]);
});

test("line breaks inside quotes count as lines of the file", () => {
  assert.throws(
    () => read('a,b\n"one\ntwo",1\nthree,4,5\n'),
    /my.csv, line 4 is "a row of 3 cells": the header names 2/,
  );
});

test("ragged rows are refused with their line", () => {
  assert.throws(() => read("a,b\n1,2\n3\n"), /my.csv, line 3 is "a row of 1 cell"/);
  assert.throws(() => read("a,b\n1,2\n\n3,4\n"), /my.csv, line 3 is "a row of 1 cell"/);
});

test("a cell that does not parse is refused with its line and column", () => {
  assert.throws(() => read("a,b\n1,2\n1,oops\n"), /line 3, column b is "oops": it is not a number/);
  assert.throws(() => read("a\nx\ny\n1\n", { kinds: { a: "numeric" } }), /line 2, column a is "x"/);
  assert.throws(() => read("a,b\n1,2\n3,1e999\n"), /line 3, column b is "1e999": a number beyond the range/);
});

test("decimal points and decimal commas in one column are refused", () => {
  assert.throws(
    () => read("a;b\n1,5;1\n1.5;2\n"),
    /line 2, column a is "1,5": a comma beside decimal points, such as 1.5: write all its numbers in one way\.$/,
  );
});

test("a comma that may group digits or mark decimals is refused, where nothing else in the column decides", () => {
  assert.throws(
    () => read('a,b\n7,1\n"1,234",2\n'),
    /line 3, column a is "1,234": whether the comma groups digits or marks decimals cannot be told/,
  );
  assert.throws(() => read("a\tb\n12,345\t1\n"), /line 2, column a is "12,345"/);
  assert.deepEqual(read('a,b\n"1,234",1\n"1,5",2\n"0,125",3\n'), [
    { a: 1.234, b: 1 },
    { a: 1.5, b: 2 },
    { a: 0.125, b: 3 },
  ]);
  assert.deepEqual(read("a;b\n1,234;2\n"), [{ a: 1.234, b: 2 }]);
});

test("tabs count as spaces, around numbers and words; other white space is text", () => {
  assert.deepEqual(read("a,b,c\n\t5, x ,\t\n6,\u00a0,\n7,z,w\n"), [
    { a: 5, b: "x", c: null },
    { a: 6, b: "\u00a0", c: null },
    { a: 7, b: "z", c: "w" },
  ]);
});

test("empty lines before the header are passed over, and lines keep their numbers", () => {
  assert.deepEqual(read("\n\r\na,b\n1,2\n"), [{ a: 1, b: 2 }]);
  assert.throws(() => read("\n\na,b\n1,2\n3\n"), /my.csv, line 5 is "a row of 1 cell"/);
  assert.throws(() => read("\na,a\n1,2\n"), /my.csv, line 2 is "columns 1 and 2 both named/);
});

test("stray quotes, a file without header and names given twice are refused with the line", () => {
  assert.throws(() => read('a,b\n5" pipe,2\n'), /line 2 is "a quote inside cell 1"/);
  assert.throws(() => read('a,b\n"x"y,2\n'), /line 2 is "text after a closing quote in cell 1"/);
  assert.throws(() => read('a,b\n1,"x\n'), /line 2 is "a quote that is never closed"/);
  assert.throws(() => read("1,2\n3,4\n"), /line 1 is "1, 2": this looks like data/);
  assert.throws(() => read("a,a\n3,4\n"), /line 1 is "columns 1 and 2 both named \\"a\\""/);
});

test("a header that looks like data is refused where a word of it comes again, and remarked on otherwise", () => {
  assert.throws(
    () => read("5.1,Iris-setosa\n4.9,Iris-setosa\n4.7,Iris-virginica\n"),
    /my.csv, line 1 is "5.1, Iris-setosa": this looks like data, not names/,
  );
  const { notes } = readDelimited(Buffer.from("sample,400,410\na,3,2\n"), "my.csv");
  assert.deepEqual(notes, [
    "Line 1 names columns of numbers 400, 410: this looks like data, not names. If it is a row of data, write the column names into the first line, or read it with header: false and names: [...] (--no-header --names ...); if it is something else, names: [...] (--names ...) alone stands in its place.",
  ]);
  // as scikit-learn's iris.csv: counts of rows and columns, and the names of the classes
  const counted = Buffer.from("4,2,setosa,virginica\n5.1,3.5,1.4,0\n4.9,3.0,1.4,0\n6.3,3.3,6.0,1\n5.8,2.7,5.1,1\n");
  assert.match(
    readDelimited(counted, "my.csv").notes.join(),
    /^Line 1 names columns of numbers 4, 2: this looks like data/,
  );
  assert.deepEqual(readDelimited(counted, "my.csv", { names: ["a", "b", "c", "kind"] }).notes, []);
});

test("UTF-16 with its mark is read, of either byte order", () => {
  const text = Buffer.from("\ufeffa,grö\n1,ß\n", "utf16le");
  assert.deepEqual(read(text), [{ a: 1, grö: "ß" }]);
  assert.deepEqual(read(Buffer.from(text).swap16()), [{ a: 1, grö: "ß" }]);
});

test("text in other encodings is refused with its line, UTF-16 without its mark or cut short by name", () => {
  assert.throws(() => read(Buffer.from("a,b\nx,1\n\xe9,2\n", "latin1")), /line 3 is "text that is not UTF-8"/);
  assert.throws(() => read(Buffer.from("a,b\n1,2\n", "utf16le")), /my.csv is "UTF-16 text without its mark"/);
  assert.throws(() => read(Buffer.from("\ufeffa,b\n", "utf16le").subarray(0, 7)), /"damaged UTF-16 text"/);
});

test("spaces around words are taken off, with a note; words of nothing else are missing", () => {
  const { table, notes } = readDelimited(Buffer.from('a,b\nred,1\n red,2\n"blue ",3\n  ,4\n'), "my.csv");
  assert.deepEqual(table.get("a")?.toArray(), ["red", "red", "blue", null]);
  assert.deepEqual(notes, ["a: spaces around 2 words were taken off."]);
});

test("a title above the header and spaces before a quote are told as what they are", () => {
  assert.throws(
    () => read("Sales\na,b\n1,2\n"),
    /line 2 is "a row of 2 cells": the header names 1 column; .* above the header/,
  );
  assert.throws(() => read('a,b\n1, "x"\n'), /line 2 is "a quote inside cell 2": take away the spaces before it/);
});

test("files without rows and unknown columns are refused", () => {
  assert.throws(() => read(""), /my.csv is "0 rows of data"/);
  assert.throws(() => read("a,b\n"), /0 rows of data/);
  assert.throws(() => read("a,b\n1,2\n", { columns: ["c"] }), /column is "c": my.csv has no such column; it has a, b/);
});

test("a point behind which every number has three digits may group digits: noted where cells are cut by semicolons", () => {
  const notesOf = (text: string, options?: ReadOptions): string[] =>
    readDelimited(Buffer.from(text), "my.csv", options).notes;
  const rows = "name;km;m\na;53.897;1.5\nb;1.033;2\n";
  assert.deepEqual(notesOf(rows), [
    'km: all its decimals are three, as in 53.897: if this point groups digits, state thousands: "." (--thousands .), else decimal: "." (--decimal .).',
  ]);
  assert.deepEqual(read(rows)[0], { name: "a", km: 53.897, m: 1.5 });
  for (const said of [{ decimal: "." }, { thousands: "." }] as const)
    assert.deepEqual(notesOf("km\n1.033\n", said), []);
  assert.deepEqual(notesOf(rows.replaceAll(";", ",")), []);
  assert.deepEqual(notesOf("km;m\n53.897;1\n0.033;2\n"), []); // no number groups so
});

test("a number that marks what is missing in a column leaves words alone where it is stated for that column", () => {
  const text = "a,b\n-200,-200\n1,x\n2,y\n3,z\n";
  const words = (missing: ReadOptions["missing"]): unknown[] => read(text, { missing, text: ["b"] }).map(({ b }) => b);
  assert.deepEqual(words({ a: ["-200"] }), ["-200", "x", "y", "z"]);
  assert.deepEqual(words(["-200"]), [null, "x", "y", "z"]); // a code of all columns is one of words, too
});

test("one of a kind is told in the singular", () => {
  const { notes } = readDelimited(Buffer.from("a;b\n1; x\n;\n2;y\n"), "my.csv");
  assert.deepEqual(notes, ["b: spaces around 1 word were taken off.", "1 row without any value was left out."]);
});
