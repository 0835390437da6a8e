import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { inspectTable } from "../../src/data/inspect";
import { inspectFile } from "../../src/data/inspect-file";
import { loadDataset } from "../../src/data/load";
import { datasetFrom } from "../../src/data/own-data";
import { prepare, prepareDataset } from "../../src/data/prepare";

const folder = mkdtempSync(join(tmpdir(), "lai-inspect-"));
after(() => rmSync(folder, { recursive: true }));
const count = Array.from({ length: 60 }, (_, i) => i);
const table = {
  row: count,
  user_id: count.map((i) => (i * 7919) % 10007),
  hour: count.map((i) => i % 24),
  size: count.map((i) => ["small", "medium", "large"][i % 3]),
  colour: count.map((i) => ["red", "green"][i % 2]),
  day: count.map((i) => `2024-01-${String((i % 28) + 1).padStart(2, "0")}`),
  note: count.map((i) => `note ${i}`),
  always: count.map(() => 3),
  never: count.map(() => null),
  income: count.map((i) => Math.exp(i / 5)),
  grams: count.map((i) => 100 + Math.sin(i)),
  kilograms: count.map((i) => (100 + Math.sin(i)) / 1000),
  sensor: count.map((i) => (i % 10 === 0 ? -999 : Math.cos(i))),
  price: count.map((i) => 50 + 10 * Math.sin(i / 3)),
};

test("every column gets a guess with its reason", () => {
  const report = inspectTable(table, { target: "price" });
  const guesses = Object.fromEntries(report.columns.map((c) => [c.name, c.guess]));
  assert.deepEqual(guesses, {
    row: null,
    user_id: null,
    hour: { name: "hour", kind: "cyclic", period: 24 },
    size: { name: "size", kind: "ordinal", order: ["small", "medium", "large"] },
    colour: { name: "colour", kind: "categorical" },
    day: null,
    note: null,
    always: null,
    never: null,
    income: { name: "income", log1p: true },
    grams: { name: "grams" },
    kilograms: { name: "kilograms" },
    sensor: { name: "sensor" },
    price: { name: "price" },
  });
  const reasons = Object.fromEntries(report.columns.map((c) => [c.name, c.reason]));
  assert.match(reasons.row, /counts the rows/);
  assert.match(reasons.user_id, /identifier/);
  assert.match(reasons.day, /chronological/);
  assert.match(reasons.note, /60 different words in 60 rows/);
  assert.match(reasons.always, /always 3/);
  assert.match(reasons.never, /every value is missing/);
});

test("a column's kind is guessed from all of its words, not from the first 1,000", () => {
  const note = Array.from({ length: 1500 }, (_, i) => (i < 1200 ? `$${1000 + i}` : `see remark ${i}`));
  const [{ reason }] = inspectTable({ note }).columns;
  assert.match(reason, /1500 different words in 1500 rows, a name or free text/);
  assert.match(inspectTable({ note: note.slice(0, 1200) }).columns[0].reason, /numbers with marks, such as \$1000/);
});

test("where not all columns were compared with one another, the report says so", () => {
  const columns = (width: number) =>
    Object.fromEntries(
      Array.from({ length: width }, (_, j) => [`c${j}`, count.map((i) => Math.sin((i + 1) * (j + 1.3)))]),
    );
  const said = (width: number) => inspectTable(columns(width)).warnings.filter((text) => /compared/.test(text));
  assert.deepEqual(said(60), []);
  assert.match(said(61)[0], /of 61 columns of numbers the first 60 alone were compared/);
});

test("near duplicates, likely missing codes and a capped target are warned of", () => {
  const report = inspectTable(table, { target: "price" });
  assert.deepEqual(
    report.nearDuplicates.map(({ first, second }) => [first, second]),
    [["grams", "kilograms"]],
  );
  assert.deepEqual(report.likelyCodes, [{ column: "sensor", code: -999 }]);
  assert.match(report.warnings.join("\n"), /sensor: -999 stands in 6 rows/);
  const capped = inspectTable({ y: count.map((i) => Math.min(i, 55)) }, { target: "y" });
  assert.match(capped.warnings.join("\n"), /y, the target, is 55, its maximum, in 5 rows: it may be capped/);
  assert.throws(
    () => inspectTable(table, { target: "prise" }),
    /target is "prise": the table has no such column; it has/,
  );
  assert.throws(() => inspectTable(table, { target: "Price" }), /target is "Price": .* do you mean price\?/);
  const few = inspectTable({ y: count }, { target: "y" });
  assert.doesNotMatch(few.warnings.join("\n"), /capped/, "one row at the maximum is no cap");
});

