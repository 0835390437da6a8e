import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../src/base/files";

// no engine builds the image in the tests: what it is made of is compared with the files that it names
const read = (name: string): string => readFileSync(join(packageRoot(), name), "utf8");
const dockerfile = read("Dockerfile");

test("the container has a Node.js and a Debian that the package is made for, and Python with venv", () => {
  const base = /^FROM node:(\d+)-bookworm-slim AS tools$/m.exec(dockerfile);
  const { engines } = JSON.parse(read("package.json"));
  assert.ok(Number(base?.[1]) >= Number(/\d+/.exec(engines.node)?.[0]));
  assert.match(dockerfile, /apt-get install .*python3 python3-venv/); // bookworm's is 3.11
});

test("what the container runs is there, and is built inside of it", () => {
  assert.match(dockerfile, /^RUN bash kernel-setup\.sh$/m);
  assert.ok(existsSync(join(packageRoot(), "kernel-setup.sh")));
  const command: string[] = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? "[]");
  assert.deepEqual(command.slice(0, 4), ["node", JSON.parse(read("package.json")).bin.lai, "notebook", "lab"]);
  const ignored = read(".dockerignore").split("\n");
  for (const made of ["node_modules", "dist", ".venv"]) assert.ok(ignored.includes(made), made);
});

test("the devcontainer stops at a stage of the same file and finds the kernel in .venv", () => {
  const container = JSON.parse(read(".devcontainer/devcontainer.json"));
  assert.ok(existsSync(join(packageRoot(), ".devcontainer", container.build.dockerfile)));
  assert.ok(dockerfile.includes(` AS ${container.build.target}\n`));
  assert.equal(container.postCreateCommand, "bash kernel-setup.sh --development");
  assert.match(container.remoteEnv.JUPYTER_PATH, /\/\.venv\/share\/jupyter$/);
});
