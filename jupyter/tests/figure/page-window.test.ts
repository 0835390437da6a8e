import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { runInNewContext } from "node:vm";
import { figureSvg } from "../../src/figure";
import { pageWindow, runInPage } from "../../src/figure/page-window";

/** Of Node's own: what browsers have too and keeps nothing, and what our code and the test runner work with. */
const USED = new Set([
  ...["Blob", "Buffer", "URL", "atob", "clearTimeout", "console", "global", "performance", "process", "queueMicrotask"],
  ...["clearImmediate", "clearInterval", "setImmediate", "setInterval", "setTimeout"],
]);

/** Lets every other global of Node, and such as only newer Nodes have, tell when it is looked at. */
function recordTouches(): Set<string> {
  const touched = new Set<string>();
  const ofJavaScript = new Set<string>(runInNewContext("Object.getOwnPropertyNames(globalThis)"));
  const newer = ["localStorage", "sessionStorage", "navigator", "indexedDB", "addedByTheNodeAfterNext"];
  for (const name of new Set([...Object.getOwnPropertyNames(globalThis), ...newer])) {
    if (ofJavaScript.has(name) || USED.has(name)) continue;
    const { get, value } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get() {
        touched.add(name);
        return get === undefined ? value : Reflect.apply(get, globalThis, []);
      },
    });
  }
  touched.clear(); // Node itself looks at some where the first of them is looked up
  return touched;
}

test("drawing a figure looks at no global of Node that keeps or asks anything, and adds none", async () => {
  // as a cell may: no name for a parameter, and a word that JavaScript has reserved
  Object.assign(globalThis, { "not a name": 1, class: 2 });
  const touched = recordTouches();
  const names = Object.getOwnPropertyNames(globalThis);
  const xy = { x: ["a", "b"], y: [1, 2] };
  for (const type of ["scatter", "bar", "box", "histogram"]) {
    const svg = await figureSvg({ data: [{ type, ...xy }], layout: { title: { text: type } } });
    assert.match(svg, /^<svg .*<\/svg>$/s);
  }
  assert.match(await figureSvg({ data: [{ type: "pie", labels: ["a"], values: [1] }], layout: {} }), /<path/);
  assert.deepEqual([...touched], []);
  assert.deepEqual(Object.getOwnPropertyNames(globalThis), names);
});

test("a script in a page has JavaScript's names and the window's, and writes into the window alone", () => {
  const window = pageWindow({}, { Math: { PI: 3 }, given: 1 });
  const script = join(mkdtempSync(join(tmpdir(), "page-")), "script.js");
  after(() => rmSync(dirname(script), { recursive: true }));
  writeFileSync(
    script,
    `window.written = 1;
     exports.types = [typeof process, typeof require, typeof localStorage, typeof window.process, typeof globalThis.Buffer];
     exports.values = [given, Math.PI, window.Math.PI, globalThis === window, self === window, new Map().size];`,
  );
  const seen = runInPage<Record<string, unknown>>(script, window);
  assert.deepEqual(seen.types, Array(5).fill("undefined"));
  assert.deepEqual(seen.values, [1, 3, 3, true, true, 0]);
  assert.equal(window.written, 1);
  assert.ok(!("written" in globalThis));
});
