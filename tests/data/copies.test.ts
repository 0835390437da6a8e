import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { canonicalHash } from "../../src/data/canonical-hash";
import { type CatalogueEntry, catalogueEntry, listDatasets } from "../../src/data/catalogue";
import { columnsOf, numbers, texts } from "../../src/data/columns";
import { keepFile } from "../../src/data/fetch/fetch-dataset";
import { locate } from "../../src/data/locate";
import { readCatalogued } from "../../src/data/read-catalogued";
import { asTable } from "../../src/data/table-input";

const folder = mkdtempSync(join(tmpdir(), "lai-copies-"));
const before = { ...process.env };
process.env.LAI_CACHE_DIR = join(folder, "cache");
after(() => {
  process.env = before;
  rmSync(folder, { recursive: true });
});
const write = (name: string, content: string | Uint8Array): string => {
  mkdirSync(join(folder, "own"), { recursive: true });
  writeFileSync(join(folder, "own", name), content);
  return join(folder, "own", name);
};

/** The catalogue's entry with the hash of a few rows instead of all. */
function small(id: string, values: Record<string, unknown[]>, changes: Partial<CatalogueEntry> = {}): CatalogueEntry {
  const entry = { ...catalogueEntry(id), ...changes };
  const columns = [entry.target.name, ...entry.features.map((f) => f.name), ...entry.keep.map((k) => k.name)];
  return { ...entry, sha256: canonicalHash(asTable(values as Record<string, number[]>), columns), fileSha256: [] };
}

const AIR = ["PT08.S1(CO)", "PT08.S2(NMHC)", "PT08.S3(NOx)", "PT08.S4(NO2)", "PT08.S5(O3)", "T", "RH", "AH"];
const air = small("air-quality", {
  "CO(GT)": [2.6, 2],
  ...Object.fromEntries(AIR.map((name, j) => [name, [j + 0.5, j + 1.25]])),
  Date: ["10/03/2004", "10/03/2004"],
  Time: ["18:00:00", "20:00:00"],
});

test("air quality is the same set with hours as 18.00.00, semicolons, decimal commas and empty rows and columns", () => {
  const cells = (row: number): string => AIR.map((_, j) => String(j + row).replace(".", ",")).join(";");
  const path = write(
    "AirQuality.csv",
    `Date;Time;CO(GT);${AIR.join(";")};;\r\n10/03/2004;18.00.00;2,6;${cells(0.5)};;\r\n` +
      `10/03/2004;19.00.00;-200;${cells(3)};;\r\n10/03/2004;20.00.00;2;${cells(1.25)};;\r\n${";".repeat(12)}\r\n`,
  );
  const { table, sha256, notes } = readCatalogued(air, path);
  assert.equal(sha256, air.sha256);
  assert.deepEqual(texts(columnsOf(table), "Time").texts, ["18:00:00", "20:00:00"]);
  assert.deepEqual(notes, ["1 row without any value was left out.", "1 of 3 rows left out: the target is missing."]);
});

const GAS = ["AT", "AP", "AH", "AFDP", "GTEP", "TIT", "TAT", "TEY", "CDP", "CO", "NOX"];
const gasRows = [0, 1, 2, 3, 4].map((row) => GAS.map((_, j) => j + row / 2));
const gas = small(
  "gas-turbine",
  {
    ...Object.fromEntries(GAS.map((name, j) => [name, gasRows.map((row) => row[j])])),
    year: [2011, 2011, 2011, 2012, 2012],
  },
  {
    parts: ["gt_2011.csv", "gt_2012.csv"],
    keep: [
      {
        ...catalogueEntry("gas-turbine").keep[0],
        runs: [
          [2011, 3],
          [2012, 2],
        ],
      },
    ],
  },
);
const gasText = (rows: number[][]): string => [GAS, ...rows].map((row) => row.join(",")).join("\n");

test("gas turbine readings without a year column get it from their order, in one file, in parts or zipped", () => {
  const whole = write(
    "gt_full.csv",
    gasText(gasRows)
      .split("\n")
      .map((line, i) => `${i || '""'},${line}`)
      .join("\n"),
  );
  const part = write("gt_2011.csv", gasText(gasRows.slice(0, 3)));
  write("gt_2012.csv", `${gasText(gasRows.slice(3))}\n`);
  const parts = {
    "a/gt_2012.csv": strToU8(gasText(gasRows.slice(3))),
    "a/gt_2011.csv": strToU8(gasText(gasRows.slice(0, 3))),
  };
  for (const path of [
    whole,
    part,
    write("parts.zip", zipSync(parts)),
    write("gas.csv.gz", gzipSync(gasText(gasRows))),
  ]) {
    const { table, notes } = readCatalogued(gas, path);
    assert.deepEqual([...numbers(columnsOf(table), "year")], [2011, 2011, 2011, 2012, 2012], path);
    assert.deepEqual(notes, ["The file has no column year: it was taken from the order of the rows."]);
  }
  process.env.LAI_DATA_DIR = join(folder, "own");
  assert.equal(locate({ ...gas, files: ["absent.csv"] }), part);
  delete process.env.LAI_DATA_DIR;
});

test("rows in another order, a row too few and parts of different headers are refused", () => {
  const refused = (name: string, content: string, message: RegExp): void =>
    assert.throws(() => readCatalogued(gas, write(name, content)), message);
  refused("turned.csv", gasText([...gasRows].reverse()), /turned.csv": its values are not those of gas-turbine/);
  refused(
    "short.csv",
    gasText(gasRows.slice(1)),
    /it has no column year, which follows from the order .* all 5 are there/,
  );
  write("gt_2012.csv", "AT,AP\n1,2\n");
  refused("gt_2011.csv", gasText(gasRows), /gt_2012.csv, line 1 is "AT,AP": gt_2011.csv begins with AT,AP,AH/);
});

test("a file that the user names is kept in the cache once its values are right, whatever its name", () => {
  const path = keepFile(gas, write("my download.zip", zipSync({ "some name.csv": strToU8(gasText(gasRows)) })));
  assert.equal(path, join(folder, "cache", "gas-turbine", "gt_full.csv"));
  assert.equal(readFileSync(path, "utf8"), gasText(gasRows));
  assert.equal(locate(gas), path);
  assert.throws(
    () => keepFile(gas, write("wrong.csv", gasText(gasRows.slice().reverse()))),
    /its values are not those/,
  );
  assert.equal(readFileSync(path, "utf8"), gasText(gasRows));
  assert.throws(
    () =>
      keepFile(
        gas,
        write("none.zip", zipSync({ "a.txt": strToU8("x"), "b.csv": strToU8("y"), "c.csv": strToU8("z") })),
      ),
    /the zip holds a.txt, b.csv, c.csv, and none of/,
  );
});

test("the catalogue says of which sets the file's name on Kaggle is a guess", () => {
  const guessed = listDatasets().filter((entry) => entry.kaggle.fileIsGuess);
  assert.deepEqual(
    guessed.map((entry) => entry.id),
    ["ccpp", "gas-turbine"],
  );
});
