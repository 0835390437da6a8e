import { ArgumentError } from "./check";
import type { TensorFlow } from "./tfjs";

/** See tfjs.ts: in a browser tfjs is the program's own, so that a bundle without tf models has none of it. */

let taken: TensorFlow | undefined;

/** @throws Error where `ready` was not given one */
export function tfjs(): TensorFlow {
  if (taken) return taken;
  throw new Error(
    'In a browser lai-loss has no TensorFlow.js of its own: call await ready({ tf }) first, with the tf of import * as tf from "@tensorflow/tfjs". A dense network as plain data needs none.',
  );
}

/** @throws ArgumentError where another one was given before */
export function takeTfjs(given: TensorFlow): void {
  if (taken && taken.Tensor !== given.Tensor) {
    const remedy = "another copy of TensorFlow.js was given before: give that one.";
    throw new ArgumentError("tf", given.version?.tfjs, remedy);
  }
  taken = given;
}

/** A browser's tfjs takes its own choice for one, and has no banner. */
export function cpuStartedByDefault(): boolean {
  return false;
}
