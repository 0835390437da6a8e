import assert from "node:assert/strict";
import test from "node:test";
import { checkSamples } from "../../src/base/samples";
import { listDatasets } from "../../src/data/catalogue";
import { loadDataset } from "../../src/data/load";
import { type DataFrame, polars } from "../../src/data/polars";
import { prepare, prepareDataset } from "../../src/data/prepare";
import { Preprocessor } from "../../src/data/preprocess/preprocessor";
import { splitRows } from "../../src/data/split";
import { assertClose } from "../assert-close";

test("diamonds come without the 20 rows of zero dimension, with ordinals in their order", async () => {
  const { dataset, train, validation, test: held, preprocessor } = await prepareDataset("diamonds", { seed: 0 });
  assert.equal(dataset.table.height, 53920);
  assert.deepEqual(dataset.notes, ["20 of 53940 rows left out: no diamond has a dimension of 0 mm."]);
  assert.deepEqual([train.rows, validation.rows, held.rows], [32352, 10784, 10784]);
  assert.deepEqual(preprocessor.featureNames, ["carat", "cut", "color", "clarity", "depth", "table", "x", "y", "z"]);
  for (const samples of [train, validation, held]) checkSamples(samples);
  // row 0 of the file: 0.23, Ideal, E, SI2, 61.5, 55, 326, ...
  const first = preprocessor.transform(dataset.table, [0]);
  assertClose(preprocessor.inverse(first.y), [326], 1e-3);
  const raw = preprocessor.columns.map((c, j) => first.x[j] * c.sd + c.mean);
  assertClose(raw, [0.23, 4, 5, 1, 61.5, 55, 3.95, 3.98, 2.43], 1e-4);
});

test("training columns have mean 0 and standard deviation 1, and the target too", async () => {
  const { train } = await prepareDataset("concrete", { seed: 1 });
  const columns = Array.from({ length: train.features }, (_, j) => train.x.filter((_v, i) => i % train.features === j));
  for (const column of [...columns, train.y]) {
    const mean = column.reduce((sum, v) => sum + v, 0) / column.length;
    const variance = column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / column.length;
    assertClose([mean, variance], [0, 1], 1e-5);
  }
});

test("concrete is split by mix: no mix stands on two sides", async () => {
  const { dataset, split } = await prepareDataset("concrete", { seed: 2 });
  const mixes = dataset.table
    .select(...dataset.groupBy)
    .toRecords()
    .map((mix) => JSON.stringify(mix));
  const sides = new Map<string, Set<string>>();
  for (const side of ["train", "validation", "test"] as const) {
    const rows = split[side];
    for (const row of rows) sides.set(mixes[row], (sides.get(mixes[row]) ?? new Set()).add(side));
  }
  assert.equal(sides.size, 427);
  assert.ok([...sides.values()].every((set) => set.size === 1));
});

test("exact duplicates never stand on two sides of a random split", async () => {
  const dataset = await loadDataset("wine-red");
  const { split } = await prepareDataset(dataset, { seed: 0 });
  const rows = dataset.table.toRecords().map((record) => JSON.stringify(record));
  assert.equal(rows.length - new Set(rows).size, 240);
  const train = new Set(Array.from(split.train, (row) => rows[row]));
  const validation = new Set(Array.from(split.validation, (row) => rows[row]));
  assert.ok(Array.from(split.validation).every((row) => !train.has(rows[row])));
  assert.ok(Array.from(split.test).every((row) => !train.has(rows[row]) && !validation.has(rows[row])));
});

test("a preprocessor that went through JSON prepares the same samples", async () => {
  const { dataset, test: held, split, preprocessor } = await prepareDataset("auto-mpg");
  const again = Preprocessor.fromJSON(JSON.stringify(preprocessor));
  assert.deepEqual(again.transform(dataset.table, split.test), held);
  assert.throws(() => Preprocessor.fromJSON("{}"), /json\.format is undefined: it is not a preprocessor/);
});

test("transform takes one row as an object, and names a column that is missing", async () => {
  const { preprocessor } = await prepareDataset("auto-mpg");
  const car = { cylinders: 4, displacement: 100, horsepower: 70, weight: 2200, acceleration: 16, "model year": 79 };
  const samples = preprocessor.transform([{ ...car, origin: 7 }]);
  assert.deepEqual(Array.from(samples.x.slice(6)), [0, 0, 0]);
  assert.ok(Number.isNaN(samples.y[0]));
  assert.deepEqual(samples.notes, [
    "origin: 1 value that the training rows do not have; all its columns are 0 there.",
    "the table has no column mpg: y is NaN.",
  ]);
  assert.throws(() => preprocessor.transform([car]), /feature is "origin": the table lacks this column/);
});

