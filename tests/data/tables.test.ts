import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { DataFrame as Danfo } from "danfojs-node";
import { column, columnsOf, frameOf, rowCount } from "../../src/data/columns";
import { loadDataset } from "../../src/data/load";
import { datasetFrom } from "../../src/data/own-data";
import { polars } from "../../src/data/polars";
import { prepareDataset } from "../../src/data/prepare";
import { fitPreprocessor } from "../../src/data/preprocess/fit-preprocessor";
import type { ReadOptions } from "../../src/data/read-options";
import { readTableFile } from "../../src/data/read-table";
import { splitRows } from "../../src/data/split";
import { asTable, type TableInput, takeRows, toDanfo } from "../../src/data/table-input";
import { timeValues } from "../../src/data/time";

const folder = mkdtempSync(join(tmpdir(), "lai-tables-"));
after(() => rmSync(folder, { recursive: true }));

const ROWS = [
  { height: 1.5, colour: "red", y: 1 },
  { height: null, colour: "blue", y: 2 },
  { height: 2.5, colour: null, y: 4 },
];
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const read = (path: string, options?: ReadOptions): unknown[] =>
  frameOf(readTableFile(path, options).table).toRecords();

test("the same table is read from CSV, gzipped CSV, TSV, JSON, JSON lines and Parquet", () => {
  const csv = "height,colour,y\n1.5,red,1\n,blue,2\n2.5,,4\n";
  const paths = [
    write("t.csv", csv),
    write("t.csv.gz", gzipSync(csv)),
    write("t.tsv", csv.replaceAll(",", "\t")),
    write("t.json", JSON.stringify(ROWS)),
    write("columns.json", '{"height":[1.5,null,2.5],"colour":["red","blue",null],"y":[1,2,4]}'),
    write("t.jsonl", ROWS.map((row) => JSON.stringify(row)).join("\n")),
    join(folder, "t.parquet"),
  ];
  polars()
    .DataFrame({ height: [1.5, null, 2.5], colour: ["red", "blue", null], y: [1, 2, 4] })
    .writeParquet(join(folder, "t.parquet"));
  for (const path of paths) assert.deepEqual(read(path), ROWS, path);
});

test("missing codes, names and kinds hold for Parquet and JSON too", () => {
  const path = write("codes.json", '[{"a":-999,"b":"?"},{"a":2,"b":"x"}]');
  assert.deepEqual(read(path, { missing: ["-999", "?"], rename: { a: "first" } }), [
    { first: null, b: null },
    { first: 2, b: "x" },
  ]);
  assert.deepEqual(read(path, { columns: ["b"] }), [{ b: "?" }, { b: "x" }]);
  assert.throws(
    () => read(path, { kinds: { b: "numeric" } }),
    /codes.json, row 0, column b is "\?": it is not a number/,
  );
});

test("files that are not what they say are refused", () => {
  assert.throws(() => read(write("bad.json", '[{"a":1},')), /bad.json is .*it is not JSON/);
  assert.throws(
    () => read(write("nested.json", '{"a":{"b":[1]}}')),
    /nested.json, row 0, column a is \[1\]: give numbers, texts/,
  );
  assert.throws(() => read(write("bad.jsonl", '{"a":1}\n{"a":')), /bad.jsonl, line 2 is/);
  assert.throws(
    () => read(write("mixed.json", '[{"a":1},{"a":"x"}]')),
    /row 1, column a is "x": it is a text among numbers: .*--missing x/,
  );
  assert.throws(
    () => read(write("cut.parquet", readFileSync(join(folder, "t.parquet")).subarray(0, 60))),
    /not a whole Parquet file/,
  );
  assert.throws(() => read(write("bad.csv.gz", gzipSync("a,b\n1,2\n").subarray(0, 15))), /the gzip file is damaged/);
  assert.throws(() => read(write("t.xlsx", "x")), /give a .csv, .tsv/);
  assert.throws(() => read(join(folder, "none.csv")), /there is no such file/);
});

test("polars and danfojs frames, records and columns prepare to the same samples", () => {
  const danfo = require("danfojs-node");
  const columns = { height: [1, 2, 3, 4], colour: ["red", "blue", "red", "blue"], y: [1, 3, 2, 5] };
  const records = [0, 1, 2, 3].map((i) => ({ height: columns.height[i], colour: columns.colour[i], y: columns.y[i] }));
  const inputs: TableInput[] = [columns, records, new danfo.DataFrame(columns), polars().DataFrame(columns) as never];
  const samples = inputs.map((input) => {
    const p = fitPreprocessor(input, [0, 1, 2], {
      features: ["height", { name: "colour", kind: "categorical" }],
      target: "y",
    });
    return p.transform(input);
  });
  for (const other of samples.slice(1)) assert.deepEqual(other, samples[0]);
});

