import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { checkSamples, type Samples } from "../../src/base/samples";
import { columnsOf, numbers, texts } from "../../src/data/columns";
import { describeTable } from "../../src/data/describe";
import { inspectTable } from "../../src/data/inspect";
import { isLargeInteger, parseJsonExactly } from "../../src/data/large-integers";
import { loadDataset } from "../../src/data/load";
import { datasetFrom } from "../../src/data/own-data";
import { polars } from "../../src/data/polars";
import { prepareDataset } from "../../src/data/prepare";
import { fitPreprocessor } from "../../src/data/preprocess/fit-preprocessor";
import { type ReadTable, readDelimited } from "../../src/data/read-delimited";
import type { ReadOptions } from "../../src/data/read-options";
import { readTableFile as readTable } from "../../src/data/read-table";
import { equalRows } from "../../src/data/row-blocks";
import { splitRows } from "../../src/data/split";
import { asTable, type TableInput, toDanfo } from "../../src/data/table-input";
import { timeValues } from "../../src/data/time";

const folder = mkdtempSync(join(tmpdir(), "lai-large-"));
after(() => rmSync(folder, { recursive: true }));
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const ROWS = 40;
const FIRST = 9007199254740992n;
const count = Array.from({ length: ROWS }, (_, i) => i);
/** ids that differ by one from 2^53 on, so that float64 makes 21 of these 40 */
const IDS = count.map((i) => FIRST + BigInt(i));
/** lines of a table: an id, a feature, a target */
const lines = (id: (i: number) => unknown): [unknown, number, number][] =>
  count.map((i) => [id(i), (7 * i) % 11, 3 * i + 0.5]);
const csvOf = (id: (i: number) => unknown, cut = ","): string =>
  `id${cut}x${cut}y\n${lines(id)
    .map((line) => line.join(cut))
    .join("\n")}\n`;
const jsonRows = lines((i) => IDS[i]).map(([id, x, y]) => `{"id":${id},"x":${x},"y":${y}}`);
const series = (values: readonly (bigint | null)[], type: "Int64" | "UInt64" | "Decimal" = "Int64") => {
  const pl = polars();
  const asText = values.map((value) => (value === null ? null : String(value)));
  return pl.Series("id", asText, pl.Utf8).cast(type === "Decimal" ? pl.Decimal(20, 0) : pl[type]);
};
const frame = (type?: "Int64" | "UInt64" | "Decimal"): TableInput => {
  const pl = polars();
  const x = pl.Series(
    "x",
    count.map((i) => (7 * i) % 11),
  );
  const y = pl.Series(
    "y",
    count.map((i) => 3 * i + 0.5),
  );
  return pl.DataFrame([series(IDS, type), x, y]) as unknown as TableInput;
};

test("from 2^53 on, on both sides, whole numbers are large; decimals and exponents make a measurement", () => {
  for (const text of ["9007199254740992", "9007199254740993", "-9007199254740992", "-9007199254740993"]) {
    assert.equal(isLargeInteger(text), true, text);
  }
  for (const text of [" +9007199254740993 ", "009007199254740993", "10000000000000000", "1".repeat(400)]) {
    assert.equal(isLargeInteger(text), true, text);
  }
  for (const text of ["9007199254740991", "-9007199254740991", "0000000000000000001", "1e20", "9007199254740993.5"]) {
    assert.equal(isLargeInteger(text), false, text);
  }
  for (const text of ["9007199254740993.0", "9007199254740993e0", "9007199254740993,5", "x9007199254740993", ""]) {
    assert.equal(isLargeInteger(text), false, text);
  }
});

const files: [name: string, content: () => string | Uint8Array, where: RegExp][] = [
  ["a.csv", () => csvOf((i) => IDS[i]), /a\.csv, line 2/],
  ["quoted.csv", () => csvOf((i) => `" ${IDS[i]} "`), /quoted\.csv, line 2/],
  ["semicolons.txt", () => csvOf((i) => IDS[i], ";"), /semicolons\.txt, line 2/],
  ["a.tsv", () => csvOf((i) => IDS[i], "\t"), /a\.tsv, line 2/],
  ["a.csv.gz", () => gzipSync(csvOf((i) => IDS[i])), /a\.csv\.gz, line 2/],
  ["a.json", () => `[${jsonRows.join(",")}]`, /a\.json, row 0/],
  [
    "columns.json",
    () => `{"id":[${IDS}],"x":[${lines(Number).map(([, x]) => x)}],"y":[${lines(Number).map(([, , y]) => y)}]}`,
    /columns\.json, row 0/,
  ],
  ["a.jsonl", () => jsonRows.join("\n"), /a\.jsonl, row 0/],
  ["a.ndjson.gz", () => gzipSync(jsonRows.join("\n")), /a\.ndjson\.gz, row 0/],
];
const tables: [name: string, input: () => TableInput][] = [
  ["polars Int64", () => frame("Int64")],
  ["polars UInt64", () => frame("UInt64")],
  ["polars Decimal", () => frame("Decimal")],
  ["a map of polars columns", () => columnsOf(frame() as never)],
  ["rows of bigint", () => lines((i) => IDS[i]).map(([id, x, y]) => ({ id, x, y }))],
  ["a list of bigint", () => ({ id: IDS, x: count.map((i) => (7 * i) % 11), y: count.map((i) => 3 * i + 0.5) })],
  ["a BigInt64Array", () => ({ id: BigInt64Array.from(IDS), x: count.map((i) => i % 11), y: count })],
  ["a BigUint64Array", () => ({ id: BigUint64Array.from(IDS), x: count.map((i) => i % 11), y: count })],
];

