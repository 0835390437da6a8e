import { dirname, sep } from "node:path";
import * as tf from "@tensorflow/tfjs";

/**
 * Loads tfjs's WebAssembly backend and tells it where its .wasm files are, so that it starts from any working directory.
 * Loaded late: Emscripten's glue registers handlers for "uncaughtException" and "unhandledRejection" of the process when
 * it starts, and they rethrow. In plain Node that is what would happen anyway, so they stay; a host that must outlive a
 * stray error (a notebook kernel) has to take them off again.
 *
 * @returns what was loaded
 * @throws Error where the package is missing
 */
export function loadWasmBackend(): string {
  const started = tf.engine().registry.wasm !== undefined;
  const wasm = require("@tensorflow/tfjs-backend-wasm") as typeof import("@tensorflow/tfjs-backend-wasm");
  if (!started) {
    const file = require.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm");
    wasm.setWasmPaths(dirname(file) + sep);
  }
  return `@tensorflow/tfjs-backend-wasm ${wasm.version_wasm}`;
}
