import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, meansOf, rangeOfMeans } from "../../../bench/diabetes/agreement";
import { assertClose } from "../../assert-close";

test("two means by hand: 1.1 against 1 with standard errors of .03 and .04 are 10 % and 2 standard errors apart", () => {
  const ours = { mean: 1.1, standardDeviation: 0.12, count: 16 };
  const theirs = { mean: 1, standardDeviation: 0.08, count: 4 };
  const { percent, errorsApart, within3Percent, verdict } = compare("other", ours, theirs);
  assertClose([percent, errorsApart], [10, 2], 1e-9);
  assert.equal(within3Percent, false);
  assert.match(compare("other", { ...ours, mean: 1.14 }, theirs).verdict, /but within the luck of the seeds/);
  assert.match(compare("other", { ...ours, mean: 1.2 }, theirs).verdict, /and MORE than the luck of the seeds/);
  assert.match(verdict, /not within 3 %/);
  assert.equal(compare("other", { ...ours, mean: 0.971 }, theirs).verdict, "agrees within 3 %");
});

test("means of few values lie within about two standard errors of the mean of all", () => {
  const values = Array.from({ length: 200 }, (_, i) => (i * 37) % 200);
  const { mean, standardDeviation } = meansOf(values);
  const [low, high] = rangeOfMeans(values, 10);
  assertClose([low, high], [mean - 0.62 * standardDeviation, mean + 0.62 * standardDeviation], 1.5);
});
