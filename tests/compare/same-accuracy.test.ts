import assert from "node:assert/strict";
import { test } from "node:test";
import { differenceAtMeanClean, differenceAtSameAccuracy } from "../../src/compare/statistics/difference-at-mean-clean";

const rows = [0, 1].flatMap((seed) => [
  { name: "Lai 0.3", seed, rmse: 0.4 + 0.01 * seed, noise: 0.5 },
  { name: "plain", seed, rmse: 0.38 + 0.01 * seed, noise: 0.6 },
  { name: "penalty 0.1", seed, rmse: 0.42 + 0.01 * seed, noise: 0.46 },
]);
const options = { method: "Lai 0.3", rivals: ["plain", "penalty 0.1"], clean: "rmse", error: "noise" };

test("half of each neighbour stands at the clean error in their middle: .5 against .53", () => {
  const { difference, mix } = differenceAtSameAccuracy(rows, options);
  assert.ok(Math.abs(difference!.mean - (0.5 / 0.53 - 1)) < 1e-9);
  assert.deepEqual(
    mix.map(({ setting, share }) => [setting, Number(share.toFixed(9))]),
    [
      ["plain", 0.5],
      ["penalty 0.1", 0.5],
    ],
  );
});

test("it is differenceAtMeanClean of the same runs, and null where no rival is as accurate", () => {
  const run = ({ name, seed, rmse, noise }: (typeof rows)[number]) => {
    return { setting: name, seed, test: { clean: rmse, robust: noise } };
  };
  const own = rows.filter((row) => row.name === "Lai 0.3").map(run);
  const others = rows.filter((row) => row.name !== "Lai 0.3").map(run);
  assert.deepEqual(differenceAtSameAccuracy(rows, options), differenceAtMeanClean(own, others));
  assert.equal(differenceAtSameAccuracy(rows, { ...options, method: "plain", rivals: ["Lai 0.3"] }).difference, null);
});

test("a name without rows, a field without a number and a missing seed are refused by name", () => {
  const refused = (change: object, message: RegExp, of: readonly object[] = rows) =>
    assert.throws(() => differenceAtSameAccuracy(of as never, { ...options, ...change }), message);
  refused(
    { method: "Lai" },
    /^ArgumentError: method is "Lai": no row has that name; give one of Lai 0.3, plain, penal/,
  );
  refused({ rivals: ["plain", "toString"] }, /^ArgumentError: rivals\[1\] is "toString": no row has that name/);
  refused({ error: "nose" }, /^ArgumentError: rows "Lai 0.3" nose is undefined: give a finite number/);
  refused({}, /reference is \[0\]: give "penalty 0.1" one run for each of the seeds 0, 1/, rows.slice(0, 5));
});
