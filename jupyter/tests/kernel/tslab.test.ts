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
  const { jupyter, converter } = modulesOf(findTslab());
  class ZmqServer {
    init(): void {}
  }
  assert.throws(
    () => checkTslab(TSLAB_VERSION, { jupyter: { ...jupyter, ZmqServer }, converter, executor: {} }),
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

test("tslab's converter answers in the form that is read here, with the faults that spell-out.ts mends", () => {
  const { createConverter } = loadTslab();
  const converter = createConverter({ isJS: false, isBrowser: false });
  try {
    const earlier = converter.convert("", "const x = 1; const stats = { mean: 1 };");
    assert.deepEqual(earlier.diagnostics, []);
    assert.match(earlier.declOutput ?? "", /declare const x/);
    const shorthand = converter.convert(earlier.declOutput ?? "", "const o = { x };");
    const pattern = converter.convert(earlier.declOutput ?? "", "const { mean: m } = stats;");
    const remedy = "tslab has changed here: look whether jupyter/src/kernel/spell-out.ts is still needed";
    assert.match(shorthand.output ?? "", /const o = \{ x \};/, remedy);
    assert.match(pattern.output ?? "", /const \{ exports, mean: m \}/, remedy);
    const [wrong] = converter.convert("", "let a = 1;\n  unknownName;").diagnostics;
    assert.deepEqual(wrong.start, { offset: 13, line: 1, character: 2 });
    assert.equal(wrong.fileName, undefined);
    assert.equal(converter.convert("", "await 1").hasToplevelAwait, true);
  } finally {
    converter.close();
  }
});

function modulesOf(folder: string): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    ["jupyter", "converter", "executor"].map((name) => [name, require(`${folder}/${name}.js`)]),
  );
}
