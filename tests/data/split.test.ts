import assert from "node:assert/strict";
import test from "node:test";
import { joinBlocks, ownBlocks } from "../../src/data/row-blocks";
import { type RowSplit, splitRows } from "../../src/data/split";

const sizes = (split: RowSplit): number[] => [split.train.length, split.validation.length, split.test.length];
const all = (split: RowSplit): number[] => [...split.train, ...split.validation, ...split.test].sort((a, b) => a - b);
const count = (rows: number): number[] => Array.from({ length: rows }, (_, row) => row);

test("100 rows fall into parts of 60, 20 and 20 that hold every row once", () => {
  const split = splitRows(100, { seed: 3 });
  assert.deepEqual(sizes(split), [60, 20, 20]);
  assert.deepEqual(all(split), count(100));
});

test("the same seed gives the same split, another seed another one", () => {
  assert.deepEqual(splitRows(50, { seed: 1 }), splitRows(50, { seed: 1 }));
  assert.notDeepEqual(splitRows(50, { seed: 1 }), splitRows(50, { seed: 2 }));
});

test("a validation fraction of 0 leaves validation empty", () => {
  assert.deepEqual(sizes(splitRows(10, { fractions: [0.8, 0, 0.2] })), [8, 0, 2]);
});

test("rows of one block stay together", () => {
  const split = splitRows(90, { seed: 5, groupBy: count(90).map((row) => row % 30) });
  assert.deepEqual(sizes(split), [54, 18, 18]);
  for (const part of [split.train, split.validation, split.test]) {
    const rows = new Set(part);
    for (const row of part) assert.ok(rows.has((row + 30) % 90));
  }
});

test("three blocks fill three parts, whatever their sizes", () => {
  const labels = count(80).map((row) => (row < 40 ? 0 : row < 70 ? 1 : 2));
  for (let seed = 0; seed < 10; seed++) {
    const split = splitRows(80, { seed, groupBy: labels });
    assert.deepEqual(all(split), count(80));
    assert.deepEqual(sizes(split), [40, 30, 10]);
  }
});

test("a chronological split trains on the earliest rows and never cuts one time in two", () => {
  const time = [5, 1, 2, 2, 2, 2, 3, 4, 0, 6];
  const split = splitRows(10, { time, fractions: [0.5, 0.2, 0.3] });
  // in order of time: 0 | 1 | 2 2 2 2 | 3 | 4 | 5 | 6; the four rows of time 2 lie around the cut at 5 and go with their middle
  assert.deepEqual(Array.from(split.train), [1, 2, 3, 4, 5, 8]);
  assert.deepEqual(Array.from(split.validation), [6]);
  assert.deepEqual(Array.from(split.test), [0, 7, 9]);
});

test("a stratified split gives every part the same share of every tenth of the target", () => {
  const target = count(200).map((row) => (row * 37) % 200);
  const split = splitRows(200, { stratifyBy: target, seed: 4 });
  assert.deepEqual(sizes(split), [120, 40, 40]);
  for (let decile = 0; decile < 10; decile++) {
    const inDecile = (part: Uint32Array): number =>
      part.filter((row) => Math.floor(target[row] / 20) === decile).length;
    assert.deepEqual([inDecile(split.train), inDecile(split.validation), inDecile(split.test)], [12, 4, 4]);
  }
});

test("rows linked over a third row form one block", () => {
  const one = { blocks: Uint32Array.of(0, 0, 1, 2, 3), count: 4 };
  const other = { blocks: Uint32Array.of(0, 1, 1, 2, 3), count: 4 };
  assert.deepEqual(joinBlocks(one, other), { blocks: Uint32Array.of(0, 0, 0, 1, 2), count: 3 });
  assert.deepEqual(joinBlocks(one, ownBlocks(5)).count, 4);
});

test("bad split options are refused by name", () => {
  assert.throws(() => splitRows(10, { fractions: [0.5, 0.2, 0.2] }), /^ArgumentError: fractions is \[0.5,0.2,0.2\]/);
  assert.throws(() => splitRows(2), /fractions is .* 2 rows in 2 blocks .* do not fill every part/);
  assert.throws(() => splitRows(10, { seed: 0.5 }), /seed is 0.5/);
  assert.throws(() => splitRows(10, { time: "day" }), /time is "day": a mere number of rows has no columns/);
  assert.throws(() => splitRows(3, { time: [1, Number.NaN, 2] }), /time\[1\] is NaN: give a finite number/);
  assert.throws(
    () => splitRows(9, { folds: 3, time: count(9) }),
    /folds is 3: folds are drawn at random: leave time out/,
  );
  assert.throws(() => splitRows(10, { sead: 1 } as object), /options.sead is 1: unknown option/);
});

