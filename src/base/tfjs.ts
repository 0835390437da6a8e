import type * as core from "@tensorflow/tfjs-core";
import type * as layers from "@tensorflow/tfjs-layers";
import { ArgumentError } from "./check";

/** The one place that loads tfjs: at the first tf model, tensor or backend, and never where the package is imported. */

/** What is used of `import * as tf from "@tensorflow/tfjs"`: a program that imports lai-loss need not read the types of the rest. */
export type TensorFlow = typeof core & typeof layers & { readonly version: { readonly tfjs: string } };

let loaded: TensorFlow | undefined;
let startedByDefault = false;

/** tfjs, loaded at its first use. Modules that are themselves loaded after it may import it as usual. */
export function tfjs(): TensorFlow {
  if (loaded) return loaded;
  loaded = require("@tensorflow/tfjs") as TensorFlow;
  const { quietCpuBackend } = require("./patches") as typeof import("./patches");
  quietCpuBackend(loaded.engine(), () => {
    startedByDefault = true;
  });
  return loaded;
}

/**
 * Takes the tfjs of the program, which in Node.js is the one that is loaded here anyway.
 *
 * @throws ArgumentError where it is another copy: models and tensors of the two would not know each other
 */
export function takeTfjs(given: TensorFlow): void {
  if (given.Tensor === tfjs().Tensor) return;
  const remedy = "this is another copy of TensorFlow.js than the one of lai-loss: run npm dedupe, or leave tf out.";
  throw new ArgumentError("tf", given.version?.tfjs, remedy);
}

/** True where tfjs took the cpu backend by itself, because a tensor was stored before a backend was chosen. */
export function cpuStartedByDefault(): boolean {
  return startedByDefault;
}