test("rows of a danfojs frame come back as one with its index and types, of all else as a polars frame", () => {
  const danfo = require("danfojs-node");
  const columns = { a: [1.5, 2, 3], b: ["x", "y", "z"], c: [true, false, true] };
  const frame = new danfo.DataFrame(columns, { index: ["p", "q", "r"] });
  const taken = takeRows(frame, [2, 0]) as unknown as { values: unknown[][]; columns: string[]; index: string[] };
  assert.equal(taken.constructor, (frame.head() as object).constructor); // what danfo's own methods give
  assert.deepEqual(taken.columns, ["a", "b", "c"]);
  assert.deepEqual(taken.index, ["r", "p"]);
  assert.deepEqual(taken.values, [
    [3, "z", true],
    [1.5, "x", true],
  ]);
  assert.throws(() => takeRows(frame, [3]), /rows\[0\] is 3: give row numbers from 0 to 2/);
  assert.deepEqual(takeRows({ a: [1, 2, 3] }, [2, 0]).toRecords(), [{ a: 3 }, { a: 1 }]);
});

test("any table becomes a danfojs frame, missing values marked as danfo does", () => {
  const danfo = require("danfojs-node");
  const frame: Danfo = toDanfo(ROWS);
  assert.ok(frame instanceof danfo.DataFrame);
  assert.deepEqual(frame.columns, ["height", "colour", "y"]);
  assert.deepEqual(frame.values, [
    [1.5, "red", 1],
    [Number.NaN, "blue", 2],
    [2.5, null, 4],
  ]);
  assert.equal(toDanfo(frame), frame);
  const loose = toDanfo(ROWS); // where nothing asks for danfojs-node's type, its methods are called all the same
  assert.deepEqual(loose.head(1).shape, [1, 3]);
});

test("a danfojs frame is split, prepared and inspected as it is", async () => {
  const danfo = require("danfojs-node");
  const count = Array.from({ length: 40 }, (_, i) => i);
  const columns = { size: count.map((i) => i * 1.5), word: count.map((i) => (i % 3 ? "x" : "y")), price: count };
  const frame = new danfo.DataFrame(columns);
  assert.deepEqual(splitRows(frame, { seed: 1 }), splitRows(columns, { seed: 1 }));
  const fromFrame = await prepareDataset(frame, { target: "price" });
  const fromColumns = await prepareDataset(datasetFrom(columns, { target: "price" }));
  assert.deepEqual(fromFrame.train, fromColumns.train);
  assert.deepEqual(fromFrame.split, fromColumns.split);
  await assert.rejects(prepareDataset(frame), /target is undefined: name the column of your table/);
  await assert.rejects(loadDataset(frame), /a table in memory goes to datasetFrom\(table, { target }\)/);
});

test("columns that hold neither numbers nor texts, and lazy frames, are refused by name", () => {
  const list = polars().DataFrame({ parts: [[1], [2]], y: [1, 2] });
  assert.throws(() => splitRows(list as never), /column parts is "List": its cells are no numbers and no texts/);
  assert.throws(() => asTable(list.lazy() as never), /table is "a lazy polars dataframe": collect it first/);
});

test("things that are no tables are refused by row and column", () => {
  assert.throws(() => asTable(3 as never), /table is 3: give a polars or danfojs-node dataframe/);
  assert.throws(() => asTable([]), /table is \[\]: give at least one row/);
  assert.throws(() => asTable([[1]] as never), /table, row 0 is \[1\]: give one object a row/);
  assert.throws(() => asTable({ a: [1, 2], b: [1] }), /column b is "1 values": a has 2 values/);
  assert.throws(() => asTable([{ a: { b: 1 } }]), /row 0, column a is {"b":1}: give numbers, texts/);
});

test("dates rise with time, written ISO or with the day first; ambiguous and impossible ones are refused", () => {
  const times = (dates: string[]): number[] => Array.from(timeValues(asTable({ d: dates }), "d"));
  assert.deepEqual(times(["2024-01-02", "2024-01-01"]), [Date.UTC(2024, 0, 2), Date.UTC(2024, 0, 1)]);
  assert.deepEqual(times(["10/03/2004", "31/03/2004 18:00:00"]), [Date.UTC(2004, 2, 10), Date.UTC(2004, 2, 31, 18)]);
  assert.deepEqual(times(["3/31/2004"]), [Date.UTC(2004, 2, 31)]);
  assert.throws(() => times(["01/02/2004"]), /which number is the day cannot be told/);
  assert.throws(() => times(["31/02/2004"]), /there is no such date/);
  assert.throws(() => times(["soon"]), /column d is "soon": write dates as/);
});

test("rows are counted and columns found whatever these are called", () => {
  const pl = polars();
  const names = ["height", "columns", "getColumn", "__proto__", "0"];
  const table = columnsOf(pl.DataFrame(names.map((name, i) => pl.Series(name, [i, i + 1, i + 2]))));
  assert.equal(rowCount(table), 3);
  assert.deepEqual([...table.keys()], names);
  for (const [i, name] of names.entries()) assert.deepEqual(column(table, name).toArray(), [i, i + 1, i + 2]);
  assert.throws(() => column(table, "toString"), /no such column; it has height, columns, getColumn, __proto__, 0\./);
  assert.equal(rowCount(columnsOf(pl.DataFrame({}))), 0);
});
