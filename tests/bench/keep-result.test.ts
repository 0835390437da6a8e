import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { keepResult } from "../../bench/keep-result";

test("a result keeps five digits of what was measured, and all of a loss; with a file of its own it goes there alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "lai-result-"));
  try {
    const file = join(folder, "mine.json");
    const times = [1.2345678, 123456, null];
    const written = keepResult(
      { kind: "try", date: "2026-01-02T03:04:05.678Z", times, loss: 0.1418677928414196 },
      file,
    );
    assert.deepEqual(written, {
      ...{ kind: "try", date: "2026-01-02T03:04:05.678Z" },
      ...{ times: [1.2346, 123456, null], loss: 0.1418677928414196 },
    });
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), written);
    assert.deepEqual(readdirSync(folder), ["mine.json"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
