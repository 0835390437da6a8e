import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type * as tf from "@tensorflow/tfjs";
import { denseModel } from "../../src/model/dense-model";

/** A model that version 0.1 saved, its preprocessing in a file of its own: features width, kind=a and kind=b. */
export const OLD_MODEL = join(__dirname, "..", "..", "..", "tests", "fixtures", "saved-by-0.1");

/** What it predicts for two rows. */
export const OLD_ROWS = Float32Array.of(0.5, 1, 0, -1, 0, 1);
export const OLD_PREDICTIONS = [0.029341384768486023, 0.09943469613790512];

/** The files of a folder, by name. */
export function filesOf(path: string): [name: string, content: string][] {
  return readdirSync(path)
    .sort()
    .map((name) => [name, readFileSync(join(path, name), "latin1")]);
}

/** A small model that a seed decides. */
export function modelOf(seed: number): tf.Sequential {
  return denseModel({ inputs: 3, hidden: [40, 40], seed });
}

/** The weights of a model as plain lists. */
export function weightsOf(model: tf.LayersModel): number[][] {
  return model.weights.map((weight) => Array.from(weight.read().dataSync()));
}
