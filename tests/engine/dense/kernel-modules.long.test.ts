import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { packageRoot } from "../../../src/base/files";
import { onlyLong } from "../../long";

const folder = join(packageRoot(), "src", "engine", "dense", "kernel");

test("the committed kernel modules are what their source builds, byte for byte", { skip: onlyLong }, () => {
  const scratch = mkdtempSync(join(tmpdir(), "lai-kernel-test-"));
  try {
    execFileSync(process.execPath, [join(folder, "build.mjs"), "--out", scratch]);
    for (const name of ["modules.ts", "modules.browser.ts"]) {
      const same = readFileSync(join(scratch, name)).equals(readFileSync(join(folder, name)));
      assert.ok(same, `${name} is older than assembly/: run npm run kernel:build`);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});
