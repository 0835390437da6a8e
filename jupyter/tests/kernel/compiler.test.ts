import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { CellBench } from "./cell-bench";
import { KernelSession, withoutKernel } from "./kernel-session";

/** Of the last editions of JavaScript, none of which all Nodes have: a value that is undefined where it is missing. */
const NEWER = [
  "Object.groupBy",
  "Promise.withResolvers",
  "new Set([1]).union",
  "Iterator.from",
  "Array.fromAsync",
  "Promise.try",
  "RegExp.escape",
  "Float16Array",
  "Error.isError",
  "Intl.DurationFormat",
  "new Map([[1, 2]]).getOrInsert",
  "Uint8Array.fromHex",
  "Temporal.Now",
];

test("a cell may use what this Node has, and is refused what only newer ones have", async () => {
  const bench = CellBench.inEmptyFolder();
  try {
    for (const value of NEWER) {
      const isThere = vm.runInThisContext(`typeof ${value.split(".")[0]} !== "undefined" && ${value} !== undefined`);
      const { ok, failure } = await bench.run(`typeof ${value};`);
      assert.equal(ok, isThere, `${value}: ${failure}`);
    }
  } finally {
    bench.close();
  }
});

test("a package that is installed while the kernel runs is found, and cells go on", {
  skip: withoutKernel,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "kernel-packages-"));
  const kernel = await KernelSession.start(folder);
  try {
    await kernel.execute('import * as fs from "fs";');
    for (const name of ["tiny", "small"]) {
      const installed = await kernel.execute(`
        fs.mkdirSync("node_modules/${name}", { recursive: true });
        fs.writeFileSync("node_modules/${name}/package.json", '{"name":"${name}","version":"1.0.0"}');
        fs.writeFileSync("node_modules/${name}/index.js", "exports.two = 2;");`);
      assert.equal(installed.status, "ok");
      const { stdout } = await kernel.execute('console.log("still here");');
      assert.equal(stdout, "still here\n");
      const used = await kernel.execute(`import * as ${name} from "${name}";\nconsole.log(${name}.two);`);
      assert.equal(used.stdout, "2\n", used.stderr);
    }
  } finally {
    await kernel.close();
    rmSync(folder, { recursive: true });
  }
});