const TABLE = {
  shop: count(60).map((row) => `shop ${row % 6}`),
  day: count(60).map((row) => `2024-01-${String(1 + (row % 28)).padStart(2, "0")}`),
  price: count(60).map((row) => (row >= 50 ? row - 50 : row)),
  same: count(60).map(() => 1),
};

test("the exact duplicates of a table stay on one side, and rows of one group too", () => {
  const twice = { a: count(60).map((row) => row % 30), b: count(60).map((row) => (row % 30) / 7) };
  const sideOf = (split: RowSplit): number[] => {
    const side = new Array<number>(60);
    [split.train, split.validation, split.test].forEach((rows, part) => {
      for (const row of rows) side[row] = part;
    });
    return side;
  };
  for (let seed = 0; seed < 5; seed++) {
    const sides = sideOf(splitRows(twice, { seed }));
    for (let row = 0; row < 30; row++) assert.equal(sides[row], sides[row + 30]);
    const grouped = sideOf(splitRows(TABLE, { seed, groupBy: "shop" }));
    for (let row = 6; row < 60; row++) assert.equal(grouped[row], grouped[row % 6]);
  }
  assert.deepEqual(splitRows(twice, { seed: 3 }), splitRows(twice, { seed: 3 }));
});

test("a table is split by a column of times, or with equal shares of a column's distribution", () => {
  const byTime = splitRows(TABLE, { time: "day" });
  const days = (rows: Uint32Array): string[] => Array.from(rows, (row) => TABLE.day[row]).sort();
  assert.ok((days(byTime.train).at(-1) ?? "") < days(byTime.validation)[0]);
  assert.ok((days(byTime.validation).at(-1) ?? "") < days(byTime.test)[0]);
  const stratified = splitRows(TABLE, { stratifyBy: "price", strata: 2 });
  const low = (rows: Uint32Array): number => rows.filter((row) => TABLE.price[row] < 20).length;
  assert.deepEqual([low(stratified.train), low(stratified.validation), low(stratified.test)], [18, 6, 6]);
});

test("a table's split names columns that are not there, and options that do not go together", () => {
  assert.throws(() => splitRows(TABLE, { groupBy: "town" }), /column is "town": the table has no such column/);
  assert.throws(() => splitRows(TABLE, { time: "day", stratifyBy: "price" }), /stratifyBy is "price"/);
  assert.throws(() => splitRows(TABLE, { kind: "time" } as object), /options.kind is "time": unknown option/);
});

test("a block of most rows goes into training whatever the seed, and the note says how far off the parts are", () => {
  const groupBy = count(1000).map((row) => (row < 900 ? 0 : row % 10));
  for (let seed = 0; seed < 5; seed++) {
    const split = splitRows(1000, { seed, groupBy });
    assert.ok(split.train.includes(0) && split.train.length >= 900, `seed ${seed}: ${sizes(split)}`);
    assert.equal(split.name, "group 2");
    assert.match(split.notes.join(), /^the training rows are 9\d % of all, not 60 %; .* up to 91\d rows have to stay/);
  }
  const even = splitRows(1000, { groupBy: count(1000).map((row) => row % 50) });
  assert.deepEqual([even.name, even.notes], ["group", []]);
});

test("repeats are left free where rows of so few values must repeat, and kept together where they need not", () => {
  const few = {
    class: count(400).map((i) => `c${(i * 7) % 4}`),
    survived: count(400).map((i) => (i % 3 ? "no" : "yes")),
  };
  const split = splitRows(few);
  assert.deepEqual([...sizes(split), split.name], [240, 80, 80, "random 2"]);
  assert.match(split.notes[0], /^392 of 400 rows repeat an earlier one, as rows of so few values must/);
  const twice = { a: count(400).map((i) => Math.sin(i % 40)), b: count(400).map((i) => Math.cos(i % 40)) };
  const kept = splitRows(twice);
  assert.equal(kept.name, "random");
  const side = new Map(Array.from(kept.train, (row) => [row, true]));
  for (let row = 40; row < 400; row++) assert.equal(side.has(row), side.has(row % 40));
});

test("a table is stratified by a column of words, and parted into folds by groups", () => {
  const table = { x: count(200).map((i) => Math.sin(i)), y: count(200).map((i) => (i % 5 === 0 ? "yes" : "no")) };
  const { train, validation, test: held } = splitRows(table, { stratifyBy: "y", seed: 2 });
  const yes = (rows: Uint32Array): number => rows.filter((row) => row % 5 === 0).length;
  assert.deepEqual([train, validation, held].map(yes), [24, 8, 8]);
  const folds = splitRows(TABLE, { folds: 3, groupBy: "shop" });
  assert.equal(folds.length, 3);
  for (const fold of folds) {
    assert.deepEqual(all(fold), count(60));
    const shops = new Set(Array.from(fold.train, (row) => TABLE.shop[row]));
    assert.ok(Array.from(fold.test).every((row) => !shops.has(TABLE.shop[row])));
  }
});
