import "../engine/dense/relaxed-simd";
import assert from "node:assert/strict";
import test from "node:test";
import { type Context, createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { packageRoot, packageVersion } from "../../src/base/files";
import * as browserPlatform from "../../src/base/platform.browser";
import { bundleForPage, DESCRIPTIONS, inNode, onlyVariant, PROGRAM, VARIANTS } from "./bundle";

/** A twin has all that the modules of the core take of the module that it stands for. */
type Twin<Own extends Other, Other> = Own;
export type Twins = [
  Twin<typeof import("../../src/base/platform.browser"), typeof import("../../src/base/platform")>,
  Twin<typeof import("../../src/base/tfjs.browser"), typeof import("../../src/base/tfjs")>,
  Twin<typeof import("../../src/base/versions.browser"), typeof import("../../src/base/versions")>,
  Twin<typeof import("../../src/engine/load-backend.browser"), typeof import("../../src/engine/load-backend")>,
  Twin<
    typeof import("../../src/engine/dense/kernel/modules.browser"),
    typeof import("../../src/engine/dense/kernel/modules")
  >,
  Twin<
    typeof import("../../src/engine/dense/kernel/native.browser"),
    Pick<typeof import("../../src/engine/dense/kernel/native"), "nativeLevels" | "nativeExports">
  >,
  Twin<typeof import("../../src/model/stored-model.browser"), typeof import("../../src/model/stored-model")>,
];

const bundled = bundleForPage({ entryPoints: [PROGRAM] });

/** A page without Node and without what needs isolation headers; `turns` counts how often it let others run. */
async function openPage(before = ""): Promise<{ page: Context; turns: () => number }> {
  let turns = 0;
  class CountedChannel extends MessageChannel {
    constructor() {
      super();
      turns++;
    }
  }
  const page = createContext({ atob, console, performance, TextEncoder, MessageChannel: CountedChannel });
  const { outputFiles } = await bundled;
  runInContext(`delete globalThis.SharedArrayBuffer; ${before}\n${outputFiles[0].text}`, page);
  return { page, turns: () => turns };
}

/** What a function of the program gives, through JSON as from a real page. */
async function inPage<T>(page: Context, call: string): Promise<T> {
  return JSON.parse(await runInContext(`(async () => JSON.stringify(await page.${call}))()`, page));
}

test("esbuild takes the core for a browser without a warning; nothing of Node and of no other package is in it", async () => {
  const { warnings, metafile, outputFiles } = await bundled;
  assert.deepEqual(warnings, []);
  const inputs = Object.entries(metafile.inputs);
  assert.ok(inputs.length > 50);
  assert.deepEqual(
    inputs.filter(([, { imports }]) => imports.some((one) => one.external || one.path.startsWith("node:"))),
    [],
  );
  assert.deepEqual(
    inputs.map(([file]) => file).filter((file) => file.includes("node_modules")),
    [],
  );
  assert.ok(outputFiles[0].contents.length < 160_000, `${outputFiles[0].contents.length} bytes`);
  const packed = gzipSync(outputFiles[0].contents).length;
  assert.ok(packed < 52_000, `${packed} bytes gzipped`);
});

for (const variant of VARIANTS) {
  test(`a page trains to the bits of Node.js with the ${variant} kernel, and lets its events run meanwhile`, async () => {
    const { page, turns } = await openPage(onlyVariant(variant));
    const found = await inPage<Record<string, unknown>>(page, "training()");
    assert.equal(found.description, DESCRIPTIONS[variant]);
    assert.deepEqual(found, inNode(variant, "page-program", "training()"));
    assert.ok(turns() > 0);
  });
}

test("what a page cannot do is refused there, with what to do instead", async () => {
  const { page } = await openPage();
  assert.deepEqual(await inPage(page, "refusals()"), [
    "ArgumentError: threads is 2: a browser has one for a training: leave it out, or train in Node.js.",
    'ArgumentError: folder is "my-model": saveModel writes files, which a browser does not have: save a tf model by await model.save("indexeddb://NAME"), a dense network by JSON.stringify.',
    'ArgumentError: folder is "my-model": loadModel reads files, which a browser does not have: load a tf model by await tf.loadLayersModel(URL), a dense network by JSON.parse.',
    ...Array.from(
      { length: 2 },
      () =>
        'Error: In a browser lai-loss has no TensorFlow.js of its own: call await ready({ tf }) first, with the tf of import * as tf from "@tensorflow/tfjs". A dense network as plain data needs none.',
    ),
    "ArgumentError: tf.engine is 1: give a function.",
  ]);
  assert.deepEqual(await inPage(page, "versions()"), {
    "lai-loss": packageVersion(),
    browser: "unknown",
    "@tensorflow/tfjs": "not given to ready",
  });
});

test("the fingerprint of a training in a browser tells apart what differs in one byte, and not how it comes in parts", () => {
  const bytes = Uint8Array.from({ length: 200 }, (_, i) => (i * 37) % 256);
  const whole = browserPlatform.fingerprint(["ä€ text", bytes]);
  assert.match(whole, /^[0-9a-f]{16}$/);
  const seen = new Set([whole]);
  for (let at = 0; at < bytes.length; at++) {
    assert.equal(browserPlatform.fingerprint(["ä€ text", bytes.subarray(0, at), bytes.subarray(at)]), whole);
    const changed = bytes.slice();
    changed[at] ^= 1;
    seen.add(browserPlatform.fingerprint(["ä€ text", changed]));
    seen.add(browserPlatform.fingerprint(["ä€ text", bytes.subarray(0, at)]));
  }
  assert.equal(seen.size, 401);
});

test("measures bundle for a page too, and give there what they give in Node.js", async () => {
  const contents = `export { accuracy, attack, noiseCurve } from "lai-loss/measure";`;
  const { warnings, metafile, outputFiles } = await bundleForPage({ stdin: { contents, resolveDir: packageRoot() } });
  assert.deepEqual(warnings, []);
  assert.deepEqual(
    Object.keys(metafile.inputs).filter((name) => /^node:|nodejs-polars|tfjs-(core|layers|backend)/.test(name)),
    [],
  );
  const page = createContext({ atob, console, performance, TextEncoder, MessageChannel });
  runInContext(`delete globalThis.SharedArrayBuffer;\n${outputFiles[0].text}`, page);
  const call = `({ accuracy, attack, noiseCurve }) => {
    const model = { layers: [{ kernel: [[1], [-0.5]], bias: [0.1], activation: "linear" }] };
    const x = Float32Array.from({ length: 20 }, (_, i) => Math.sin(i));
    const samples = { x, y: x.subarray(0, 10), rows: 10, features: 2 };
    return JSON.stringify([accuracy(model, samples), attack(model, samples), noiseCurve(model, samples)]);
  }`;
  const inPage = runInContext(`(${call})(page)`, page);
  const own = require("lai-loss/measure");
  assert.equal(inPage, runInContext(`(${call})`, createContext({ Float32Array, Math, JSON }))(own));
});
