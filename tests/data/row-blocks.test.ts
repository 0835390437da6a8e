import assert from "node:assert/strict";
import { test } from "node:test";
import { equalRows } from "../../src/data/row-blocks";
import { asTable } from "../../src/data/table-input";

test("a hundred thousand rows with many repeats are told apart", () => {
  const a = Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 31_000);
  const { count, blocks } = equalRows(asTable({ a, b: a.map((v) => v / 3) }));
  assert.equal(count, 31_000);
  assert.equal(blocks[31_000], blocks[0]);
});
