import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { packageRoot } from "../../../src/base/files";
import { onlyLong } from "../../long";

const folder = join(packageRoot(), "src", "engine", "dense", "kernel");
const source = join(packageRoot(), "native");

test("the committed kernel modules are what their source builds, byte for byte", { skip: onlyLong }, () => {
  const scratch = mkdtempSync(join(tmpdir(), "lai-kernel-test-"));
  try {
    const environment = join(scratch, "venv");
    const python = join(environment, "bin", "python");
    execFileSync("python3", ["-m", "venv", environment]);
    execFileSync(python, ["-m", "pip", "install", "--quiet", "-r", join(source, "requirements.txt")]);
    execFileSync(process.execPath, [
      join(source, "webassembly.mjs"),
      ...["--zig", `${python} -m ziglang`, "--out", scratch],
    ]);
    for (const name of ["modules.ts", "modules.browser.ts"]) {
      const same = readFileSync(join(scratch, name)).equals(readFileSync(join(folder, name)));
      assert.ok(same, `${name} is older than native/: run npm run kernel:build`);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});
