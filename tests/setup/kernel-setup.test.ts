import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
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
  for (const option of ["--python PY", "--no-jupyter", "--development", "--tfjs-node", "--help", "--lab WORDS"])
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

interface Clone {
  root: string;
  setUp(...args: string[]): { status: number | null; text: string };
  /** What npm was asked to do since the last time, without what it is not to print. */
  askedOfNpm(): string[];
}

/** npm, as far as the set-up asks it: packages of the lab and of development that are folders. */
const NPM = `
if [ "$1" = config ]; then echo https://packages.test/npm/; exit; fi
echo "$*" >>npm.log
put() { mkdir -p "node_modules/$1"; echo {} >"node_modules/$1/package.json"; }
case "$1" in ci) rm -rf node_modules; put @tensorflow/lab; echo >node_modules/@tensorflow/lab/index.js.map ;; esac
case "$*" in
  *--include=dev*) put tool; echo '{ "dev": true }' >node_modules/.package-lock.json ;;
  *) echo '{}' >node_modules/.package-lock.json ;;
esac`;
/** A build that makes empty files, and fails where there is a file "broken". */
const BUILD = `
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
appendFileSync("npm.log", "build\\n");
if (existsSync("broken")) {
  console.error("no such type");
  process.exit(1);
}
for (const folder of ["dist", "jupyter/dist", "studies/dist"]) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(folder + "/cli.js", "");
}`;
const LOCK = { packages: { "": {}, "node_modules/@tensorflow/lab": {}, "node_modules/tool": { dev: true } } };
const TOOLS = [
  "basename",
  "bash",
  "cat",
  "cp",
  "dirname",
  "find",
  "head",
  "mkdir",
  "mktemp",
  "rm",
  "sh",
  "tail",
  "uname",
];

/** A clone in which nothing is on the PATH but an npm like that and what is named here. */
function cloneWith(t: TestContext, programs: Record<string, string>): Clone {
  const root = mkdtempSync(join(folder, "clone "));
  t.after(() => rmSync(root, { recursive: true }));
  const bin = join(root, "bin");
  for (const name of ["bin", "native", "scripts"]) mkdirSync(join(root, name));
  copyFileSync(join(packageRoot(), "kernel-setup.sh"), join(root, "kernel-setup.sh"));
  writeFileSync(join(root, "package-lock.json"), JSON.stringify(LOCK));
  const build = 'console.error("cc failed: it has no idea"); process.exitCode = 1;';
  writeFileSync(join(root, "native", "build.mjs"), build);
  writeFileSync(join(root, "scripts", "build.mjs"), BUILD);
  for (const [name, body] of Object.entries({ npm: NPM, ...programs })) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  symlinkSync(process.execPath, join(bin, "node"));
  for (const name of TOOLS) {
    const { stdout } = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
    symlinkSync(stdout.trim(), join(bin, name));
  }
  const { CC: _compiler, ...env } = process.env;
  return {
    root,
    setUp(...args) {
      const words = [join(root, "kernel-setup.sh"), ...args];
      const { status, stdout, stderr } = spawnSync("bash", words, { encoding: "utf8", env: { ...env, PATH: bin } });
      return { status, text: stdout + stderr };
    },
    askedOfNpm() {
      const log = join(root, "npm.log");
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, "utf8").trim().split("\n");
      rmSync(log);
      return lines.map((line) => line.replace(" --no-audit --no-fund --loglevel=error", ""));
    },
  };
}

test("without a C compiler, or with one that fails, the set-up goes on with WebAssembly", (t) => {
  const without = cloneWith(t, {}).setUp("--no-jupyter");
  assert.equal(without.status, 0, without.text);
  assert.match(without.text, /native kernel: no C compiler \(cc\), so WebAssembly computes\n.*ready/);
  const failing = cloneWith(t, { cc: "exit 1" }).setUp("--no-jupyter");
  assert.equal(failing.status, 0, failing.text);
  assert.match(failing.text, /could not be built, so WebAssembly computes: cc failed: it has no idea\n.*ready/);
});

test("the lab's packages come first, development's are added to them and stay", (t) => {
  const { root, setUp: setUpHere, askedOfNpm } = cloneWith(t, {});
  const steps = (...args: string[]): string[] => {
    const { status, text } = setUpHere("--no-jupyter", ...args);
    assert.equal(status, 0, text);
    return askedOfNpm();
  };
  assert.deepEqual(steps(), ["ci --omit=dev", "build"]);
  assert.ok(existsSync(join(root, "node_modules/@tensorflow/lab/package.json")));
  assert.ok(!existsSync(join(root, "node_modules/@tensorflow/lab/index.js.map")));
  assert.deepEqual(steps(), []);
  assert.deepEqual(steps("--development"), ["install --no-save --include=dev"]);
  assert.deepEqual(steps("--development"), []);
  assert.deepEqual(steps(), []);
  rmSync(join(root, "node_modules/tool"), { recursive: true });
  assert.deepEqual(steps(), ["install --no-save --include=dev"]);
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ ...LOCK, version: 2 }));
  assert.deepEqual(steps(), ["ci --include=dev", "build"]);
  assert.ok(existsSync(join(root, "node_modules/tool/package.json")));
});

