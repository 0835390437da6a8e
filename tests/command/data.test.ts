import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, mock, test } from "node:test";
import { packageRoot } from "../../src/base/files";
import { dataCommand } from "../../src/command/data";

const folder = mkdtempSync(join(tmpdir(), "lai-data-command-"));
const before = { ...process.env };
process.env.LAI_CACHE_DIR = join(folder, "cache");
delete process.env.LAI_DATA_DIR;
after(() => {
  process.env = before;
  process.exitCode = 0;
  rmSync(folder, { recursive: true });
});

/** What `lai data` prints, and its exit code. */
async function run(...args: string[]): Promise<{ printed: string; code: number }> {
  const lines: string[] = [];
  mock.method(console, "log", (line: string) => lines.push(line));
  process.exitCode = 0;
  try {
    await dataCommand().parseAsync(args, { from: "user" });
  } finally {
    mock.restoreAll();
  }
  const code = Number(process.exitCode);
  process.exitCode = 0;
  return { printed: lines.join("\n"), code };
}

test("list names every set and where it is", async () => {
  const { printed } = await run("list");
  assert.match(printed, /^diamonds +53940 +price \(USD\) +shivam2503\/diamonds +embedded$/m);
  assert.match(printed, /^ccpp .* not here: lai data fetch ccpp$/m);
});

test("list marks the sets whose file on Kaggle is a guess", async () => {
  const { printed } = await run("list");
  assert.match(printed, /^ccpp .*gova26\/airpressure \*/m);
  assert.match(printed, /^diamonds .*shivam2503\/diamonds +embedded$/m);
  assert.match(printed, /^\* the file's name there is a guess/m);
});

test("fetch takes a file that the user names, once its values are right", async () => {
  const copy = join(folder, "diamonds of mine.csv.gz");
  copyFileSync(join(packageRoot(), "data", "diamonds.csv.gz"), copy);
  const { printed } = await run("fetch", "diamonds", "--file", copy);
  assert.equal(
    printed,
    `diamonds: the values are right, a copy is kept: ${join(folder, "cache", "diamonds", "diamonds.csv")}`,
  );
  await assert.rejects(run("fetch", "wine-red", "--file", copy), /column is "quality": .* has no such column/);
  await assert.rejects(run("fetch", "ccpp", "--file", join(folder, "none.csv")), /there is no such file/);
  await assert.rejects(run("fetch", "ccpp", "--kaggle", "https://x"), /--kaggle is "https:\/\/x": give OWNER\/NAME/);
  assert.deepEqual(readdirSync(join(folder, "cache")), ["diamonds"]);
  rmSync(join(folder, "cache"), { recursive: true });
});

test("verify finds the embedded sets right, and a wrong file by its name", async () => {
  assert.match((await run("verify", "auto-mpg")).printed, /^auto-mpg: right/);
  writeFileSync(join(folder, "ccpp.csv"), "AT,V,AP,RH,PE\n1,2,3,4,5\n");
  process.env.LAI_DATA_DIR = folder;
  const { printed, code } = await run("verify", "ccpp");
  delete process.env.LAI_DATA_DIR;
  assert.match(printed, /^ccpp: WRONG. file is ".*ccpp.csv": its values are not those of ccpp \(1 rows/);
  assert.equal(code, 1);
  assert.equal((await run("verify", "ccpp")).code, 1);
});

test("describe tells what a file holds", async () => {
  const path = join(folder, "mine.csv");
  writeFileSync(
    path,
    `a,b\n${Array.from({ length: 12 }, (_, i) => `${i === 3 ? "NA" : i * i},${i % 2 ? "x" : "y"}`).join("\n")}\n`,
  );
  const { printed } = await run("describe", path, "--target", "a");
  assert.match(printed, /taken for missing: "NA" stands among the numbers of a \(line 5\)/);
  assert.match(printed, /12 rows, 2 columns, 0 rows repeat an earlier one/);
  assert.match(printed, /^a \(target\) +Float64 +1 +11 +0 to 121/m);
  assert.match(printed, /! a, the target, is missing in 1 of 12 rows/);
});

test("describe reads as its flags say: codes of one column, digit groups, formats of dates, no header", async () => {
  const path = join(folder, "flags.csv");
  const rows = Array.from({ length: 12 }, (_, i) => `${i === 3 ? 999 : i};1.${100 + i};0${1 + (i % 9)}/02/2013`);
  writeFileSync(path, `${rows.join("\n")}\n`);
  const names = ["--no-header", "--names", "days", "metres", "when"];
  const reading = ["--missing", "days=999", "--thousands", ".", "--date", "when=%d/%m/%Y"];
  const { printed } = await run("describe", path, ...names, ...reading);
  assert.match(printed, /^days +Float64 +1 +11 +0 to 11/m);
  assert.match(printed, /^metres +Float64 +0 +12 +1100 to 1111/m);
  assert.match(printed, /^when +Date +0 +9 +2013-02-01 to 2013-02-09/m);
  await assert.rejects(run("describe", path, "--missing", "days=1", "?"), /--missing is .*each as COLUMN=CODE/);
});

test("an unknown id and a folder that is not there are refused", async () => {
  await assert.rejects(run("fetch", "diamond"), /id is "diamond": give one of diamonds/);
  process.env.LAI_DATA_DIR = join(folder, "nowhere");
  await assert.rejects(run("verify", "ccpp"), /LAI_DATA_DIR is ".*nowhere": there is no such folder/);
  delete process.env.LAI_DATA_DIR;
});

test("describe tells large whole numbers as an identifier, exact, and where they stand", async () => {
  const file = join(folder, "orders.csv");
  const rows = Array.from({ length: 30 }, (_, i) => `${9007199254740993n + BigInt(i)},${i % 7},${i}`);
  writeFileSync(file, `order,x,y\n${rows.join("\n")}\n`);
  const { printed } = await run("describe", file, "--target", "y");
  assert.match(printed, /^order: read as text, .* \(orders\.csv, line 2: 9007199254740993\)\.$/m);
  assert.match(printed, /^order +String +0 +30 .*left out: .*an identifier, such as 9007199254740993; divide them/m);
});
