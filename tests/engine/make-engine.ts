import assert from "node:assert/strict";
import type * as tf from "@tensorflow/tfjs";
import { createEngine } from "../../src/engine/create-engine";
import { TensorDenseEngine } from "../../src/engine/dense/tensor-dense-engine";
import type { Engine } from "../../src/engine/engine";
import { readDenseStack } from "../../src/model/dense-stack";

/** Everything that computes: the tape, the closed form as WebAssembly kernel, and the same in tfjs operations. */
export const ENGINES = ["tape", "dense", "dense in tfjs operations"] as const;

/** Makes one of them, whatever `createEngine` would choose on this machine. */
export function makeEngine(model: tf.LayersModel, name: (typeof ENGINES)[number]): Engine {
  if (name !== "dense in tfjs operations") return createEngine(model, { engine: name });
  const reading = readDenseStack(model);
  assert.ok("stack" in reading, JSON.stringify(reading));
  return new TensorDenseEngine(model, reading.stack);
}
