import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { frameOf } from "../../src/data/columns";
import type { FeatureInput } from "../../src/data/feature";
import { fitPreprocessor } from "../../src/data/preprocess/fit-preprocessor";
import { readDelimited } from "../../src/data/read-delimited";
import { equalRows, type RowBlocks } from "../../src/data/row-blocks";
import { type RowSplit, splitRows } from "../../src/data/split";
import { asTable } from "../../src/data/table-input";
import { assertClose } from "../assert-close";
import { repeats } from "../long";

const RUNS = { numRuns: repeats({ short: 8, long: 300 }) };
const number = fc.integer({ min: -100000, max: 100000 }).map((n) => n / 100);
const record = fc.record({
  a: number,
  b: fc.option(number, { freq: 4 }),
  word: fc.option(fc.constantFrom("x", "y", "z"), { freq: 6 }),
  grade: fc.constantFrom("low", "high"),
  hour: fc.integer({ min: 0, max: 23 }),
  y: number,
});
type Row = { a: number; b: number | null; word: string | null; grade: string; hour: number; y: number };
const table: fc.Arbitrary<Row[]> = fc
  .array(record, { minLength: 12, maxLength: 40 })
  .filter(
    (rows) => new Set(rows.slice(0, 8).map((r) => r.y)).size > 1 && new Set(rows.slice(0, 8).map((r) => r.a)).size > 1,
  );
const features: FeatureInput[] = [
  { name: "a", clip: [0.1, 0.9] },
  "b",
  { name: "word", kind: "categorical" },
  { name: "grade", kind: "ordinal", order: ["low", "high"] },
  { name: "hour", kind: "cyclic", period: 24 },
];
const fit = (rows: Row[], training: ArrayLike<number>) => fitPreprocessor(rows, training, { features, target: "y" });
const TRAINING = [0, 1, 2, 3, 4, 5, 6, 7];

/** Random blocks over some rows. */
const blocked: fc.Arbitrary<RowBlocks> = fc
  .array(fc.nat(11), { minLength: 12, maxLength: 60 })
  .map((labels) => {
    const numbered = [...new Set(labels)];
    return { blocks: Uint32Array.from(labels, (label) => numbered.indexOf(label)), count: numbered.length };
  })
  .filter(({ count }) => count >= 8);

test("whatever the rows outside of the training hold, everything fitted stays the same", () => {
  fc.assert(
    fc.property(table, table, (rows, others) => {
      const replaced = [...rows.slice(0, 8), ...others];
      assert.deepEqual(fit(replaced, TRAINING).toJSON(), fit(rows, TRAINING).toJSON());
    }),
    RUNS,
  );
});

test("the order of the training rows does not matter to the fit", () => {
  fc.assert(
    fc.property(table, fc.shuffledSubarray(TRAINING, { minLength: 8, maxLength: 8 }), (rows, order) => {
      const one = fit(rows, TRAINING);
      const other = fit(rows, order);
      assert.deepEqual(other.featureNames, one.featureNames);
      const scales = (p: typeof one) => [...p.columns, p.target].flatMap(({ mean, sd }) => [mean, sd]);
      assertClose(scales(other), scales(one), 1e-9);
    }),
    RUNS,
  );
});

test("inverse takes transformed targets back to their unit", () => {
  fc.assert(
    fc.property(table, (rows) => {
      const preprocessor = fit(rows, TRAINING);
      const largest = Math.max(...rows.map((row) => Math.abs(row.y)));
      assertClose(
        preprocessor.inverse(preprocessor.transform(rows).y),
        rows.map((row) => row.y),
        1e-5 * (largest + 1),
      );
    }),
    RUNS,
  );
});

test("a row is prepared alike alone and among others, and every value is finite", () => {
  fc.assert(
    fc.property(table, fc.nat(11), (rows, at) => {
      const preprocessor = fit(rows, TRAINING);
      const all = preprocessor.transform(rows);
      const alone = preprocessor.transform(rows, [at]);
      const width = all.features;
      assert.deepEqual(alone.x, all.x.slice(at * width, (at + 1) * width));
      assert.ok(all.x.every(Number.isFinite));
    }),
    RUNS,
  );
});

