import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ArgumentError } from "../../src/base/check";
import {
  describe,
  median,
  quantileOfSorted,
  quantiles,
  sortedCopy,
  standardDeviation,
} from "../../src/base/statistics";
import { assertClose } from "../assert-close";

/** Hyndman & Fan's type 7 from the sorted values. */
function fromSorted(values: Float64Array, probability: number): number {
  const sorted = values.slice().sort();
  const place = (sorted.length - 1) * probability;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]) + 0;
}

test("quantiles are those of the sorted values, in whatever order the values and the probabilities come", () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 }));
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 80 }),
      fc.array(fc.double({ noNaN: true, min: 0, max: 1 }), { minLength: 1, maxLength: 5 }),
      (list, probabilities) => {
        const values = Float64Array.from(list);
        const before = values.slice();
        assert.deepEqual(
          quantiles(values, probabilities),
          probabilities.map((p) => fromSorted(values, p)),
        );
        assert.deepEqual(values, before);
      },
    ),
    { numRuns: 300, seed: 3 },
  );
});

test("sorted, reversed, constant and saw-toothed values of some length give the same", () => {
  const shapes: ((i: number) => number)[] = [(i) => i, (i) => -i, () => 7, (i) => i % 5, (i) => Math.abs(i - 25_000)];
  for (const shape of shapes) {
    const values = Float64Array.from({ length: 50_001 }, (_, i) => shape(i));
    const probabilities = [0.5, 0.01, 0.99];
    assert.deepEqual(
      quantiles(values, probabilities),
      probabilities.map((p) => fromSorted(values, p)),
    );
  }
});

test("a median of an even number of values is the mean of the two in the middle, by hand", () => {
  assert.equal(median([4, 1]), 2.5);
  assert.equal(median([8, 1, 4, 2]), 3);
  assert.equal(median([-0.1148, -0.1, -0.3, -0.1158]), -(0.1148 + 0.1158) / 2);
  assert.equal(median([3, 9, 1]), 3);
  assert.equal(median([7]), 7);
  assert.equal(median([2, 2, 2, 2]), 2);
  assert.ok(Object.is(median([-0, 0]), 0));
});

test("quantiles by hand: type 7 of 1 2 4 8 has h = 3 q", () => {
  const values = [8, 1, 4, 2];
  assertClose(quantiles(values, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]), [1, 1.15, 1.75, 3, 5, 7.4, 8], 1e-12);
  assertClose(quantiles([10, 20], [0, 0.1, 0.5, 1]), [10, 11, 15, 20], 1e-12);
  assert.deepEqual(quantiles([5], [0, 0.3, 1]), [5, 5, 5]);
  assert.deepEqual(quantiles(values, []), []);
  assert.deepEqual(values, [8, 1, 4, 2]); // left as they were
});

test("a quantile that is a value is that value, also beside infinite ones", () => {
  const { POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number;
  assert.deepEqual(quantiles([1, most, 2], [0, 0.5, 0.75, 1]), [1, 2, most, most]);
  assert.deepEqual(quantiles([least, 3], [0, 0.5, 1]), [least, least, 3]);
  assert.equal(quantileOfSorted([1, 2, most], 0.5), 2);
});

test("no values, a missing value and a probability outside of 0 to 1 are refused by name", () => {
  for (const of of [(v: number[]) => quantiles(v, [0.5]), median, (v: number[]) => quantileOfSorted(v, 0.5)]) {
    assert.throws(() => of([]), /values is "0 values": .*give at least one value/);
    assert.throws(() => of([1, 2, Number.NaN]), /values\[2\] is NaN: give numbers only/);
  }
  assert.throws(() => median([1, null as unknown as number, 3]), /values\[1\] is null/);
  assert.throws(() => median([1, "2" as unknown as number, 3]), ArgumentError);
  for (const q of [-0.01, 1.01, 95, Number.NaN, undefined as unknown as number]) {
    assert.throws(() => quantiles([1, 2], [0.5, q]), /q is .*at least 0 and of at most 1/);
    assert.throws(() => quantileOfSorted([1, 2], q), ArgumentError);
  }
});

test("a sorted copy is in double precision and leaves the values as they are", () => {
  const values = Float32Array.of(3, 0.1, 2);
  assert.deepEqual([...sortedCopy(values)], [Math.fround(0.1), 2, 3]);
  assert.deepEqual([...values], [3, Math.fround(0.1), 2]);
});

test("describe leaves out NaN and infinite values, and is null without finite ones", () => {
  const d = describe([Number.NaN, 3, 1, Number.POSITIVE_INFINITY, 2]);
  assert.deepEqual([d.mean, d.p50, d.max], [2, 2, 3]);
  assert.deepEqual(describe([Number.NaN]), { mean: null, p50: null, p95: null, p99: null, max: null });
});

test("the standard deviation has n - 1 in its denominator", () => {
  assertClose(standardDeviation([1, 2, 3, 4]), Math.sqrt(5 / 3), 1e-15);
  assert.ok(Number.isNaN(standardDeviation([1])));
});
