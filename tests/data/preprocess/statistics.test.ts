import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { quantiles } from "../../../src/data/preprocess/statistics";

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
