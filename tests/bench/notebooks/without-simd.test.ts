import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

const BUILD = join(__dirname, "../../..");

test("with the kernel hidden a stack of Dense layers is trained in tfjs operations, on WebAssembly, and told why", () => {
  const script = `
    const { ready } = require(${JSON.stringify(join(BUILD, "src/engine/backend.js"))});
    const { createEngine } = require(${JSON.stringify(join(BUILD, "src/engine/create-engine.js"))});
    const { denseModel } = require(${JSON.stringify(join(BUILD, "src/model/dense-model.js"))});
    ready({ backend: "wasm" }).then(() => {
      const engine = createEngine(denseModel({ inputs: 2, hidden: [3] }));
      console.log(JSON.stringify([engine.description, engine.fallbackReason]));
    });`;
  const preload = join(BUILD, "bench/notebooks/without-simd.js");
  const output = execFileSync(process.execPath, ["--require", preload, "-e", script], { encoding: "utf8" });
  const last = output.trim().split("\n").at(-1)!;
  assert.deepEqual(JSON.parse(last), ["closed form, tfjs wasm", "this Node.js runs no WebAssembly SIMD"]);
});
