import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { columnsOf } from "../../src/data/columns";
import { equalRows } from "../../src/data/row-blocks";
import { asTable } from "../../src/data/table-input";

const NAMES = ["a", "b", "word"];
const row = fc.record({
  a: fc.constantFrom(0, -0, 1, 2, 1e-320, null),
  b: fc.constantFrom(-1.5, 2 ** 40, null),
  word: fc.constantFrom("x", "y", "", null),
});

test("rows form one block exactly where they agree in all columns, numbered by their first rows", () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
      const { blocks, count } = equalRows(columnsOf(asTable(rows)), NAMES);
      const seen = new Map<string, number>(); // JSON writes -0 as 0
      const expected = rows.map((one) => {
        const key = JSON.stringify([one.a, one.b, one.word]);
        if (!seen.has(key)) seen.set(key, seen.size);
        return seen.get(key);
      });
      assert.deepEqual([...blocks], expected);
      assert.equal(count, seen.size);
    }),
    { numRuns: 200, seed: 2 },
  );
});

test("a hundred thousand rows with many repeats are told apart", () => {
  const a = Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 31_000);
  const { count, blocks } = equalRows(columnsOf(asTable({ a, b: a.map((v) => v / 3) })), ["a", "b"]);
  assert.equal(count, 31_000);
  assert.equal(blocks[31_000], blocks[0]);
});
