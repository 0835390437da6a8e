import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { README, withKernelTable } from "../../bench/kernel/readme";
import { kernelText } from "../../bench/kernel/report";
import type { KernelResult } from "../../bench/kernel/types";
import { newestResult } from "../../bench/newest-result";
import { PAGE, RESULTS_FOLDER } from "../../bench/steps/results";

const stored = newestResult<KernelResult>(RESULTS_FOLDER, "kernel") as KernelResult;

test("the kernel's README and BENCHMARKS.md have the numbers of the stored result", () => {
  const readme = readFileSync(README, "utf8");
  assert.equal(withKernelTable(readme, stored), readme);
  assert.ok(readFileSync(PAGE, "utf8").includes(kernelText(stored)));
});

test("the table tells the newest Node, and a page without a place for it is refused", () => {
  const newest = { name: "newest", version: "26.1.0", times: { first: [3, 1, 2] } };
  const result = { ...stored, kernels: [...stored.kernels.filter(({ name }) => name !== "newest"), newest] };
  const page = withKernelTable(readFileSync(README, "utf8"), result);
  assert.match(page, /\| the same on Node\.js 26\.1\.0 \| 2 \| {2}\| {2}\| {2}\|/);
  assert.equal(withKernelTable(page, result), page);
  assert.throws(() => withKernelTable("nothing", result), /the table's place is missing/);
});
