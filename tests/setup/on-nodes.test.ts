import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { packageRoot } from "../../src/base/files";

// a project of a few files, with an npm that installs Nodes which only tell their version, and "tests" that fail on the newest
const folder = mkdtempSync(join(tmpdir(), "lai nodes "));
after(() => rmSync(folder, { recursive: true }));
const bin = join(folder, "bin");
const project = join(folder, "project");
mkdirSync(join(project, "tests", "some"), { recursive: true });
mkdirSync(bin);
copyFileSync(join(packageRoot(), "tests", "on-nodes.sh"), join(project, "tests", "on-nodes.sh"));
writeFileSync(join(project, ".gitignore"), "tests/.nodes/\nmade-here\n");
for (const name of ["made-here", "not-yet-added"]) writeFileSync(join(project, name), "");
execFileSync("git", ["init", "--quiet"], { cwd: project });
writeFileSync(
  join(bin, "npm"),
  `#!/usr/bin/env bash
if [ "$1" = install ]; then
  version="\${@: -1}"; version="\${version#node@}"
  [ "$version" != 7 ] || exit 1
  mkdir -p "$3/node_modules/.bin"
  printf '#!/bin/sh\\necho %s.0.1\\n' "$version" >"$3/node_modules/.bin/node"
  chmod +x "$3/node_modules/.bin/node"
else
  printf 'ran %s with %s in %s: %s\\n' "$*" "$(node)" "$PWD" "$(ls | tr '\\n' ' ')"
  printf 'ℹ tests 3\\nℹ pass 2\\nℹ fail 1\\nℹ skipped 0\\n'
  [ "$(node)" != 26.0.1 ]
fi
`,
);
chmodSync(join(bin, "npm"), 0o755);

function run(...args: string[]): { status: number | null; text: string } {
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const script = join(project, "tests", "on-nodes.sh");
  const { status, stdout, stderr } = spawnSync("bash", [script, ...args], { encoding: "utf8", env });
  return { status, text: stdout + stderr };
}

test("npm test runs on each Node in a copy of its own, and a line for each says how it went", () => {
  const { status, text } = run();
  assert.equal(status, 1);
  const lines = text.trimEnd().split("\n");
  const counts = "\\(pass 2, fail 1, skipped 0; \\d+ s\\)";
  for (const [i, version] of [20, 22, 24, 26].entries()) {
    const outcome = version === 26 ? "FAILED" : "passed";
    assert.match(lines.at(i - 4) as string, new RegExp(`^Node\\.js ${version}\\.0\\.1: ${outcome} ${counts}$`));
    const place = new RegExp(`ran test with ${version}\\.0\\.1 in (.*): not-yet-added tests `).exec(
      text,
    )?.[1] as string;
    assert.ok(!place.startsWith(project) && !existsSync(place), place);
  }
});

test("what passes ends with 0; a Node that cannot be had is told, and the others run all the same", () => {
  assert.equal(run("22", "24.1").status, 0);
  const { status, text } = run("7", "24");
  assert.equal(status, 1);
  assert.match(text, /\nNode\.js 7: could not be installed\nNode\.js 24\.0\.1: passed .*\n$/);
});

test("what is neither a version nor a folder of tests is refused", () => {
  for (const argument of ["tests/none", "bin", "--fast"]) {
    const { status, text } = run(argument);
    assert.equal(status, 1);
    assert.match(text, new RegExp(`on-nodes: ${argument} is no version and no folder of tests: give such as 26`));
  }
});
