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
      assert.match(error.message, /jupyter\.ZmqServer\.prototype\.publishStatus/);
      assert.match(error.message, /executor\.createExecutor/);
      assert.doesNotMatch(error.message, /prototype\.init/);
      return true;
    },
  );
});

test("a folder without tslab is told how to get it", () => {
  assert.throws(() => findTslab("/"), /not installed beside tslab-kernel.*npm install/);
});

test("tslab's own compiler, a fork, is not loaded: its modules use the plain one", () => {
  const { typescript } = loadTslab();
  assert.equal(typescript, require("typescript"));
  const compilers = Object.entries(require.cache).filter(([file]) => /[\\/]lib[\\/]typescript\.js$/.test(file));
  const read = compilers.filter(([, module]) => module!.children.length > 0 || module!.exports === typescript);
  assert.equal(read.length, 1);
});

function modulesOf(folder: string): Record<string, Record<string, unknown>> {
  return Object.fromEntries(["jupyter", "executor"].map((name) => [name, require(`${folder}/${name}.js`)]));
}
