import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { after, test } from "node:test";
import { packageRoot } from "../../../src/base/files";
import { onlyLong } from "../../long";

const folder = mkdtempSync(join(tmpdir(), "lai-sanitized-"));
after(() => rmSync(folder, { recursive: true }));

/** gcc's AddressSanitizer, which must be in the process before the file that wants it; null where there is none. */
function sanitizer(): string | null {
  const { status, stdout } = spawnSync("cc", ["-print-file-name=libasan.so"], { encoding: "utf8" });
  return status === 0 && isAbsolute(stdout.trim()) ? stdout.trim() : null;
}

const library = onlyLong ? null : sanitizer();
const skip = onlyLong || (library === null ? "cc has no AddressSanitizer here" : false);

test("the dense tests and wrong calls pass under AddressSanitizer and UBSan", { skip }, () => {
  const out = join(folder, "lai-native.node");
  const build = spawnSync(process.execPath, [join(packageRoot(), "native/build.mjs"), "--sanitize", "--out", out], {
    encoding: "utf8",
  });
  assert.equal(build.status, 0, build.stderr);
  const names = ["native-calls.long", "closed-form.long", "dense-kernel-engine", "training", "border", "threads"];
  const env = {
    ...process.env,
    LAI_NATIVE: out,
    LAI_KERNEL: "native",
    LAI_TEST_LONG: "",
    LD_PRELOAD: library!,
    // what is left at the end is Node.js's; WebAssembly has a handler of its own for its traps
    ASAN_OPTIONS: "detect_leaks=0:quarantine_size_mb=8:handle_segv=0:allow_user_segv_handler=1",
    UBSAN_OPTIONS: "print_stacktrace=1",
  };
  delete (env as { NODE_TEST_CONTEXT?: string }).NODE_TEST_CONTEXT;
  for (const name of names) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, `${name}.test.js`)], {
      encoding: "utf8",
      env,
      maxBuffer: 2 ** 26,
    });
    assert.equal(status, 0, `${name}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
    assert.doesNotMatch(stderr, /is passed over/);
  }
});
