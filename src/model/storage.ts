import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { ArgumentError } from "../base/check";
import { writeFileAtomic } from "../base/files";

/** What stands beside a model so that it can be used on raw rows: any plain JSON, such as Preprocessor.toJSON(). */
export type Preprocessing = Record<string, unknown>;

const MODEL_FILE = "model.json";
const PREPROCESSING_FILE = "preprocessing.json";
const WEIGHTS_FILE = /^weights-[0-9a-f]{16}\.bin$/;

/**
 * Saves a model in the standard layout of TensorFlow.js (model.json and a weights file), on every backend, and its
 * preprocessing beside it. The weights file is named by its content and model.json is written last, so that an
 * interruption leaves the earlier model whole.
 *
 * @param folder made where it is missing
 */
export async function saveModel(
  model: tf.LayersModel,
  folder: string,
  options: { preprocessing?: Preprocessing } = {},
): Promise<void> {
  await model.save({ save: async (artifacts) => write(artifacts, folder, options.preprocessing) });
}

function write(artifacts: tf.io.ModelArtifacts, folder: string, preprocessing?: Preprocessing): tf.io.SaveResult {
  const bytes = Buffer.from(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
  const weightsFile = `weights-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.bin`;
  const { modelTopology, weightSpecs, format, generatedBy, convertedBy } = artifacts;
  const weightsManifest = [{ paths: [weightsFile], weights: weightSpecs }];
  mkdirSync(folder, { recursive: true });
  writeFileAtomic(join(folder, weightsFile), bytes);
  if (preprocessing) writeFileAtomic(join(folder, PREPROCESSING_FILE), `${JSON.stringify(preprocessing, null, 2)}\n`);
  else rmSync(join(folder, PREPROCESSING_FILE), { force: true });
  const manifest = { modelTopology, format, generatedBy, convertedBy, weightsManifest };
  writeFileAtomic(join(folder, MODEL_FILE), JSON.stringify(manifest));
  for (const name of readdirSync(folder)) {
    if (WEIGHTS_FILE.test(name) && name !== weightsFile) rmSync(join(folder, name));
  }
  return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
}

/** A model as it was saved, and the preprocessing beside it (null where there is none). */
export interface LoadedModel {
  model: tf.LayersModel;
  preprocessing: Preprocessing | null;
}

/**
 * Loads a model that `saveModel`, or TensorFlow.js itself, wrote into a folder.
 *
 * @throws ArgumentError where the folder holds no model, or its weights file is missing or cut short
 */
export async function loadModel(folder: string): Promise<LoadedModel> {
  const modelFile = join(folder, MODEL_FILE);
  if (!existsSync(modelFile)) {
    throw new ArgumentError("folder", folder, `there is no ${MODEL_FILE} in it; give the folder that saveModel wrote.`);
  }
  const model = await tf.loadLayersModel({ load: async () => read(folder, modelFile) });
  const preprocessingFile = join(folder, PREPROCESSING_FILE);
  const preprocessing = existsSync(preprocessingFile) ? parse(preprocessingFile) : null;
  return { model, preprocessing };
}

function read(folder: string, modelFile: string): tf.io.ModelArtifacts {
  const manifest = parse(modelFile) as unknown as tf.io.ModelJSON;
  const groups = manifest.weightsManifest ?? [];
  const weightSpecs = groups.flatMap((group) => group.weights);
  const parts = groups
    .flatMap((group) => group.paths)
    .map((name) => {
      const path = join(folder, name);
      if (!existsSync(path))
        throw new ArgumentError("folder", folder, `its weights file ${name} is missing; save the model again.`);
      return readFileSync(path);
    });
  const bytes = Buffer.concat(parts);
  const expected = weightSpecs.reduce((sum, spec) => sum + bytesOf(spec), 0);
  if (bytes.length !== expected) {
    throw new ArgumentError(
      "folder",
      folder,
      `its weights have ${bytes.length} bytes, model.json says ${expected}; save the model again.`,
    );
  }
  const weightData = new Uint8Array(bytes).buffer;
  return { modelTopology: manifest.modelTopology, format: manifest.format, weightSpecs, weightData };
}

function bytesOf(spec: tf.io.WeightsManifestEntry): number {
  const size = spec.shape.reduce((product, dimension) => product * dimension, 1);
  return size * (spec.quantization ? (spec.quantization.dtype === "uint8" ? 1 : 2) : spec.dtype === "bool" ? 1 : 4);
}

function parse(path: string): Preprocessing {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new ArgumentError("folder", path, `it is not JSON (${(error as Error).message}); save the model again.`);
  }
}