test("every split holds each row once, cuts no block, and comes again from its seed", () => {
  fc.assert(
    fc.property(blocked, fc.integer(), fc.constantFrom("random", "stratified" as const), (blocks, seed, kind) => {
      const rows = blocks.blocks.length;
      const target = Array.from({ length: rows }, (_, row) => Math.sin(row));
      const make = (): RowSplit =>
        splitRows(rows, {
          ...{ seed, groupBy: blocks.blocks, fractions: [0.7, 0, 0.3] },
          stratifyBy: kind === "stratified" ? target : undefined,
        });
      let split: RowSplit;
      try {
        split = make();
      } catch (error) {
        assert.match((error as Error).message, /do not fill every part/);
        return;
      }
      assert.deepEqual(make(), split);
      const all = [...split.train, ...split.validation, ...split.test].sort((a, b) => a - b);
      assert.deepEqual(
        all,
        Array.from({ length: rows }, (_, row) => row),
      );
      const inTrain = new Set(Array.from(split.train, (row) => blocks.blocks[row]));
      assert.ok(Array.from(split.test).every((row) => !inTrain.has(blocks.blocks[row])));
    }),
    RUNS,
  );
});

test("k folds test every row once and cut no block", () => {
  fc.assert(
    fc.property(blocked, fc.integer(), fc.integer({ min: 2, max: 8 }), (blocks, seed, folds) => {
      const rows = blocks.blocks.length;
      const made = splitRows(rows, { folds, seed, groupBy: blocks.blocks });
      assert.deepEqual(made, splitRows(rows, { folds, seed, groupBy: blocks.blocks }));
      const tested = made.flatMap(({ test: held }) => [...held]).sort((a, b) => a - b);
      assert.deepEqual(
        tested,
        Array.from({ length: rows }, (_, row) => row),
      );
      for (const { train, test: held } of made) {
        assert.equal(train.length + held.length, rows);
        const inTrain = new Set(Array.from(train, (row) => blocks.blocks[row]));
        assert.ok(Array.from(held).every((row) => !inTrain.has(blocks.blocks[row])));
      }
    }),
    RUNS,
  );
});

const EQUAL_ROWS = fc.record({
  a: fc.constantFrom(0, -0, 1, 2, 1e-320, null),
  b: fc.constantFrom(-1.5, 2 ** 40, null),
  word: fc.constantFrom("x", "y", "", null),
});

test("rows form one block exactly where they agree in all columns, numbered by their first rows", () => {
  fc.assert(
    fc.property(fc.array(EQUAL_ROWS, { minLength: 1, maxLength: 60 }), (rows) => {
      const { blocks, count } = equalRows(asTable(rows));
      const seen = new Map<string, number>(); // JSON writes -0 as 0
      const expected = rows.map((one) => {
        const key = JSON.stringify([one.a, one.b, one.word]);
        if (!seen.has(key)) seen.set(key, seen.size);
        return seen.get(key);
      });
      assert.deepEqual([...blocks], expected);
      assert.equal(count, seen.size);
    }),
    { numRuns: repeats({ short: 25, long: 1000 }), seed: 2 },
  );
});

/** The rows of a delimited text. */
const csv = (text: string): Record<string, unknown>[] =>
  frameOf(readDelimited(Buffer.from(text), "my.csv").table).toRecords();

test("a cell is a number exactly where a regular expression says so, whatever polars takes for one", () => {
  const NUMBER = /^[ \t]*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?[ \t]*$/;
  const piece = fc.constantFrom(..."0123456789", ..."..++--eE", " ", "\t", "x", "é", "inf", "NaN", "_");
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 6 }), { minLength: 1, maxLength: 8 }), (rows) => {
      const cells = rows.map((pieces) => pieces.join(""));
      if (cells.some((cell) => /[eE][+-]?\d{3}/.test(cell))) return;
      const known = cells.filter((cell) => !/^[ \t]*$/.test(cell));
      const strange = known.findIndex((cell) => !NUMBER.test(cell));
      // a first plain number, so that polars is asked to read the column as numbers
      const text = `a,b\n1,0\n${cells.map((cell) => `${cell},0`).join("\n")}\n`;
      if (strange < 0) {
        const values = csv(text).map(({ a }) => a);
        assert.deepEqual(values, [1, ...cells.map((cell) => (known.includes(cell) ? Number(cell) : null))]);
      } else {
        const others = known.filter((cell) => !NUMBER.test(cell)).length;
        const isRefused = 1 + known.length - others >= others;
        const [first] = known.filter((cell) => !NUMBER.test(cell));
        if (isRefused)
          assert.throws(
            () => csv(text),
            (error: Error) => error.message.includes(first.trim()),
          );
        else assert.equal(typeof csv(text)[0].a, "string");
      }
    }),
    { numRuns: repeats({ short: 40, long: 2000 }), seed: 1 },
  );
});
