import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { KERNEL_PACKAGE } from "../src/project";
import { KernelSession, withoutKernel } from "./kernel/kernel-session";

// tslab-kernel as npm packs it, installed into a project that has nothing else of this repository
const folder = realpathSync(mkdtempSync(join(tmpdir(), "tslab project ")));
const installed = join(folder, "node_modules", "tslab-kernel");
const environment = join(folder, "environment");
after(() => rmSync(folder, { recursive: true }));

const tslabKernel = (...words: string[]): { text: string; code: number | null } => {
  const env = { ...process.env, VIRTUAL_ENV: "" };
  const options = { cwd: folder, encoding: "utf8" as const, env };
  const program = join(folder, "node_modules", ".bin", "tslab-kernel");
  const { stdout, stderr, status } = spawnSync(program, words, options);
  return { text: stdout + stderr, code: status };
};

before(() => {
  const packed = join(folder, "packed");
  mkdirSync(packed);
  execFileSync("npm", ["pack", "--silent", "--pack-destination", packed], { cwd: KERNEL_PACKAGE });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "project", private: true }));
  const [tarball] = readdirSync(packed);
  const install = ["install", "--no-audit", "--no-fund", "--prefer-offline", `./packed/${tarball}`];
  execFileSync("npm", install, { cwd: folder, stdio: "ignore" });
});

test("the packed kernel holds its build, types and Python; it and its types load without lai-loss", () => {
  assert.deepEqual(readdirSync(installed).sort(), ["LICENSE", "README.md", "dist", "package.json", "python"]);
  assert.deepEqual(readdirSync(join(installed, "dist", "types")).sort(), ["cli.d.ts", "figure.d.ts", "index.d.ts"]);
  assert.ok(!readdirSync(join(folder, "node_modules")).includes("lai-loss"));
  const script = 'console.log(Object.keys(require("tslab-kernel")).includes("runNotebooks"))';
  assert.equal(execFileSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" }), "true\n");
  const asModule =
    'import { runNotebooks, readNotebook, installKernel } from "tslab-kernel"; console.log(typeof readNotebook)';
  const options = { cwd: folder, encoding: "utf8" as const };
  assert.equal(execFileSync(process.execPath, ["--input-type=module", "-e", asModule], options), "function\n");
  writeFileSync(
    join(folder, "use.mts"),
    `import { type Notebook, readNotebook } from "tslab-kernel";
    import { kernelCommand } from "tslab-kernel/cli";
    import { type Figure, figureSvg, svgToPng } from "tslab-kernel/figure";
    export const notebook: Notebook = readNotebook("first.ipynb");
    // @ts-expect-error a path is wanted
    kernelCommand(3);
    const figure: Figure = { data: [{ type: "bar", x: ["a"], y: [1] }] };
    export const png: Promise<Buffer> = figureSvg(figure, { width: 500 }).then((svg) => svgToPng(svg, 2));
    // @ts-expect-error a figure has data
    figureSvg({ layout: {} });`,
  );
  const compiler = join(KERNEL_PACKAGE, "..", "node_modules", "typescript", "bin", "tsc");
  const types = ["--typeRoots", join(KERNEL_PACKAGE, "..", "node_modules", "@types"), "--types", "node"];
  const strict = ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", ...types];
  const { stdout } = spawnSync(process.execPath, [compiler, ...strict, "use.mts"], options);
  assert.equal(stdout, "");
});

/** What a program that draws a figure prints, and the packages that it has loaded. */
function drawn(): string {
  writeFileSync(
    join(folder, "draw.mjs"),
    `import { createRequire } from "node:module";
    import { figureSvg } from "tslab-kernel/figure";
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => /plotly|linkedom/.test(file));
    console.log(loaded());
    const figure = { data: [{ type: "bar", x: ["a", "b"], y: [1, 2] }], layout: { title: { text: "Bars" } } };
    console.log(await figureSvg(figure).catch(({ name, message }) => name + ": " + message));`,
  );
  return execFileSync(process.execPath, ["draw.mjs"], { cwd: folder, encoding: "utf8" });
}

test("a plain install holds nothing to draw figures with, and says what to install; with it, figures are drawn", () => {
  const modules = join(folder, "node_modules");
  const needed = ["plotly.js-dist-min", "linkedom"];
  for (const name of [...needed, "sharp"]) assert.ok(!readdirSync(modules).includes(name), name);
  const remedy = "npm install plotly.js-dist-min linkedom";
  assert.equal(drawn(), `false\nError: plotly.js-dist-min is not installed here: ${remedy}\n`);
  for (const name of needed) symlinkSync(join(KERNEL_PACKAGE, "..", "node_modules", name), join(modules, name));
  try {
    assert.match(drawn(), /^false\n<svg xmlns="[^"]+" width="700" height="450" .*<title>Bars<\/title>.*<\/svg>\n$/);
    const examples = readFileSync(join(installed, "README.md"), "utf8").matchAll(/```ts\n(.*?)```/gs);
    const [example] = [...examples].map(([, code]) => code).filter((code) => code.includes("tslab-kernel/figure"));
    writeFileSync(join(folder, "readme.mjs"), example);
    execFileSync(process.execPath, ["readme.mjs"], { cwd: folder });
    assert.match(readFileSync(join(folder, "bars.svg"), "utf8"), /^<svg .*width="500" height="300"/);
  } finally {
    for (const name of needed) rmSync(join(modules, name));
  }
});

test("install registers the kernel of this project in a Python environment, and refuses what is none", () => {
  assert.match(
    tslabKernel("install", "--prefix", environment).text,
    /^--prefix is .*: give the folder of a Python env/,
  );
  mkdirSync(join(environment, "bin"), { recursive: true });
  writeFileSync(join(environment, "bin", "python"), "");
  const path = join(environment, "share", "jupyter", "kernels", "tslab", "kernel.json");
  const install = ["--no-install", "tslab-kernel", "install", "--prefix", "environment"];
  assert.equal(execFileSync("npx", install, { cwd: folder, encoding: "utf8" }), `${path}\n`);
  const { argv, language } = JSON.parse(readFileSync(path, "utf8"));
  assert.deepEqual(argv.slice(0, 2), [process.execPath, join(installed, "dist", "kernel", "launcher.js")]);
  assert.equal(language, "typescript");
});

test("run and lab say how to get the Python environment that they need", () => {
  writeFileSync(join(folder, "first.ipynb"), '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}');
  for (const word of ["run", "lab"]) {
    const { text, code } = tslabKernel(word);
    assert.match(
      text,
      /^Python environment is "missing": make one: python3 -m venv .venv && .* jupyterlab, in .*\.\n$/,
    );
    assert.equal(code, 1);
  }
});

test("the installed kernel starts and runs TypeScript cells", { skip: withoutKernel }, async () => {
  const kernel = await KernelSession.start(folder, join(installed, "dist", "kernel", "launcher.js"));
  try {
    const { stdout, error } = await kernel.execute("const answer: number = 6 * 7;\nconsole.log(answer);");
    assert.equal(error, null);
    assert.equal(stdout, "42\n");
    const wrong = await kernel.execute("const text: string = answer;");
    assert.match(JSON.stringify(wrong.error), /number.*is not assignable to type.*string/);
    const { result } = await kernel.execute("({ data: [{ y: [1, 2] }], layout: {} })");
    assert.deepEqual(Object.keys(result ?? {}), ["application/vnd.plotly.v1+json", "text/plain"]); // nothing to draw it with
  } finally {
    await kernel.close();
  }
});