test("a target that is the sum of other columns is warned of, one that has noise of its own is not", () => {
  const parts = { a: count.map((i) => Math.sin(i)), b: count.map((i) => Math.cos(3 * i)), c: count.map((i) => i % 7) };
  const warningsFor = (y: (number | null)[]): string =>
    inspectTable({ ...parts, y }, { target: "y" }).warnings.join("\n");
  const sum = parts.a.map((a, i) => 3 * a + parts.b[i]);
  const said = /^y is a weighted sum of a, b: are they parts of it/;
  assert.match(warningsFor(sum), said);
  assert.match(warningsFor(sum.map((y, i) => (i === 7 ? null : y))).split("\n")[0], said); // in the rows that have a target
  assert.equal(warningsFor(sum.map((y, i) => y + 0.1 * Math.sin(i * i))), "");
});

test("a feature that gives the target away is warned of once; sums of features also where there is no target", () => {
  const x = count.map((i) => Math.sin(i));
  const y = count.map((i) => 2 + Math.cos(i * i));
  const table = { x, y, log: y.map(Math.log), copy: y.map((v) => 7 * v), high: y.map((v) => (v > 2 ? "yes" : "no")) };
  const leaks = inspectTable(table, { target: "y" }).warnings;
  const how = ["log rises or falls with y", "copy rises or falls with y", "high is the class, sign or a step of y"];
  assert.equal(leaks.length, 3, leaks.join("\n"));
  for (const [i, words] of how.entries()) assert.ok(leaks[i].startsWith(words), leaks[i]);
  const sums = inspectTable({ x, y, both: x.map((v, i) => v + y[i]) }).warnings;
  assert.match(
    sums.join("\n"),
    /^\w+ is a weighted sum of .*: slopes cannot be told apart between them; leave one out\.$/,
  );
});

test("marked numbers, identifiers beyond 2^53, classes as numbers and words that differ in case are pointed out", () => {
  const report = inspectTable(
    {
      cost: count.map((i) => (i === 5 ? "7" : `$${i}.50`)),
      share: count.map((i) => `${i} %`),
      code: count.map((i) => 2 ** 60 + i * 2 ** 10),
      sex: count.map((i) => ["Male", "male", "female", null][i % 4]),
      y: count.map((i) => i % 4),
    },
    { target: "y" },
  );
  const reasons = Object.fromEntries(report.columns.map((c) => [c.name, c.reason]));
  assert.equal(reasons.cost, 'left out: numbers with marks, such as $0.50; read it with currency: ["cost"] to use it');
  assert.equal(reasons.share, 'left out: numbers with marks, such as 0 %; read it with percent: ["share"] to use it');
  assert.match(reasons.code, /too large to be told apart exactly, an identifier/);
  assert.equal(reasons.sex, "categorical: 3 different words; 15 missing, marked in a column of their own");
  const warnings = report.warnings.join("\n");
  assert.match(warnings, /sex: Male and male count as two values; is one of them a slip\?/);
  assert.match(warnings, /y, the target, has only 4 values and is learnt as a number/);
});

test("usual missing codes among numbers are found with their line", () => {
  const path = join(folder, "codes.csv");
  writeFileSync(path, "a,b\n1,x\n?,NA\n3,y\nNA,z\n5,w\n");
  const { missing, missingReasons, table } = inspectFile(path, {});
  assert.deepEqual(missing, { a: ["?", "NA"], b: ["NA"] });
  assert.deepEqual(missingReasons, [
    '"?" stands among the numbers of a (line 3)',
    '"NA" stands among the numbers of a (line 5)',
    '"NA" stands among the words of b, and among the numbers of another column; if it is a word of its own in b, state the codes by column (missing, --missing COLUMN=CODE)',
  ]);
  assert.deepEqual(table.get("b")?.toArray(), ["x", null, "y", "z", "w"]);
  assert.deepEqual(inspectFile(path, { target: "b" }).missing, { a: ["?", "NA"] });
});