test("unknown features, options and ids are refused by name", async () => {
  await assert.rejects(prepareDataset("diamond"), /id is "diamond": give one of diamonds, concrete/);
  await assert.rejects(prepareDataset("auto-mpg", { features: ["hp"] }), /feature is "hp": give one of "cylinders"/);
  await assert.rejects(prepareDataset("auto-mpg", { seeds: 1 } as object), /options.seeds is 1: unknown option/);
  await assert.rejects(prepareDataset("diamonds", { split: "group" }), /diamonds has no group columns/);
});

const count = (rows: number): number[] => Array.from({ length: rows }, (_, row) => row);
const table = count(120).map((i) => ({
  size: Math.sin(i),
  grade: ["low", "mid", "high"][i % 3],
  town: ["A", "B", "C", "D"][(i * 7) % 4],
  shop: `shop ${i % 20}`,
  price: 10 + 5 * Math.sin(i) + Math.cos(3 * i),
}));
const features = ["size", "grade", "town"];
const declared = {
  target: "price",
  unit: "EUR",
  features,
  ordinal: { grade: ["low", "mid", "high"] },
  categorical: ["town"],
};

test("rows, columns, a polars and a danfo frame are prepared in one step to the same samples, in their unit", () => {
  const danfo = require("danfojs-node");
  const columns = Object.fromEntries(
    Object.keys(table[0]).map((name) => [name, table.map((row) => row[name as "size"])]),
  );
  const made = prepare(table, declared);
  assert.deepEqual(made.preprocessor.featureNames, ["size", "grade", "town=A", "town=B", "town=C", "town=D"]);
  assert.equal(made.test.target?.unit, "EUR");
  for (const source of [columns, polars().DataFrame(columns) as never, new danfo.DataFrame(columns)]) {
    const { train, test: held, split, notes } = prepare(source, declared);
    assert.deepEqual(
      { train, held, split, notes },
      { train: made.train, held: made.test, split: made.split, notes: made.notes },
    );
  }
});

test("transforms reach features and the target by name", () => {
  const { preprocessor, test: held } = prepare(table, {
    ...declared,
    transforms: { price: "log1p", size: { clip: [0.1, 0.9] } },
  });
  assert.equal(preprocessor.target.transform, "log1p");
  assert.equal(held.target?.transform, "log1p");
  const [size] = preprocessor.features;
  assert.ok(size.kind === "numeric" && size.clip !== null);
  assert.throws(
    () => prepare(table, { ...declared, transforms: { siz: "log1p" } }),
    /feature is "siz": give one of "size"/,
  );
  assert.throws(
    () => prepare(table, { ...declared, transforms: { size: "log" as "log1p" } }),
    /transforms.size is "log"/,
  );
});

test("declarations that contradict or name no feature are refused by name", () => {
  const with_ =
    (options: object): (() => unknown) =>
    () =>
      prepare(table, { ...declared, ...options });
  assert.throws(with_({ categorical: ["town", "shop"] }), /categorical is "shop": it is none of the features/);
  assert.throws(with_({ categorical: ["town", "grade"] }), /categorical is "grade": it is declared ordinal too/);
  assert.throws(
    with_({ ordinal: { grade: ["low", "mid"] } }),
    /row \d+, column grade is "high": its order names low < mid/,
  );
  assert.throws(
    with_({ features: ["size", "grade", "town", "toString"] }),
    /column is "toString": the table has no such column/,
  );
  assert.throws(with_({ noisyFeatures: ["shop"] }), /noisyFeatures is "shop": it is no feature/);
  assert.throws(() => prepare(table, { features: ["size"] }), /target is undefined: name the column of your table/);
});

