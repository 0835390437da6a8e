import assert from "node:assert/strict";
import { test } from "node:test";
import { standardDeviation } from "../../src/base/mean";
import { describe } from "../../src/measure/distribution";
import { assertClose } from "../assert-close";

test("describe leaves out NaN and infinite values, and is null without finite ones", () => {
  const d = describe([Number.NaN, 3, 1, Number.POSITIVE_INFINITY, 2]);
  assert.deepEqual([d.mean, d.p50, d.max], [2, 2, 3]);
  assert.deepEqual(describe([Number.NaN]), { mean: null, p50: null, p95: null, p99: null, max: null });
});

test("the standard deviation has n - 1 in its denominator", () => {
  assertClose(standardDeviation([1, 2, 3, 4]), Math.sqrt(5 / 3), 1e-15);
  assert.ok(Number.isNaN(standardDeviation([1])));
});