/** Where a column of ids comes in, it is exact and left out; as a number it is refused, by `where`. */
async function checkIds(
  name: string,
  dataset: (options: object) => Promise<unknown>,
  table: TableInput,
  where: RegExp,
): Promise<void> {
  const columns = asTable(table);
  assert.deepEqual(texts(columns, "id").texts, IDS.map(String), name);
  assert.throws(() => numbers(columns, "id"), /row 0, column id is "9007199254740992": a whole number of 2\^53/, name);
  assert.equal(equalRows(new Map([["id", columns.get("id")!]])).count, ROWS, name);
  const { columns: reports } = inspectTable(table, { target: "y" });
  assert.equal(reports[0].distinct, ROWS, name);
  assert.equal(reports[0].guess, null, name);
  assert.match(reports[0].reason, /too large to be told apart exactly, an identifier, such as 9007199254740992/, name);
  const refusal = new RegExp(
    `${where.source}, column id is "9007199254740992": .*leave the column out, read it as text.*divide it`,
  );
  await assert.rejects(dataset({ target: "id" }), refusal, `${name}, target`);
  await assert.rejects(dataset({ target: "y", features: ["x", "id"] }), refusal, `${name}, feature`);
  const cyclic = { name: "id", kind: "cyclic", period: 7 };
  await assert.rejects(dataset({ target: "y", features: ["x", cyclic] }), refusal, `${name}, cyclic`);
  const guessed = (await dataset({ target: "y", groupBy: "id" })) as Awaited<ReturnType<typeof loadDataset>>;
  assert.deepEqual(
    guessed.features.map((feature) => feature.name),
    ["x"],
    name,
  );
  assert.equal((await prepareDataset(guessed, { fractions: [0.5, 0.25, 0.25] })).train.rows, ROWS / 2, name);
}

for (const [name, content, where] of files) {
  test(`large ids in ${name} are exact, left out, and refused as numbers with their place`, async () => {
    const path = write(name, content());
    const { table, notes } = readTable(path);
    assert.match(notes.join("\n"), new RegExp(`^id: read as text, .*${where.source}: 9007199254740992\\)`, "m"));
    await checkIds(name, async (options) => loadDataset(path, options as { target: string }), table, where);
    await assert.rejects(prepareDataset(path, { target: "id" }), where);
    assert.throws(() => readTable(path, { kinds: { id: "numeric" } }), where);
    assert.equal(
      readTable(path, { kinds: { id: "text" } })
        .notes.join("")
        .includes("2^53"),
      false,
    );
  });
}

for (const [name, input] of tables) {
  test(`large ids in ${name} are exact, left out, and refused as numbers with their row`, async () => {
    const table = datasetFrom(input(), { target: "y", features: ["x"] }).table;
    await checkIds(
      name,
      async (options) => datasetFrom(input(), options as { target: string }),
      table,
      /^ArgumentError: row 0/,
    );
    await assert.rejects(prepareDataset(input(), { target: "id" }), /row 0, column id is "9007199254740992"/);
    const options = { features: ["id", "x"], target: "y" };
    assert.throws(() => fitPreprocessor(input(), undefined, options), /row 0, column id is "9007199254740992"/);
    assert.throws(() => splitRows(input(), { stratifyBy: "id" }), /row 0, column id is "9007199254740992"/);
    assert.deepEqual((toDanfo(input()).column("id").values as unknown[])[1], "9007199254740993");
  });
}

