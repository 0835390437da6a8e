import assert from "node:assert/strict";
import { test } from "node:test";
import { checkTslab, findTslab, loadTslab, TSLAB_VERSION } from "../../src/kernel/tslab";

test("the installed tslab is as the launcher expects", () => {
  const tslab = loadTslab();
  assert.equal(tslab.folder, findTslab());
  assert.equal(typeof tslab.createExecutor, "function");
});

test("another version of tslab is refused with the remedy", () => {
  const modules = modulesOf(findTslab());
  assert.doesNotThrow(() => checkTslab(TSLAB_VERSION, modules));
  assert.throws(
    () => checkTslab("1.0.23", modules),
    /version 1\.0\.22 \(found 1\.0\.23\).*npm install .*tslab@1\.0\.22/,
  );
});

test("every missing part of tslab is named", () => {
  const { jupyter } = modulesOf(findTslab());
  class ZmqServer {
    init(): void {}
  }
  assert.throws(
    () => checkTslab(TSLAB_VERSION, { jupyter: { ...jupyter, ZmqServer }, executor: {} }),
    (error: Error) => {
      assert.match(error.message, /jupyter\.ZmqServer\.prototype\.handleShellMessage/);
      assert.match(error.message, /executor\.createExecutor/);
      assert.doesNotMatch(error.message, /prototype\.init/);
      return true;
    },
  );
});

test("a folder without tslab is told how to get it", () => {
  assert.throws(() => findTslab("/"), /not installed beside tslab-kernel.*npm install/);
});

test("tslab's modules use the plain compiler, and their own, a fork, is never loaded", () => {
  loadTslab();
  const { isCompleteCode } = require(`${findTslab()}/converter.js`);
  assert.equal(isCompleteCode("const a = ((").completed, false);
  const forks = Object.values(require.cache).filter((module) => module?.filename.includes("typescript-for-tslab"));
  assert.deepEqual(
    forks.map((module) => module?.children.length),
    [0],
  );
  assert.equal(forks[0]?.exports.createSourceFile, require("typescript").createSourceFile);
});

function modulesOf(folder: string): Record<string, Record<string, unknown>> {
  return Object.fromEntries(["jupyter", "executor"].map((name) => [name, require(`${folder}/${name}.js`)]));
}
