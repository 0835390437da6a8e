import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import type * as tf from "@tensorflow/tfjs";
import { ModelFault } from "./model-file";

/** Weights files of a model.json and the weights in them, one after another. */
export interface WeightsGroup {
  paths: string[];
  weights: tf.io.WeightsManifestEntry[];
}

const NAMED_BY_HASH = /^weights-([0-9a-f]{16,64})\.bin$/;

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The name of a weights file: the start of the SHA-256 of its bytes, by which a damaged file is known. */
export function weightsFileName(bytes: Uint8Array): string {
  return `weights-${sha256(bytes).slice(0, 16)}.bin`;
}

/** Whether a file is one that `saveModel` named. */
export function isWeightsFile(name: string): boolean {
  return NAMED_BY_HASH.test(name);
}

/**
 * The bytes of all weights of a model in a folder.
 *
 * @throws ModelFault where a file is outside of the folder, missing, damaged, or of another length than model.json says
 */
export function readWeights(folder: string, groups: readonly WeightsGroup[]): ArrayBuffer {
  const files = groups.flatMap((group) => group.paths).map((path) => ({ path, bytes: readInside(folder, path) }));
  const length = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const expected = groups.flatMap((group) => group.weights).reduce((sum, weight) => sum + bytesOf(weight), 0);
  if (length !== expected) throw new ModelFault(`its weights have ${length} bytes, model.json says ${expected}`);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const { path, bytes } of files) {
    const hash = NAMED_BY_HASH.exec(path)?.[1];
    if (hash !== undefined && !sha256(bytes).startsWith(hash)) {
      throw new ModelFault(`its weights file ${path} is damaged: the SHA-256 of its bytes is not the one in its name`);
    }
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole.buffer;
}

function readInside(folder: string, path: string): Uint8Array {
  const isAddress = /^[a-z][a-z0-9+.-]*:/i.test(path);
  if (isAddress || isAbsolute(path) || path.split(/[\\/]/).includes("..")) throw outside(path);
  try {
    const file = realpathSync(join(folder, path));
    const way = relative(realpathSync(folder), file);
    if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) throw outside(path);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof ModelFault) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ModelFault(
      `its weights file ${path} ${code === "ENOENT" ? "is missing" : `cannot be read (${message})`}`,
    );
  }
}

function outside(path: string): ModelFault {
  return new ModelFault(
    `model.json names the weights file ${JSON.stringify(path)}, which is not in the folder`,
    "put all of the model's files into one folder",
  );
}

function bytesOf({ shape, dtype, quantization }: tf.io.WeightsManifestEntry): number {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (quantization) return size * (quantization.dtype === "uint8" ? 1 : 2);
  return size * (dtype === "bool" ? 1 : 4);
}