test("npm is given the packages' addresses; where those do not serve, it asks for them itself", (t) => {
  const keep = 'case "$1" in ci) cp npm-shrinkwrap.json given.json || echo without >>given.txt ;; esac';
  const refuse = 'case "$1" in ci) [ ! -f npm-shrinkwrap.json ] || { echo ci >>npm.log; exit 1; } ;; esac';
  for (const body of [`${keep}\n${NPM}`, `${keep}\n${refuse}\n${NPM}`]) {
    const { root, setUp: setUpHere, askedOfNpm } = cloneWith(t, { npm: body });
    const lock = structuredClone<{ packages: Record<string, object> }>(LOCK);
    lock.packages["node_modules/@tensorflow/lab"] = { version: "4.2.0", integrity: "sha512-a" };
    lock.packages["node_modules/a/node_modules/other"] = { name: "tool", version: "1.0.0", integrity: "sha512-b" };
    mkdirSync(join(root, "node_modules/a/node_modules/other"), { recursive: true });
    const text = JSON.stringify(lock);
    writeFileSync(join(root, "package-lock.json"), text);
    assert.equal(setUpHere("--no-jupyter").status, 0);
    const { packages } = JSON.parse(readFileSync(join(root, "given.json"), "utf8"));
    const addresses = Object.values<{ resolved?: string }>(packages).map(({ resolved }) => resolved);
    assert.deepEqual(
      addresses.filter((address) => address !== undefined),
      ["https://packages.test/npm/@tensorflow/lab/-/lab-4.2.0.tgz", "https://packages.test/npm/tool/-/tool-1.0.0.tgz"],
    );
    assert.equal(readFileSync(join(root, "package-lock.json"), "utf8"), text);
    assert.ok(!existsSync(join(root, "npm-shrinkwrap.json")));
    const refused = body.includes(refuse);
    assert.equal(askedOfNpm().filter((words) => words.startsWith("ci")).length, refused ? 2 : 1);
    assert.equal(existsSync(join(root, "given.txt")), refused);
  }
});

test("a build that fails ends the set-up with its messages, and is made again the next time", (t) => {
  const { root, setUp: setUpHere, askedOfNpm } = cloneWith(t, {});
  const broken = join(root, "broken");
  writeFileSync(broken, "");
  const { status, text } = setUpHere("--no-jupyter");
  assert.equal(status, 1, text);
  assert.ok(text.includes("no such type\nkernel-setup: the build failed"), text);
  askedOfNpm();
  rmSync(broken);
  assert.equal(setUpHere("--no-jupyter").status, 0);
  assert.deepEqual(askedOfNpm(), ["build"]);
});

/** A Python whose pip and uv write down that they installed; modules that it lacks are given as a pattern of the shell. */
const python = (lacking: string): string => `
case "$*" in
  *version_info\\[*) echo 3.11.0 ;;
  *venv*--without-pip*) mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
  *--target*uv==*) mkdir -p .venv/.uv/bin; cp bin/uv-to-fetch .venv/.uv/bin/uv ;;
  *"pip install"*) echo pip >>installed ;;
  *self_check*) echo "ten steps" ;;
  ${lacking}) exit 1 ;;
esac`;

/** JupyterLab, which writes down its words and ends once a kernel is checked, or after ten seconds. */
const LAB = `
const fs = require("node:fs");
fs.writeFileSync("lab", process.argv.slice(2).join(" "));
const end = Date.now() + 10_000;
setInterval(() => { if (fs.existsSync(".venv/.lai-checked") || Date.now() > end) process.exit(); }, 10);`;

test("--lab checks the kernel beside the start of JupyterLab, once; one that does not work ends it", (t) => {
  const opened = (python3: string): Clone => {
    const clone = cloneWith(t, { python3, uv: "exit 0" });
    mkdirSync(join(clone.root, "jupyter/python/tslab-jupyter"), { recursive: true });
    assert.equal(clone.setUp("--no-jupyter").status, 0);
    writeFileSync(join(clone.root, "dist/cli.js"), LAB);
    return clone;
  };
  const { root, setUp: setUpHere } = opened(python("nothing"));
  const first = setUpHere("--lab", "--no-browser", "--port", "9999");
  assert.equal(first.status, 0, first.text);
  assert.match(first.text, /kernel: works, ten steps/);
  assert.equal(readFileSync(join(root, "lab"), "utf8"), "notebook lab --no-browser --port 9999");
  assert.match(setUpHere("--lab").text, /kernel: checked already, ten steps/);
  assert.equal(readFileSync(join(root, "lab"), "utf8"), "notebook lab");
  assert.match(setUpHere("--no-jupyter", "--lab").text, /--lab opens JupyterLab, which --no-jupyter leaves out/);

  const broken = opened(python("nothing").replace('echo "ten steps"', "echo no backend; exit 1")).setUp("--lab");
  assert.equal(broken.status, null); // ended by a signal
  assert.match(broken.text, /no backend\nkernel-setup: the kernel does not work/);
});

test("uv installs JupyterLab, from the PATH or fetched and left nowhere; where it cannot, pip does", (t) => {
  const fetched = { python3: python("nothing"), "uv-to-fetch": "echo uv fetched >>installed" };
  const cases: [Record<string, string>, string][] = [
    [{ ...fetched, uv: "echo uv of the PATH >>installed" }, "uv of the PATH\n"],
    [fetched, "uv fetched\n"],
    [{ ...fetched, "uv-to-fetch": "exit 1" }, "pip\n"],
    [{ ...fetched, python3: python('"-c import pip"') }, "uv fetched\n"],
  ];
  for (const [programs, expected] of cases) {
    const { root, setUp: setUpHere } = cloneWith(t, programs);
    mkdirSync(join(root, "jupyter/python/tslab-jupyter"), { recursive: true });
    const { status, text } = setUpHere();
    assert.equal(status, 0, text);
    assert.equal(readFileSync(join(root, "installed"), "utf8"), expected);
    assert.ok(!existsSync(join(root, ".venv/.uv")));
    assert.match(text, /JupyterLab: installed .*\nkernel: works, ten steps/);
  }
});
