import { dirname, sep } from "node:path";
import * as tf from "@tensorflow/tfjs";
import type { BackendName } from "./backend";
import { loadTfjsNode } from "./tfjs-node-backend";

/**
 * Loads a backend's package.
 *
 * @returns what was loaded
 * @throws Error with the reason where it is missing or does not load
 */
export function loadBackend(backend: BackendName): string {
  if (backend === "tensorflow") return loadTfjsNode();
  if (backend === "wasm") return loadWasmBackend();
  return "loaded";
}

/**
 * Loads tfjs's WebAssembly backend and tells it where its .wasm files are, so that it starts from any working directory.
 * Loaded late: it registers handlers of the process that rethrow stray errors, as plain Node does anyway; a host that must
 * outlive one (a notebook kernel) has to take them off again.
 */
function loadWasmBackend(): string {
  const started = tf.engine().registry.wasm !== undefined;
  const wasm = require("@tensorflow/tfjs-backend-wasm") as typeof import("@tensorflow/tfjs-backend-wasm");
  if (!started) {
    const file = require.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm");
    wasm.setWasmPaths(dirname(file) + sep);
  }
  return `@tensorflow/tfjs-backend-wasm ${wasm.version_wasm}`;
}
