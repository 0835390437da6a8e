import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { packageRoot } from "../../src/base/files";

// copies of the scripts in a folder of their own: every case here must end before anything is installed into it
const folder = mkdtempSync(join(tmpdir(), "lai setup "));
const script = join(folder, "kernel-setup.sh");
const scripts = ["build-tfjs-node.sh", "kernel-setup.sh"];
for (const name of scripts) copyFileSync(join(packageRoot(), name), join(folder, name));
after(() => rmSync(folder, { recursive: true }));

/** Runs the script with programs of that name and body first on the PATH. */
function setUp(args: string[], programs: Record<string, string> = {}): { status: number | null; text: string } {
  const bin = mkdtempSync(join(tmpdir(), "lai-bin-"));
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const { status, stdout, stderr } = spawnSync("bash", [script, ...args], { encoding: "utf8", env });
  rmSync(bin, { recursive: true });
  return { status, text: stdout + stderr };
}

function refuses(args: string[], programs: Record<string, string>, message: RegExp): void {
  const { status, text } = setUp(args, programs);
  assert.notEqual(status, 0);
  assert.match(text, message);
  assert.deepEqual(readdirSync(folder).sort(), scripts);
}

test("--help says what the options do and installs nothing", () => {
  const { status, text } = setUp(["--help"]);
  assert.equal(status, 0);
  for (const option of ["--python PY", "--no-jupyter", "--tfjs-node", "--help"])
    assert.ok(text.includes(option), option);
  assert.ok(!existsSync(join(folder, "node_modules")));
});

test("an unknown option is named", () => refuses(["--fast"], {}, /unknown option --fast/));

test("the old name of --tfjs-node is answered with the new one", () => {
  refuses(["--native"], {}, /--native is now --tfjs-node/);
});

test("--tfjs-node says before anything is installed where tfjs-node cannot be built", () => {
  const programs = { uname: "echo Darwin" };
  refuses(["--no-jupyter", "--tfjs-node"], programs, /--tfjs-node: builds on Linux with an x86-64 processor only/);
});

test("an old Node.js is told which one is needed", () => {
  refuses([], { node: "echo 18.19.0" }, /node is 18\.19\.0: install Node\.js 20 or newer/);
});

test("a missing or an old Python is told which one is needed", () => {
  refuses(["--python", "no-such-python"], {}, /no-such-python is missing: install Python 3\.10 or newer/);
  const old = 'case "$2" in *version_info\\[*) echo 3.9.2 ;; *) exit 1 ;; esac';
  refuses(["--python", "python-old"], { "python-old": old }, /python-old is Python 3\.9\.2: install 3\.10 or newer/);
});

test("a Python without venv is told what to install", () => {
  const bare = 'case "$2" in *ensurepip*) exit 1 ;; *%d*) echo 3.11.0 ;; *) exit 0 ;; esac';
  refuses(["--python", "python-bare"], { "python-bare": bare }, /sudo apt install python3-venv/);
});

test("Windows itself is sent to WSL", () => {
  refuses([], { uname: "echo MINGW64_NT-10.0" }, /run this inside WSL/);
});

/** Runs the script where npm only says that it did its work, and nothing is on the PATH but what is named here. */
function setUpAlone(programs: Record<string, string>): { status: number | null; text: string } {
  const root = mkdtempSync(join(folder, "clone "));
  const bin = join(root, "bin");
  for (const name of ["bin", "native"]) mkdirSync(join(root, name));
  copyFileSync(join(packageRoot(), "kernel-setup.sh"), join(root, "kernel-setup.sh"));
  const build = 'console.error("cc failed: it has no idea"); process.exitCode = 1;';
  writeFileSync(join(root, "native", "build.mjs"), build);
  const npm = `
    mkdir -p node_modules dist jupyter/dist studies/dist
    for part in . jupyter studies; do echo >$part/dist/cli.js; done`;
  for (const [name, body] of Object.entries({ npm, ...programs })) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  symlinkSync(process.execPath, join(bin, "node"));
  for (const name of ["bash", "basename", "cat", "dirname", "head", "mkdir", "mktemp", "rm", "sh", "uname"]) {
    const { stdout } = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
    symlinkSync(stdout.trim(), join(bin, name));
  }
  const { CC: _compiler, ...env } = process.env;
  const args = [join(root, "kernel-setup.sh"), "--no-jupyter"];
  const { status, stdout, stderr } = spawnSync("bash", args, { encoding: "utf8", env: { ...env, PATH: bin } });
  rmSync(root, { recursive: true });
  return { status, text: stdout + stderr };
}

test("without a C compiler, or with one that fails, the set-up goes on with WebAssembly", () => {
  const without = setUpAlone({});
  assert.equal(without.status, 0, without.text);
  assert.match(without.text, /native kernel: no C compiler \(cc\), so WebAssembly computes\n.*ready/);
  const failing = setUpAlone({ cc: "exit 1" });
  assert.equal(failing.status, 0, failing.text);
  assert.match(failing.text, /could not be built, so WebAssembly computes: cc failed: it has no idea\n.*ready/);
});