test("missing codes may outnumber the numbers, but words among them leave the column text", () => {
  const path = join(folder, "mostly.csv");
  writeFileSync(path, "a,b,c\nNA,NA,1\nNA,x,2\nnil,5,3\n7,y,4\n");
  const { missing, missingReasons, table } = inspectFile(path, {});
  assert.deepEqual(missing, { a: ["NA", "nil"], b: ["NA"] });
  assert.match(missingReasons[1], /"nil" stands among the numbers of a \(line 4\)/);
  assert.deepEqual(table.get("b")?.toArray(), [null, "x", "5", "y"]);
});

test("a file of one's own is loaded with guessed features, and the notes tell every guess", async () => {
  const path = join(folder, "own.csv");
  const lines = count.map(
    (i) => `${i};${i % 2 ? "red" : "green"};${(i * 1.5).toFixed(1).replace(".", ",")};${i % 7 ? i : ""}`,
  );
  writeFileSync(path, `\ufeffnumber;colour;weight;price\r\n${lines.join("\r\n")}\r\n`);
  const dataset = await loadDataset(path, { target: "price", targetUnit: "EUR" });
  assert.deepEqual(
    dataset.features.map(({ name, kind }) => [name, kind]),
    [
      ["number", "numeric"],
      ["colour", "categorical"],
      ["weight", "numeric"],
    ],
  );
  assert.equal(dataset.notes[0], "9 of 60 rows left out: the target is missing.");
  assert.match(dataset.notes.join("\n"), /colour: guessed categorical: 2 different words/);
  const { train, test: held } = await prepareDataset(dataset, { seed: 1 });
  assert.equal(train.rows, 31);
  assert.equal(held.rows, 10);
});

test("the target must be there, vary, and be a number or two words; 3 rows are too few", () => {
  const few = { x: [1, 2, 3], y: [1, 2, 3] };
  assert.throws(() => datasetFrom(few, { target: "y" }), /table is "3 rows": give at least 10 rows/);
  assert.throws(() => datasetFrom(table, { target: "always" }), /target is "always": it is the same in all rows/);
  assert.throws(() => datasetFrom(table, { target: "never" }), /target is "never": it is missing in every row/);
  assert.throws(() => datasetFrom(table, { target: "size" }), /target is "size": it holds 3 different texts/);
  assert.throws(() => datasetFrom(table, { target: "prise" }), /target is "prise"/);
  assert.throws(
    () => datasetFrom(table, { target: "price", traget: 1 } as never),
    /options.traget is 1: unknown option/,
  );
});

test("a target of two words becomes 0 and 1, as named", async () => {
  const dataset = datasetFrom(table, { target: "colour", features: ["grams"] });
  const { train, preprocessor } = await prepareDataset(dataset, { target: { positive: "green" } });
  assert.deepEqual([...new Set(train.y)].sort(), [0, 1]);
  assert.equal(preprocessor.target.positive, "green");
});

test("a column of times gives a chronological split, a group column keeps its rows together", async () => {
  const dated = datasetFrom(table, { target: "price", time: "day" });
  const { split } = await prepareDataset(dated);
  const latest = Math.max(...Array.from(split.train, (row) => row % 28));
  assert.ok(Array.from(split.test).every((row) => row % 28 > latest));
  const grouped = datasetFrom(table, { target: "price", groupBy: "hour" });
  const groups = await prepareDataset(grouped, { seed: 3 });
  const inTrain = new Set(Array.from(groups.split.train, (row) => row % 24));
  assert.ok(Array.from(groups.split.test).every((row) => !inTrain.has(row % 24)));
});