test("a group or time column that a select lost is named, for a frame and for a data set", async () => {
  assert.throws(
    () =>
      prepare(
        table.map(({ shop: _, ...row }) => row),
        { ...declared, groupBy: "shop" },
      ),
    /groupBy is "shop": the table has no such column \(was it lost by a select\?\)/,
  );
  const concrete = await loadDataset("concrete");
  const derived = concrete.table.withColumns(polars().col("water").div(polars().col("cement")).alias("ratio"));
  const { split, preprocessor } = prepare({ ...concrete, table: derived as never }, { features: ["ratio", "age"] });
  assert.deepEqual(preprocessor.featureNames, ["ratio", "age"]);
  assert.deepEqual(split, prepare(concrete).split);
  const lost = concrete.table.drop("cement");
  assert.throws(
    () => prepare({ ...concrete, table: lost as never }),
    /groupBy is "cement": the table has no such column/,
  );
});

test("a split of one's own, such as a fold, is taken as it is", () => {
  const folds = splitRows(table, { folds: 4, groupBy: "shop" });
  const { train, validation, test: held } = prepare(table, { ...declared, split: folds[1] });
  assert.deepEqual([...held.rowNumbers!], [...folds[1].test]);
  assert.deepEqual([train.rows, validation.rows], [90, 0]);
  assert.throws(
    () => prepare(table, { ...declared, split: { train: count(60), test: [59, 60] } }),
    /split.test\[0\] is 59: split.train has that row too/,
  );
  assert.throws(() => prepare(table, { ...declared, split: { train: [1, 2], test: [120] } }), /split.test\[0\] is 120/);
  const gaps = table.map((row, i) => (i === 5 ? { ...row, price: null } : row));
  assert.throws(
    () => prepare(gaps, { ...declared, split: folds[0] }),
    /1 of 120 rows left out: the target is missing. Take/,
  );
});

test("leaks are said in words: a function, the class and parts of the target, and exact sums between features", () => {
  const leaking = table.map((row, i) => ({
    ...{ size: row.size, price: row.price, logprice: Math.round(1e4 * Math.log(row.price)) / 1e4 },
    ...{ dear: row.price > 11 ? "yes" : "no", other: Math.cos(5 * i), both: 2 * row.size - Math.cos(5 * i) },
  }));
  const { notes } = prepare(leaking, {
    target: "price",
    features: ["size", "logprice", "dear", "other", "both"],
    categorical: ["dear"],
  });
  const leaks = notes.filter((note) => /leave/i.test(note));
  assert.match(
    leaks[0],
    /^logprice rises or falls with price without exception: .* known only after it\? Then leave it out/,
  );
  assert.match(leaks[1], /^dear is the class, sign or a step of price/);
  assert.match(leaks[2], /^size is a weighted sum of both, other|^size is a weighted sum of other, both/);
  assert.equal(leaks.length, 3);
  const sum = table.map((row, i) => ({ a: row.size, b: Math.cos(5 * i), total: row.size + Math.cos(5 * i) }));
  assert.match(
    prepare(sum, { target: "total", features: ["a", "b"] }).notes.join(),
    /total is a weighted sum of .*parts of it/,
  );
  assert.match(
    prepare(leaking, { target: "dear", features: ["size", "logprice"] }).notes.join(),
    /logprice tells dear without exception/,
  );
  assert.deepEqual(prepare(table, declared).notes, []);
});

test("no set that comes with the package looks like a leak, or needs a later version of the split", async () => {
  for (const { id, embedded } of listDatasets()) {
    if (!embedded) continue;
    const { notes, split } = prepare(await loadDataset(id));
    assert.ok(!notes.some((note) => note.includes("leave")), `${id}: ${notes}`);
    assert.match(split.name, /^(random|group)$/);
  }
});

