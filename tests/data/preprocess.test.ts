import assert from "node:assert/strict";
import { test } from "node:test";
import type { FeatureInput } from "../../src/data/feature";
import { fitPreprocessor } from "../../src/data/preprocess/fit-preprocessor";
import type { Preprocessor } from "../../src/data/preprocess/preprocessor";
import { assertClose } from "../assert-close";

const y = [1, 2, 3, 4, 5, 6];
const fit = (columns: Record<string, unknown[]>, feature: FeatureInput): Preprocessor =>
  fitPreprocessor({ ...columns, y }, undefined, { features: [feature], target: "y" });
/** The columns of x, one array each. */
const columns = (preprocessor: Preprocessor, table: Record<string, unknown[]>): number[][] => {
  const { x, rows, features } = preprocessor.transform(table);
  return Array.from({ length: features }, (_, j) => Array.from({ length: rows }, (_u, i) => x[i * features + j]));
};

test("numbers are standardised by mean and population standard deviation", () => {
  // mean 3, squares 4 + 4 + 0 + 0 + 4 + 4 = 16, variance 16/6
  const p = fit({ a: [1, 1, 3, 3, 5, 5] }, "a");
  const sd = Math.sqrt(16 / 6);
  assertClose(columns(p, { a: [1, 3, 6] })[0], [-2 / sd, 0, 3 / sd], 1e-6);
});

test("missing numbers take the median of the training rows and are marked in a column of their own", () => {
  const p = fit({ a: [1, 2, null, 3, 10, null] }, { name: "a", standardise: false });
  assert.deepEqual(p.featureNames, ["a", "a missing"]);
  assert.deepEqual(columns(p, { a: [null, 7] }), [
    [2.5, 7],
    [1, 0],
  ]);
});

test("imputing by the mean, and without an indicator, is told in the notes of later rows", () => {
  const p = fit({ a: [1, 2, null, 3, 10, null] }, { name: "a", impute: "mean", indicator: false, standardise: false });
  const samples = p.transform({ a: [null, 7] });
  assert.deepEqual([...samples.x], [4, 7]);
  assert.deepEqual(samples.notes?.[0], "a: 1 missing value; filled with 4.");
});

test("values are clipped at quantiles of the training rows, then taken as a logarithm", () => {
  // of 0 10 20 30 40 50 the quantiles .2 and .8 are 10 and 40
  const p = fit({ a: [0, 10, 20, 30, 40, 50] }, { name: "a", clip: [0.2, 0.8], log1p: true, standardise: false });
  assertClose(columns(p, { a: [-5, 20, 99] })[0], [Math.log(11), Math.log(21), Math.log(41)], 1e-6);
  assertClose(p.rawFeature("a", Math.log(21)), 20, 1e-9);
});

test("a logarithm of -1 or less is refused with the row", () => {
  assert.throws(
    () => fit({ a: [0, 1, 2, -1, 4, 5] }, { name: "a", log1p: true }),
    /row 3, column a is -1: log1p needs/,
  );
});

test("ordinals take their place in the order, and a value outside of it is refused with the row", () => {
  const feature: FeatureInput = { name: "g", kind: "ordinal", order: ["low", "mid", "high"], standardise: false };
  const p = fit({ g: ["low", "high", "mid", "low", "low", "high"] }, feature);
  assert.deepEqual(columns(p, { g: ["high", "low", "mid"] }), [[2, 0, 1]]);
  assert.throws(
    () => p.transform({ g: ["low", "huge"] }),
    /row 1, column g is "huge": its order names low < mid < high/,
  );
});

test("categories get one column each; unseen ones are 0 in all, missing ones are marked", () => {
  const p = fit({ c: ["b", "a", null, "b", "a", "b"] }, { name: "c", kind: "categorical" });
  assert.deepEqual(p.featureNames, ["c=a", "c=b", "c missing"]);
  assert.deepEqual(columns(p, { c: ["a", "new", null] }), [
    [1, 0, 0],
    [0, 0, 0],
    [0, 0, 1],
  ]);
});

test("a cyclic feature becomes sine and cosine: hours 0 and 24 are the same", () => {
  const p = fit({ h: [0, 6, 12, 18, 3, 9] }, { name: "h", kind: "cyclic", period: 24, standardise: false });
  assert.deepEqual(p.featureNames, ["h sine", "h cosine"]);
  const [sine, cosine] = columns(p, { h: [0, 6, 24] });
  assertClose(sine, [0, 1, 0], 1e-6);
  assertClose(cosine, [1, 0, 1], 1e-6);
});