test("a word that marks missing numbers marks missing words too; columns without a name that number the rows are left out", () => {
  const lines = Array.from({ length: 30 }, (_, i) =>
    [7 + 3 * i + (i % 2), i === 4 ? "NA" : i / 2, ["m", "f", "NA"][i % 3], i === 9 ? "NA" : ["x", "y"][i % 2], i].join(
      ",",
    ),
  );
  writeFileSync(join(folder, "r.csv"), `"",mass,sex,note,price\n${lines.join("\n")}\n`);
  const found = inspectFile(join(folder, "r.csv"), { target: "price" });
  assert.deepEqual(found.missing, { mass: ["NA"], sex: ["NA"], note: ["NA"] });
  assert.match(
    found.missingReasons.join(),
    /"NA" stands among the words of sex, and among the numbers of another column/,
  );
  assert.equal(found.report.columns.find(({ name }) => name === "sex")?.missing, 10);
  assert.match(found.leftOut[0].reason, /it has no name, and another whole number in every row/);
  const worded = inspectFile(join(folder, "r.csv"), { target: "price", text: ["sex"] });
  assert.equal((worded.missing as Record<string, string[]>).sex, undefined);
  assert.throws(() => inspectFile(join(folder, "r.csv"), { target: "prize" }), /do you mean "price"\?/);
});

test("grouped digits, periods, times of day and seconds since 1970 are told as what they are", () => {
  const reasonOf = (cell: (i: number) => unknown): string => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ x: cell(i), y: i * i }));
    return inspectTable(rows).columns[0].reason;
  };
  const group = (mark: string) => (i: number) => `${1 + i}${mark}${100 + i}`;
  assert.match(reasonOf(group("'")), /digits are grouped, such as 1'100; read it with thousands: "'"/);
  assert.match(reasonOf(group(" ")), /digits are grouped, such as 1 100; read it with thousands: " "/);
  assert.match(
    reasonOf((i) => `1,23,${100 + i}`),
    /digits are grouped, such as 1,23,100; write them without/,
  );
  for (const period of [
    (i: number) => `${2000 + (i % 12)}-01`,
    (i: number) => `2021Q${1 + (i % 4)}`,
    (i: number) => `2021-W${10 + i}`,
    (i: number) => `${i % 24}:30`,
  ])
    assert.match(reasonOf(period), /^left out: periods or times of day, such as /);
  assert.match(
    reasonOf((i) => 1.6e9 + 86_400 * i),
    /^numeric: .*, as seconds since 1970 are: a time\?/,
  );
  assert.match(
    reasonOf((i) => 1.6e12 + 86_400_000 * i),
    /milliseconds since 1970/,
  );
  assert.match(
    reasonOf((i) => `${i} to ${i + 1}`),
    /a name or free text/,
  );
});

test("a number that comes again far from all others is remarked on, the usual ones are codes too", () => {
  const told = (code: number, other: (i: number) => number): [string[], unknown[]] => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ x: i % 6 === 0 ? code : other(i), y: i * i + 0.5 }));
    const { warnings, likelyCodes } = inspectTable(rows);
    return [warnings.filter((warning) => warning.startsWith("x: ")), likelyCodes];
  };
  const small = (i: number): number => 2 + (i % 23) / 5;
  assert.deepEqual(told(99, small), [
    ["x: 99 stands in 10 rows, far from the other values: declare it if it marks missing ones."],
    [],
  ]);
  assert.equal(told(1e20, small)[0].length, 1);
  assert.equal(told(-1, small)[0].length, 1); // the only number below 0
  assert.deepEqual(told(-999, small)[1], [{ column: "x", code: -999 }]);
  for (const usual of [0, 8, 1.5]) assert.deepEqual(told(usual, small), [[], []]);
  assert.deepEqual(
    told(-1, (i) => (i % 2) as number),
    [[], []],
  ); // a scale of three
});

test("repeats of rows that can hardly differ are told to stay free, and rows without a group to be one", () => {
  const few = Array.from({ length: 200 }, (_, i) => ({ a: i % 2 ? "m" : "f", y: i % 3 ? 1 : 0 }));
  assert.match(inspectTable(few).warnings[0], /^196 rows repeat an earlier one, as rows of so few values must/);
  const grouped = Array.from({ length: 60 }, (_, i) => ({ g: i % 4 ? `g${i % 7}` : null, x: i / 3, y: i * i }));
  const { notes } = prepare(grouped, { target: "y", features: ["x"], groupBy: "g" });
  assert.ok(notes.includes("15 rows without a value in g stay together, as one group."), notes.join("\n"));
});
