import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { measuresText } from "../../../bench/measures/report";
import type { MeasuresResult } from "../../../bench/measures/types";
import { packageRoot } from "../../../src/base/files";
import { EVALUATION_PRESETS } from "../../../src/measure/presets";
import { onlyLong } from "../../long";

const SCRIPT = join(packageRoot(), "build/bench/measures/measures.js");

test("the benchmark of the measures writes every measure on both engines, and that sensitivity of 100,000 rows takes less than 300 MB", {
  skip: onlyLong,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), "lai-bench-"));
  try {
    const output = join(folder, "measures.json");
    const flags = ["--rows", "40", "--rounds", "1", "--output", output];
    const child = spawnSync(process.execPath, [SCRIPT, ...flags], { encoding: "utf8" });
    assert.equal(child.status, 0, child.stderr);
    const result: MeasuresResult = JSON.parse(readFileSync(output, "utf8"));
    assert.deepEqual([result.kind, result.rows, result.rounds, result.network], ["measures", 40, 1, "9-64-32-1"]);
    assert.ok(result.machine.cores > 0 && result.versions.node === process.versions.node);
    for (const engine of ["dense", "tape"]) {
      for (const preset of ["quick", "full"] as const) {
        const found = result.times.find((one) => one.engine === engine && one.preset === preset);
        const expected = EVALUATION_PRESETS[preset].measures.filter((name) => name !== "binary");
        assert.deepEqual(Object.keys(found?.milliseconds ?? {}), [...expected, "total"]);
        for (const times of Object.values(found?.milliseconds ?? {})) assert.equal(times.length, 1);
      }
    }
    for (const { rows, beforeMegabytes, peakMegabytes } of result.memory) {
      assert.equal(rows, 100_000);
      assert.ok(beforeMegabytes > 30 && peakMegabytes >= beforeMegabytes);
      assert.ok(peakMegabytes - beforeMegabytes < 300, `${beforeMegabytes} MB before, ${peakMegabytes} MB at most`);
    }
    assert.equal(result.memory.length, 2);
    assert.ok(child.stdout.includes(measuresText(result)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