test("a class that is scarce in a part, and two numbers learnt as numbers, are said", () => {
  const classes = table.map((row, i) => ({ ...row, price: i % 20 < 8 ? 2 : 1 }));
  const said = prepare(classes, { ...declared, unit: "", groupBy: "shop", seed: 3 }).notes.join("; ");
  assert.match(
    said,
    /price has the values 1 and 2 alone and is learnt as a number; target: { name: "price", transform/,
  );
  const scarce = count(10).map((seed) => prepare(classes, { ...declared, split: "group", groupBy: "shop", seed }));
  const far = scarce.filter(({ test: held, notes }) => {
    const share = held.y.filter((y) => y > 0).length / held.rows;
    const isFar = Math.abs(share - 0.4) > 4 * Math.sqrt(0.24 / held.rows);
    assert.equal(
      notes.some((note) => /^2 is \d+ % of the test rows/.test(note)),
      isFar,
    );
    return isFar;
  });
  assert.ok(far.length < 10);
});

test("frames with dates, nothing, lists, decimals, durations or odd names are read, or refused by name", () => {
  const pl = polars();
  const base = (more: object): never =>
    pl.DataFrame({ x: count(40).map((i) => Math.sin(i)), y: count(40).map((i) => Math.cos(3 * i)), ...more }) as never;
  const refused = (more: object, name: string, words: RegExp): void => {
    assert.throws(() => prepare(base(more), { target: "y", features: ["x", name] }), words, name);
    assert.deepEqual(prepare(base(more), { target: "y" }).preprocessor.featureNames, ["x"], name);
  };
  const dates = pl.Series(
    "when",
    count(40).map((i) => new Date(86400000 * i)),
    pl.Datetime("ms"),
  );
  refused({ when: dates }, "when", /column when is "Datetime": it holds dates/);
  refused({ day: dates.cast(pl.Date) }, "day", /column day is "Date": it holds dates/);
  const nothing = pl.Series(
    "none",
    count(40).map(() => null),
  );
  const untyped = (base({}) as never as DataFrame).withColumns(pl.lit(null).alias("none")).getColumn("none");
  for (const none of [nothing, nothing.cast(pl.Utf8), untyped]) {
    for (const feature of ["none", { name: "none", kind: "categorical" as const }]) {
      const { notes } = prepare(base({ none }), { target: "y", features: ["x", feature] });
      assert.match(notes.join(), /none is left out: it is missing in all training rows/);
    }
  }
  const lists = pl.Series(
    "odd",
    count(40).map((i) => [i]),
  );
  const durations = (base({ when: dates }) as never as DataFrame)
    .select(pl.col("when").minus(pl.col("when")).alias("odd"))
    .getColumn("odd");
  for (const odd of [lists, durations, pl.Series("odd", count(40)).cast(pl.Time)]) {
    for (const options of [{}, { features: ["x", "odd"] }, { features: ["x"], groupBy: "odd" }, { target: "odd" }]) {
      assert.throws(
        () => prepare(base({ odd }), { target: "y", ...options }),
        /column odd is "(List|Duration|Time)": its cells are no numbers and no texts: make columns of numbers/,
      );
    }
  }
  const decimal = pl
    .Series(
      "money",
      count(40).map((i) => (i * 7) % 11),
    )
    .cast(pl.Decimal(10, 2));
  assert.deepEqual(prepare(base({ money: decimal }), { target: "y" }).preprocessor.featureNames, ["x", "money"]);
  for (const name of ["__proto__", "constructor", "toString", "height"]) {
    const rows = count(40).map((i) =>
      JSON.parse(`{ "x": ${Math.sin(i)}, "${name}": ${(i * 7) % 11}, "y": ${i % 13} }`),
    );
    assert.deepEqual(prepare(rows, { target: "y", features: ["x", name] }).preprocessor.featureNames, ["x", name]);
    const few = rows.map((row, i) => (i < 20 ? row : { x: row.x, y: row.y }));
    const { train } = prepare(few, { target: "y", features: ["x", name] });
    assert.ok(train.featureNames!.includes(`${name} missing`), name);
  }
});

test("the notes say how many values of each column were missing in all parts, once, and what stands there", () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    size: i % 4 === 1 ? null : i,
    colour: i % 5 === 1 ? null : ["red", "green"][i % 2],
    hour: i % 6 === 1 ? null : i % 24,
    whole: i,
    price: 3 * i + (i % 7),
  }));
  const {
    notes,
    train,
    test: held,
  } = prepare(rows, {
    target: "price",
    features: ["size", { name: "colour", kind: "categorical" }, { name: "hour", kind: "cyclic", period: 24 }, "whole"],
  });
  const missing = notes.filter((note) => note.includes("missing values"));
  assert.equal(missing.length, 3);
  assert.match(missing[0], /^size: 15 missing values; filled with \d+(\.5)?, "size missing" is 1 there\.$/);
  assert.equal(
    missing[1],
    'colour: 12 missing values; all its other columns are 0 there, "colour missing" is 1 there.',
  );
  assert.equal(missing[2], 'hour: 10 missing values; its columns are at their mean there, "hour missing" is 1 there.');
  assert.match([...train.notes!, ...held.notes!].join(), /size: \d+ missing values/);
});
