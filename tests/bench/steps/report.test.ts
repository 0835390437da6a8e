import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { writeResult } from "../../../bench/keep-result";
import { readOtherResults } from "../../../bench/page";
import { benchmarksPage, resultText } from "../../../bench/steps/report";
import { PAGE, RESULTS_FOLDER, readResults, writePage } from "../../../bench/steps/results";
import { pairedRatio } from "../../../bench/steps/statistics";
import { judge, TARGETS } from "../../../bench/steps/targets";
import { makeResult, measured } from "./result";

/** The cells of the table row that starts so. */
function row(text: string, start: string): string[] {
  const line = text.split("\n").find((one) => one.startsWith(`| ${start}`));
  assert.ok(line, `no row starts with ${start}`);
  return line.split("|").map((cell) => cell.trim());
}

test("a ratio is the median of the ratios within the rounds, not the ratio of the medians", () => {
  const first = measured("a", "lai", [2, 6, 8, null]);
  const second = measured("b", "lai", [1, 2, 4, 9]);
  assert.equal(pairedRatio(first, second), 2); // of 2, 3, 2; the medians' ratio is 6 / 3
  assert.equal(pairedRatio(first, measured("c", "lai", [null, null, null, 1])), null);
  assert.equal(pairedRatio(first, undefined), null);
});

test("a target is met, missed by so much, or not measured", () => {
  const result = makeResult();
  const verdict = (what: string, network: string): string => {
    const target = TARGETS.find((one) => one.what.startsWith(what) && one.network === network);
    assert.ok(target, what);
    return judge(target, result).verdict;
  };
  assert.equal(verdict("Lai step over plain", "S"), "met"); // 2 against at most 2.1
  assert.equal(verdict("Lai step over PyTorch", "S"), "missed by 100 %"); // .6 against at most .3
  assert.equal(verdict("Lai step, 1 thread over 2", "M"), "missed by 11 %"); // 1.6 against at least 1.8
  assert.equal(verdict("Lai step over JAX", "S"), "not measured");
  assert.equal(verdict("Lai step over JAX", "L"), "not measured");
  const [network] = result.networks;
  network.measured.push(measured("dense-native", "lai", [6, 6, 6]), measured("jax-jit", "lai", [10, 10, 10]));
  const ofKernel = (kernel: string): string => {
    result.contenders.push({ id: "dense-native", label: "native", threads: 1, versions: { kernel } });
    const text = verdict("native Lai step over JAX jit's", "S");
    result.contenders.pop();
    return text;
  };
  assert.equal(ofKernel("native AVX2"), "met"); // .6 against at most .7
  assert.equal(ofKernel("native AVX-512"), "missed by 9.1 %"); // against at most .55
});

test("a result as text: times with their range, ratios, the share of the peak, and why something was not run", () => {
  const text = resultText(makeResult());
  const dense = row(text, "label of dense-relaxed |");
  // 29,952 operations a row, 256 rows, 6 ms: 1.28 GFLOP/s; the peak is 40, and the shares are 7.67e6 / t of it
  assert.deepEqual(dense.slice(2, 9), ["1", "2 [1, 4]", "6 [2, 8]", "2.00", "", "1.3", "3 %"]);
  assert.equal(row(text, "label of dense-relaxed-2")[8], ""); // the peak is one core's
  assert.deepEqual(row(text, "label of jax-jit").slice(3, 5), ["not run", "not run"]);
  assert.equal(row(text, "label of tape-cpu")[3], "about 4321, once");
  assert.match(text, /- Not timed in rounds, plain and lai: jax-jit: there is no venv\./);
  assert.match(text, /on one core: 40\.0 GFLOP\/s/);
  assert.match(text, /Losses checked after 5 steps: tape-cpu \(lai\)\./);
  assert.deepEqual(row(text, "label of train-simd").slice(2, 5), ["0.95 [0.9, 1]", "1.85 [1.8, 1.9]", "30 ×"]);
  assert.doesNotMatch(text, /NaN|undefined|Infinity|null/);
});

test("the page shows the newest result whole, and all of them in a table", () => {
  const older = { file: "steps-old.json", result: makeResult("2025-01-01T00:00:00.000Z") };
  older.result.machine.processor = "6502";
  const newer = { file: "steps-new.json", result: makeResult("2026-01-01T00:00:00.000Z") };
  const page = benchmarksPage([older, newer]);
  assert.match(page, /From `bench\/results\/steps-new\.json`/);
  assert.ok(page.includes(resultText(newer.result)));
  assert.equal(row(page, "`steps-old.json`")[3], "6");
  assert.equal(page, benchmarksPage([newer, older]));
  assert.doesNotMatch(benchmarksPage([newer]), /All runs/);
});

test("results are written and read again, and the page from them; what is no result is named", () => {
  const folder = mkdtempSync(join(tmpdir(), "lai-results-"));
  try {
    const page = join(folder, "PAGE.md");
    assert.throws(() => writePage(folder, page), /holds no steps-\*\.json: run npm run bench/);
    writeResult(join(folder, "steps-1.json"), makeResult());
    writePage(folder, page);
    assert.equal(readFileSync(page, "utf8"), benchmarksPage([{ file: "steps-1.json", result: makeResult() }]));
    writeFileSync(join(folder, "steps-2.json"), '{ "kind": "other" }');
    assert.throws(() => readResults(folder), /steps-2\.json is not a result of this benchmark/);
    writeFileSync(join(folder, "steps-2.json"), "{");
    assert.throws(() => readResults(folder), /steps-2\.json is not JSON/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("BENCHMARKS.md is what the committed results make", () => {
  const results = readResults(RESULTS_FOLDER);
  assert.equal(existsSync(PAGE), results.length > 0, "BENCHMARKS.md and bench/results/steps-*.json come together");
  if (results.length === 0) return;
  const page = benchmarksPage(results, readOtherResults(RESULTS_FOLDER));
  assert.equal(readFileSync(PAGE, "utf8"), page, "run npm run bench -- --report");
});