test("large integers in a Parquet file are exact, signed and unsigned, and refused with file and row", async () => {
  const pl = polars();
  for (const type of ["Int64", "UInt64"] as const) {
    const path = join(folder, `${type}.parquet`);
    (frame(type) as { writeParquet(path: string): void }).writeParquet(path);
    const { table } = readTable(path);
    const where = new RegExp(`${type}\\.parquet, row 0`);
    await checkIds(type, async (options) => loadDataset(path, options as { target: string }), table, where);
    assert.throws(() => readTable(path, { kinds: { id: "numeric" } }), where);
  }
  const path = join(folder, "top.parquet");
  pl.DataFrame([series([18446744073709551615n, 1n], "UInt64")]).writeParquet(path);
  assert.deepEqual(texts(readTable(path).table, "id").texts, ["18446744073709551615", "1"]);
});

const valuesOf = ({ table }: ReadTable, name = "id"): unknown[] => table.get(name)!.toArray();
const delimited = (cells: readonly string[], options?: ReadOptions): ReadTable =>
  readDelimited(Buffer.from(`id;x\n${cells.map((cell, i) => `${cell};${i}`).join("\n")}\n`), "my.csv", options);

test("one step decides, on both sides of zero, and the numbers below stay numbers", () => {
  const pl = polars();
  const exact = ["9007199254740991", "-9007199254740991", "5"];
  const json = (cells: readonly string[]): ReadTable => readTable(write("step.json", `{"id":[${cells}]}`));
  const parquet = (cells: readonly string[]): ReadTable => {
    pl.DataFrame([series(cells.map(BigInt))]).writeParquet(join(folder, "step.parquet"));
    return readTable(join(folder, "step.parquet"));
  };
  for (const read of [delimited, json, parquet]) {
    assert.deepEqual(valuesOf(read(exact)), exact.map(Number));
    assert.deepEqual(read(exact).notes, []);
    for (const large of ["9007199254740992", "9007199254740993", "-9007199254740992", "-9007199254740993"]) {
      const { notes } = read([...exact, large]);
      assert.deepEqual(valuesOf(read([...exact, large])), [...exact, large]);
      assert.match(notes[0], /^id: read as text, as whole numbers of 2\^53 or more/);
      assert.ok(notes[0].includes(large));
    }
  }
  for (const id of [exact.map(BigInt), exact.map(Number), BigInt64Array.from(exact, BigInt)]) {
    assert.deepEqual([...numbers(asTable({ id } as unknown as TableInput), "id")], exact.map(Number));
  }
  for (const large of [2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n), -(2n ** 53n) - 1n]) {
    const below = series([null, ...exact.map(BigInt)]);
    assert.deepEqual([...numbers(new Map([["id", below]]), "id")], [Number.NaN, ...exact.map(Number)]);
    const far = [...new Array<bigint>(5000).fill(7n), large];
    assert.throws(() => numbers(new Map([["id", series(far)]]), "id"), new RegExp(`row 5000, column id is "${large}"`));
    const rows = far.map((id) => ({ id }));
    assert.throws(() => numbers(asTable(rows), "id"), new RegExp(`row 5000, column id is "${large}"`));
  }
});

test("measurements with decimals or exponents stay numbers", () => {
  const cells = ["1e20", "9007199254740993.5", "-2.5E18", "12345678901234567890.0", "7"];
  assert.deepEqual(valuesOf(delimited(cells)), cells.map(Number));
  assert.deepEqual(valuesOf(delimited(["9007199254740993,5", "1,25"])), [2 ** 53 + 2, 1.25]);
  const json = '{"id":[1e17,2E+19,9007199254740993.5,0.12345678901234567,1.9007199254740993e3]}';
  assert.deepEqual(valuesOf(readTable(write("measured.json", json))), JSON.parse(json).id);
  const floats = Float64Array.from(count, (i) => 1e17 + 1e12 * i ** 2);
  const table = columnsOf(datasetFrom({ id: floats, y: count }, { target: "y", features: ["id"] }).table);
  assert.deepEqual(numbers(table, "id"), floats);
});

test("a large integer among decimals makes the column text, refused as a number with its line", () => {
  const read = delimited(["1.5", "9007199254740993", "1e20"]);
  assert.deepEqual(valuesOf(read), ["1.5", "9007199254740993", "1e20"]);
  assert.throws(() => numbers(read.table, "id"), /row 1, column id is "9007199254740993"/);
  const json = readTable(write("among.json", '[{"id":1.5},{"id":-9007199254740993},{"id":null}]'));
  assert.deepEqual(valuesOf(json), ["1.5", "-9007199254740993", null]);
});

