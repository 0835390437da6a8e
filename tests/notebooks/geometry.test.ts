import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "lai-internal";
import { runNotebooks } from "tslab-kernel";
import { withoutKernel } from "../../jupyter/tests/kernel/kernel-session";

test("tests with a kernel are skipped only where the lab is not installed", () => {
  assert.equal(withoutKernel === false, existsSync(join(packageRoot(), ".venv")));
});

test("00-geometry runs from top to bottom in the real kernel", { skip: withoutKernel }, async () => {
  const lines: string[] = [];
  const folder = join(packageRoot(), "notebooks");
  const ok = await runNotebooks(["00-geometry"], { folder, tell: (line) => lines.push(line) });
  assert.ok(ok, lines.join("\n"));
});