test("a feature that never varies or is always missing is left out and told; if none is left it is an error", () => {
  const p = fitPreprocessor(
    { a: [1, 2, 3, 4, 5, 6], b: [2, 2, 2, 2, 2, 2], c: [null, null, null, null, null, null], y },
    undefined,
    {
      features: ["a", "b", "c"],
      target: "y",
    },
  );
  assert.deepEqual(p.featureNames, ["a"]);
  assert.deepEqual(p.notes, [
    "b is left out: it is the same in all training rows.",
    "c is left out: it is missing in all training rows.",
  ]);
  assert.throws(() => fit({ b: [2, 2, 2, 2, 2, 2] }, "b"), /features is \["b"\]: none of them varies/);
});

test("numbers of any size are standardised, and a target that varies by less than rounding is refused", () => {
  const p = fit({ a: [1e-15, 1e-15, 3e-15, 3e-15, 5e-15, 5e-15] }, "a");
  assertClose(columns(p, { a: [3e-15 + Math.sqrt(16 / 6) * 1e-15] })[0], [1], 1e-6);
  const flat = { a: y, y: [0, 0, 0, 0, 0, 5e-324] };
  assert.throws(
    () => fitPreprocessor(flat, undefined, { features: ["a"], target: "y" }),
    /target is "y": it is the same/,
  );
  const large = { a: [1, 2, 3, 4, 5, -1e300], y };
  assert.throws(() => fit(large, "a"), /column a is 1e\+300: it is too large to be standardised/);
  const huge = { a: y, y: large.a };
  assert.throws(() => fitPreprocessor(huge, undefined, { features: ["a"], target: "y" }), /column y is 1e\+300/);
});

test("a target taken as a logarithm comes back in its unit", () => {
  const p = fitPreprocessor({ a: y, y }, undefined, { features: ["a"], target: { name: "y", transform: "log1p" } });
  assertClose(p.inverse(p.transform({ a: y, y }).y), y, 1e-5);
});

test("text where numbers were declared, impossible features and bad rows are refused by name", () => {
  assert.throws(() => fit({ a: ["x", "y", "x", "y", "x", "y"] }, "a"), /column a is "x": it holds text/);
  assert.throws(() => fit({ a: y }, { name: "a", kind: "cyclic" }), /a: a cyclic feature needs its period/);
  assert.throws(() => fit({ a: y }, { name: "a", klip: 1 } as never), /features\[0\]\.klip is 1: unknown option/);
  assert.throws(() => fit({ a: y }, "y"), /features\[0\] is "y": the target cannot be a feature/);
  const p = fit({ a: y }, "a");
  assert.throws(() => p.transform({ a: y, y }, [6]), /rows\[0\] is 6: give row numbers from 0 to 5/);
  assert.throws(() => p.transform({ a: [1, Number.POSITIVE_INFINITY] }), /row 1, column a is Infinity/);
});

test("ten thousand rows are prepared as each one alone, their odd values counted over all", () => {
  const rows = 10_000;
  const a = Array.from({ length: rows }, (_, i) => (i % 10 === 3 ? null : Math.sin(i)));
  const word = Array.from({ length: rows }, (_, i) => (i % 100 === 0 ? "new" : i % 2 ? "x" : "y"));
  const table = { a, word, y: Array.from({ length: rows }, (_, i) => i) };
  const features: FeatureInput[] = [
    { name: "a", indicator: false },
    { name: "word", kind: "categorical" },
  ];
  const p = fitPreprocessor(table, [1, 2, 3, 4, 5], { features, target: "y" });
  const all = p.transform(table);
  assert.equal(all.notes?.length, 2);
  assert.match(all.notes?.[0] ?? "", /^a: 1000 missing values; filled with/);
  assert.match(all.notes?.[1] ?? "", /^word: 100 values that the training rows do not have/);
  for (const row of [0, 1, 3, 4095, 4096, 4097, 8192, 9999]) {
    const alone = p.transform(table, [row]);
    assert.deepEqual(alone.x, all.x.slice(row * all.features, (row + 1) * all.features));
    assert.equal(alone.y[0], all.y[row]);
  }
});