test("a large integer that is a missing code is missing, and the others stay numbers", () => {
  const missing = ["9223372036854775807", "-1"];
  assert.deepEqual(valuesOf(delimited(["3", " 9223372036854775807", "-1", "4"], { missing })), [3, null, null, 4]);
  const json = write("codes.json", '{"id":[3,9223372036854775807,4],"x":[9007199254740993,-1,5]}');
  assert.deepEqual(valuesOf(readTable(json, { missing })), [3, null, 4]);
  assert.deepEqual(valuesOf(readTable(json, { missing }), "x"), ["9007199254740993", null, "5"]);
  const text = delimited(["9007199254740993", "-1", "9223372036854775807"], { missing });
  assert.deepEqual(valuesOf(text), ["9007199254740993", null, null]);
  polars()
    .DataFrame([series([3n, 9223372036854775807n, null])])
    .writeParquet(join(folder, "codes.parquet"));
  assert.deepEqual(valuesOf(readTable(join(folder, "codes.parquet"), { missing })), [3, null, null]);
});

test("in JSON only numbers are looked at, whatever stands in texts and names", () => {
  const text = '{"9007199254740993":["a, 9007199254740993 ","integer 9007199254740993","\\"1,9007199254740993"]}';
  assert.deepEqual(parseJsonExactly(text), JSON.parse(text));
  assert.deepEqual(parseJsonExactly(text.replace("[", "[-9007199254740993,9007199254740991,")), {
    "9007199254740993": [
      ...[-9007199254740993n, 9007199254740991, "a, 9007199254740993 "],
      ...["integer 9007199254740993", '"1,9007199254740993'],
    ],
  });
  assert.throws(() => parseJsonExactly('{"a":9007199254740993,}'), SyntaxError);
});

test("lists of whole numbers that JavaScript may have rounded before are told and refused, danfo's too", () => {
  const rounded = IDS.map(Number);
  const x = count.map((i) => i % 11);
  const rows = count.map((i) => ({ id: rounded[i], x: x[i], y: i }));
  for (const input of [rows, { id: rounded, x, y: count }, toDanfo({ x, y: count, id: Float64Array.from(rounded) })]) {
    const report = inspectTable(input as TableInput, { target: "y" }).columns.find(({ name }) => name === "id");
    assert.match(report?.reason ?? "", /too large to be told apart exactly/);
    const use = (): unknown => datasetFrom(input as TableInput, { target: "y", features: ["x", "id"] });
    assert.throws(use, /row 0, column id is "9007199254740992": a whole number of 2\^53 or more/);
  }
  // beyond 64 bits, or with decimals beside them, they are measurements
  for (const id of [count.map((i) => (i + 1) * 1e20), count.map((i) => (i % 2 ? 0.5 : 1e17))]) {
    const table = columnsOf(datasetFrom({ id, y: count }, { target: "y", features: ["id"] }).table);
    assert.deepEqual([...numbers(table, "id")], id);
  }
});

test("large integers can be categories, and order rows in time, without being rounded", async () => {
  const path = write(
    "stamps.csv",
    csvOf((i) => 1700000000000000000n + BigInt(ROWS - i)),
  );
  const dataset = await loadDataset(path, { target: "y", time: "id" });
  assert.deepEqual([...timeValues(columnsOf(dataset.table), "id")], [...count].reverse());
  const { split } = await prepareDataset(dataset);
  assert.deepEqual(
    Array.from(split.test).sort((a, b) => a - b),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
  const shops = write(
    "shops.csv",
    csvOf((i) => FIRST + BigInt((i + 1) % 2)),
  );
  const { train } = await prepareDataset(await loadDataset(shops, { target: "y" }), { split: "random" });
  assert.deepEqual(train.featureNames, ["id=9007199254740992", "id=9007199254740993", "x"]);
});

test("description and warnings say why a column is left out and that the target is too large", () => {
  const report = inspectTable(frame(), { target: "id" });
  assert.match(report.warnings.join("\n"), /^id, the target, holds whole numbers of 2\^53 or more, such as 9007/m);
  assert.match(
    describeTable(inspectTable(frame())),
    /^id +Int64 +0 +40 .*an identifier, such as 9007199254740992; divide/m,
  );
});

test("samples are Float32Array alone: 64-bit integers are refused by name", () => {
  const good = { x: new Float32Array(2), y: new Float32Array(2), rows: 2, features: 1 };
  for (const bad of [{ x: new BigInt64Array(2) }, { y: new BigUint64Array(2) }, { x: [1n, 2n] }, { y: [1n, 2n] }]) {
    const name = Object.keys(bad)[0];
    const check = (): void => checkSamples({ ...good, ...bad } as unknown as Samples);
    assert.throws(check, new RegExp(`^ArgumentError: data\\.${name} is .*give a Float32Array`));
  }
});
