import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/base/random";
import { assertClose } from "../assert-close";

function draws(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw);
}

test("the same seed and stream give the same numbers, others do not", () => {
  const first = draws(
    20,
    (
      (r) => () =>
        r.uint32()
    )(new Random(7, "split")),
  );
  assert.deepEqual(
    first,
    draws(
      20,
      (
        (r) => () =>
          r.uint32()
      )(new Random(7, "split")),
    ),
  );
  assert.notDeepEqual(
    first,
    draws(
      20,
      (
        (r) => () =>
          r.uint32()
      )(new Random(8, "split")),
    ),
  );
  assert.notDeepEqual(
    first,
    draws(
      20,
      (
        (r) => () =>
          r.uint32()
      )(new Random(7, "weights")),
    ),
  );
});

test("whole numbers below a bound are the remainders of the words, for bounds of every size", () => {
  const random = new Random(3);
  const words = new Random(3);
  for (const bound of [1, 2, 3, 7, 1000, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 3e9, 2 ** 32 - 1]) {
    for (let i = 0; i < 2000; i++) {
      let word = words.uint32();
      while (word < 2 ** 32 % bound) word = words.uint32();
      assert.equal(random.integer(bound), word % bound, `bound ${bound}`);
    }
  }
});

test("uniform numbers have mean 1/2 and variance 1/12", () => {
  const random = new Random(1);
  const values = draws(100_000, () => random.uniform());
  const mean = values.reduce((s, v) => s + v, 0) / values.length;
  const variance = values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length;
  assertClose(mean, 0.5, 0.004);
  assertClose(variance, 1 / 12, 0.001);
  assert.ok(values.every((v) => v >= 0 && v < 1));
});

test("normal numbers have mean 0, variance 1 and kurtosis 3", () => {
  const random = new Random(2);
  const values = draws(100_000, () => random.normal());
  const moment = (p: number) => values.reduce((s, v) => s + v ** p, 0) / values.length;
  assertClose(moment(1), 0, 0.015);
  assertClose(moment(2), 1, 0.02);
  assertClose(moment(4), 3, 0.12);
});

test("integers below a bound are equally frequent", () => {
  const random = new Random(3);
  const counts = new Array(7).fill(0);
  for (let i = 0; i < 70_000; i++) counts[random.integer(7)]++;
  for (const count of counts) assertClose(count, 10_000, 400);
});

test("a permutation holds each number once", () => {
  const order = new Random(4).permutation(1000);
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    Array.from({ length: 1000 }, (_, i) => i),
  );
});

test("a saved state goes on with the same draws, the spare normal included", () => {
  const random = new Random(5);
  random.normal();
  const copy = new Random(0);
  copy.setState(JSON.parse(JSON.stringify(random.getState())));
  assert.deepEqual(
    draws(10, () => random.normal()),
    draws(10, () => copy.normal()),
  );
});

test("a seed that is not a whole number is refused", () => {
  assert.throws(() => new Random(0.5), /seed is 0.5: give a whole number/);
});
