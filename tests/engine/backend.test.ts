import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import { ArgumentError } from "../../src/base/check";
import { ready } from "../../src/engine/backend";
import { BUILT_HERE, loadTfjsNode, type PackageLoader } from "../../src/engine/tfjs-node-backend";

const ENGINE = join(__dirname, "../../src/engine");
const MODEL = join(__dirname, "../../src/model");

/** Runs a program in a process of its own, in another folder; gives what it prints. */
function run(program: string): string {
  const prologue = `
    const { createRequire } = require("node:module");
    const from = createRequire(${JSON.stringify(join(ENGINE, "backend.js"))});
    const tf = from("@tensorflow/tfjs");
    const { ready } = from("./backend");
    const { denseModel } = from(${JSON.stringify(join(MODEL, "dense-model"))});
    const { predict } = from("./predict");
    const main = async () => {${program}};
    main();`;
  return execFileSync(process.execPath, ["-e", prologue], {
    cwd: tmpdir(),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** As \`run\`, with what is printed as an error after what is printed. */
function runBoth(program: string): string {
  return run(`const errors = []; const write = process.stderr.write; process.stderr.write = (text) => errors.push(text);
    ${program}; process.stderr.write = write; console.log(errors.join(""));`);
}

test("ready takes the fastest backend that loads, from any folder, and says why", () => {
  const info = JSON.parse(run("console.log(JSON.stringify(await ready()))"));
  const names = info.tried.map((attempt: { backend: string }) => attempt.backend);
  assert.equal(names[0], "tensorflow");
  assert.equal(info.backend, names[names.length - 1]);
  const worked = info.tried.map((attempt: { ok: boolean }) => attempt.ok);
  assert.deepEqual(worked, [...new Array(names.length - 1).fill(false), true]);
  if (info.backend === "wasm") {
    assert.equal(info.tried[0].ok, false);
    assert.match(info.why, /^the fastest that loads \(tensorflow: .+\)$/);
  }
});

test("ready again gives the same answer, and another backend where it is asked for", () => {
  const output = run(`
    const first = await ready({ backend: "wasm" });
    console.log((await ready()) === first, first.backend, first.why, tf.getBackend());
    const second = await ready({ backend: "cpu" });
    console.log(second.backend, tf.getBackend(), (await ready()) === second);`);
  assert.deepEqual(output.trim().split("\n"), ["true wasm it was asked for wasm", "cpu cpu true"]);
});

test("a backend that was chosen by tf.setBackend stays", () => {
  const output = run(
    `await tf.setBackend("cpu"); const info = await ready(); console.log(info.backend, tf.getBackend());`,
  );
  assert.equal(output.trim(), "cpu cpu");
});

test("a model that was built before ready moves to the faster backend and predicts the same", () => {
  const output = run(`
    const model = denseModel({ inputs: 2, hidden: [3] });
    const before = predict(model, Float32Array.of(0.3, -0.2))[0];
    const { backend } = await ready();
    const after = predict(model, Float32Array.of(0.3, -0.2))[0];
    console.log(backend !== "cpu", Math.abs(before - after) < 1e-6);`);
  assert.equal(output.trim(), "true true");
});

test("the banner of the cpu backend is not printed from ready or the first model on, and warnings of the user's are", () => {
  const use = "tf.ones([2]).sum().dataSync();";
  assert.equal(runBoth(`await ready({ backend: "cpu" }); ${use} console.warn("mine")`).trim(), "mine");
  assert.equal(runBoth(`denseModel({ inputs: 2 }); ${use} console.warn("mine")`).trim(), "mine");
  const model = "const model = tf.sequential(); model.add(tf.layers.dense({ units: 1, inputShape: [2] }));";
  assert.doesNotMatch(runBoth(`await tf.setBackend("cpu"); await ready(); ${model} ${use}`), /tfjs-node|node backend/i);
});

test("an unknown backend or option is refused", async () => {
  await assert.rejects(
    ready({ backend: "webgl" as "cpu" }),
    /backend is "webgl": give one of "tensorflow", "wasm", "cpu"/,
  );
  await assert.rejects(ready({ backed: "cpu" } as object), /ready\.backed is "cpu": unknown option/);
});

test("ready takes the program's own tfjs, and no other copy of it", async () => {
  assert.equal((await ready({ tf })).backend, tf.getBackend());
  const copy = { ...tf, Tensor: class Tensor {} } as unknown as typeof tf;
  const message = new RegExp(`^tf is "${tf.version.tfjs}": this is another copy of TensorFlow.js .*: run npm dedupe, `);
  await assert.rejects(
    ready({ tf: copy }),
    (error: Error) => error instanceof ArgumentError && message.test(error.message),
  );
  await assert.rejects(ready({ tf: {} as typeof tf }), /^ArgumentError: tf\.engine is undefined: give a function\.$/);
});

/** A loader of packages that stand in a folder of the test. */
function packages(
  t: { after(run: () => void): void },
  found: Record<string, object>,
): PackageLoader & { loaded: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "lai-tfjs-node-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const files: Record<string, string> = {};
  for (const [place, manifest] of Object.entries(found)) {
    mkdirSync(join(folder, place), { recursive: true });
    files[place] = join(folder, place, "package.json");
    writeFileSync(files[place], JSON.stringify(manifest));
  }
  const loaded: string[] = [];
  return {
    loaded,
    resolve(request, fromFolder) {
      const name = request.replace(/\/package\.json$/, "");
      const inner = fromFolder ? `${fromFolder.slice(folder.length + 1)}/node_modules/${name}` : name;
      const file = files[inner] ?? files[name];
      if (!file) throw new Error(`Cannot find module '${request}'`);
      return file;
    },
    load(name) {
      loaded.push(name);
      if ((found[name] as { broken?: boolean }).broken) throw new Error("no binary here\nRequire stack:");
    },
  };
}

const TFJS = { "@tensorflow/tfjs": { version: "4.22.0" }, "@tensorflow/tfjs-core": { version: "4.22.0" } };

test("tfjs-node is loaded first where the set-up builds it, then by its own name", (t) => {
  const both = packages(t, {
    ...TFJS,
    [BUILT_HERE]: { version: "4.22.0" },
    "@tensorflow/tfjs-node": { version: "4.22.0" },
  });
  assert.equal(loadTfjsNode(both), "tfjs-node in .tfjs-node 4.22.0");
  assert.deepEqual(both.loaded, [BUILT_HERE]);
  const own = packages(t, { ...TFJS, "@tensorflow/tfjs-node": { version: "4.22.0" } });
  assert.equal(loadTfjsNode(own), "@tensorflow/tfjs-node 4.22.0");
  assert.equal(typeof (util as { isNullOrUndefined?: unknown }).isNullOrUndefined, "function");
});

test("the stand-in for tfjs-node is never loaded", (t) => {
  const shim = packages(t, { ...TFJS, "@tensorflow/tfjs-node": { version: "4.22.0", laiLossShim: true } });
  assert.throws(() => loadTfjsNode(shim), /^Error: @tensorflow\/tfjs-node is not installed$/);
  assert.deepEqual(shim.loaded, []);
});

test("a tfjs-node that does not load, or brings its own tfjs-core, is passed over with the reason", (t) => {
  const broken = packages(t, { ...TFJS, "@tensorflow/tfjs-node": { version: "4.22.0", broken: true } });
  assert.throws(() => loadTfjsNode(broken), /^Error: @tensorflow\/tfjs-node 4\.22\.0 does not load: no binary here$/);
  const second = packages(t, {
    ...TFJS,
    "@tensorflow/tfjs-node": { version: "3.21.0" },
    "@tensorflow/tfjs-node/node_modules/@tensorflow/tfjs-core": { version: "3.21.0" },
  });
  assert.throws(
    () => loadTfjsNode(second),
    /second copy of tfjs-core \(3\.21\.0, this package has 4\.22\.0\): .*npm dedupe/,
  );
  assert.deepEqual(second.loaded, []);
});
