import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { packageRoot } from "../../../src/base/files";
import { ACTIVATION_NAMES } from "../../../src/model/activation";

const folder = join(packageRoot(), "src", "engine", "dense", "kernel");

test("the committed kernel modules are what their source builds, byte for byte", () => {
  const scratch = mkdtempSync(join(tmpdir(), "lai-kernel-test-"));
  try {
    const out = join(scratch, "modules.ts");
    execFileSync(process.execPath, [join(folder, "build.mjs"), "--out", out]);
    const same = readFileSync(out).equals(readFileSync(join(folder, "modules.ts")));
    assert.ok(same, "modules.ts is older than assembly/: run npm run kernel:build");
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

test("the kernel's activations stand in the order of ACTIVATION_NAMES", () => {
  const source = readFileSync(join(folder, "assembly", "elementwise.ts"), "utf8");
  const cases = [...source.matchAll(/case (\d+): for .*\) (\w+)\(v128\.load/g)];
  assert.deepEqual(
    cases.map((found) => Number(found[1])),
    ACTIVATION_NAMES.map((_, i) => i),
  );
  const otherNames: Record<string, string> = { selu: "elu", gelu_new: "geluNew" }; // selu is elu with another scale
  const functions = ACTIVATION_NAMES.map((name) => otherNames[name] ?? name);
  assert.deepEqual(
    cases.map((found) => found[2]),
    functions,
  );
});
