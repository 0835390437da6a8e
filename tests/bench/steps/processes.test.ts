import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { makeProblem, readProblem, writeProblem } from "../../../bench/steps/problem";
import { ContenderProcess } from "../../../bench/steps/process";
import { packageRoot } from "../../../src/base/files";

const folder = mkdtempSync(join(tmpdir(), "lai-bench-test-"));
after(() => rmSync(folder, { recursive: true }));
const main = join(packageRoot(), "build", "bench", "steps", "main.js");

function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
}

function script(program: string): ContenderProcess {
  return new ContenderProcess({ program: process.execPath, args: ["-e", program], environment: {} }, []);
}

test("a problem is written bit for bit, and is the same for the same seed", () => {
  const problem = makeProblem([3, 5, 1], 7, 4);
  assert.deepEqual(readProblem(writeProblem(folder, "p", problem)), problem);
  assert.deepEqual(makeProblem([3, 5, 1], 7, 4), problem);
  assert.notDeepEqual(makeProblem([3, 5, 1], 7, 5).weights, problem.weights);
});

test("a process: answers, errors, an end with its last words, and silence", async () => {
  const answers = script(`console.log("noise"); console.log('{"ready":{"a":"1"}}'); console.log('{"error":"no"}')`);
  assert.deepEqual((await answers.answer(20_000)).ready, { a: "1" });
  await assert.rejects(answers.answer(20_000), /^Error: no$/);
  await assert.rejects(answers.answer(20_000), /it ended \(code 0\)/);
  const failing = script(`console.error("a broken library"); process.exit(3)`);
  await assert.rejects(failing.answer(20_000), /it ended \(code 3\): a broken library/);
  const silent = script("setInterval(() => {}, 1000)");
  await assert.rejects(silent.answer(300), /did not answer within 0 s/);
  const missing = new ContenderProcess({ program: join(folder, "none"), args: [], environment: {} }, []);
  await assert.rejects(missing.answer(20_000), /ENOENT/);
});

test("the command: help and refusals", () => {
  assert.match(bench("--help").stdout, /--quick.*--only.*--networks.*--report/s);
  assert.match(bench("--only", "jaxx").stderr, /--only is "jaxx": give one of "dense-native"/);
  assert.match(bench("--networks", "S,X").stderr, /--networks is "X": give one of "S", "M", "L", "training"/);
  assert.match(bench("--rounds", "0").stderr, /--rounds is 0: give a whole number of at least 1/);
});

test("Ctrl-C ends the run, which writes nothing and leaves no folder", { timeout: 120_000 }, async () => {
  const out = join(folder, "interrupted.json");
  const scratch = mkdtempSync(join(folder, "scratch-"));
  const environment = { ...process.env, TMPDIR: scratch };
  const args = [main, "--only", "dense-simd", "--networks", "S", "--rounds", "1000", "--out", out];
  const child = spawn(process.execPath, args, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  let stdout = "";
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  const code = await new Promise<number | null>((resolve) => {
    child.stderr.on("data", (data) => {
      stderr += data;
      if (String(data).includes("round 1 ")) child.kill("SIGINT");
    });
    child.on("close", resolve);
  });
  assert.equal(code, 130, stderr);
  assert.match(stderr, /Interrupted: .* nothing was written/);
  assert.equal(stdout, "");
  assert.ok(!existsSync(out));
  assert.deepEqual(readdirSync(scratch), []);
});

test("setup.sh: --help, an unknown option, a Python that is missing", () => {
  const setup = (...args: string[]) =>
    spawnSync("bash", [join(packageRoot(), "bench", "setup.sh"), ...args], { encoding: "utf8" });
  assert.match(setup("--help").stdout, /--python PY/);
  const unknown = setup("--fast");
  assert.equal(unknown.status, 1);
  assert.match(unknown.stderr, /unknown option --fast/);
});
