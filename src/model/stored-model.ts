import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { ArgumentError, checkOptions } from "../base/check";
import { FileWriteError, targetOfTemporary, writeFileAtomic } from "../base/files";
import { tfjs } from "../base/tfjs";
import { buildModel, ModelFault, type ModelFile, parseJson, parseModelFile } from "./model-file";
import { checkPlainJson } from "./plain-json";
import type { LoadedModel, Preprocessing } from "./storage";
import { isWeightsFile, readWeights, weightsFileName } from "./weights-file";

const MODEL_FILE = "model.json";
/** where version 0.1 kept the preprocessing */
const OLD_PREPROCESSING_FILE = "preprocessing.json";

tfjs(); // first of all, so that what is wrong in tfjs is mended before it starts a backend

/** See `saveModel`. */
export async function save(
  model: LayersModel,
  folder: string,
  options: { preprocessing?: Preprocessing | null },
): Promise<void> {
  const { preprocessing } = checkOptions("saveModel", options, { preprocessing: plainPreprocessing });
  checkFolder(folder);
  const artifacts = await artifactsOf(model);
  const { format, generatedBy, convertedBy, userDefinedMetadata } = artifacts;
  const modelTopology = JSON.parse(JSON.stringify(artifacts.modelTopology));
  writeInputShapes(model, modelTopology.config);
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
  const weightsFile = weightsFileName(weights);
  const weightsManifest = [{ paths: [weightsFile], weights: artifacts.weightSpecs! }];
  const file: ModelFile = { modelTopology, format, generatedBy, convertedBy, weightsManifest, preprocessing };
  if (userDefinedMetadata) file.userDefinedMetadata = userDefinedMetadata;
  const text = JSON.stringify(file);
  await checkLoadable(model, text, weights);
  write(folder, text, weightsFile, weights);
}

function checkFolder(folder: unknown): void {
  if (typeof folder !== "string" || folder === "" || /^[a-z][a-z0-9+.-]*:\/\//i.test(folder)) {
    throw new ArgumentError("folder", folder, "give the path of a folder on this machine.");
  }
}

function plainPreprocessing(argument: string, given: unknown): Preprocessing | null {
  if (given === undefined || given === null) return null;
  // a Preprocessor itself is as good as its JSON
  const { toJSON } = given as { toJSON?: unknown };
  const value = typeof toJSON === "function" ? toJSON.call(given) : given;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ArgumentError(argument, given, "give an object, such as preprocessor.toJSON().");
  }
  checkPlainJson(argument, value);
  return value;
}

async function artifactsOf(model: LayersModel): Promise<tf.io.ModelArtifacts> {
  if (!(model instanceof tf.LayersModel)) throw new ArgumentError("model", model, "give a tf.LayersModel.");
  if (model.layers.length === 0 || !model.inputs) {
    throw new ArgumentError("model", "not built", "give its first layer an inputShape.");
  }
  let artifacts: tf.io.ModelArtifacts | undefined;
  try {
    await model.save({
      save: async (given) => {
        artifacts = given;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(given) };
      },
    });
  } catch (error) {
    const { message } = error as Error;
    const remedy = `TensorFlow.js cannot write it (${message}); give a model that it can.`;
    throw new ArgumentError("model", model.name, remedy);
  }
  return artifacts!;
}

/** A config of the topology, as far as it is looked at here. */
interface LayerConfig {
  layers: { config: LayerConfig }[];
  batch_input_shape?: unknown;
  dtype?: unknown;
}

/** tfjs leaves the input shape out where the first layer was called on an input, and cannot load what it wrote then. */
function writeInputShapes(model: LayersModel, config: LayerConfig): void {
  if (model instanceof tf.Sequential && !(model.layers[0] instanceof tf.LayersModel)) {
    const first = config.layers[0].config;
    first.batch_input_shape ??= model.inputs[0].shape;
    first.dtype ??= model.inputs[0].dtype;
  }
  model.layers.forEach((layer, i) => {
    if (layer instanceof tf.LayersModel) writeInputShapes(layer, config.layers[i].config);
  });
}

/** What is saved can be loaded: so it is, from memory, before it is written. */
async function checkLoadable(model: LayersModel, text: string, weights: Uint8Array): Promise<void> {
  try {
    const loaded = await buildModel(parseModelFile(MODEL_FILE, text), weights.slice().buffer);
    loaded.dispose();
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    const remedy = error.remedy ?? "use layers that it can load";
    throw new ArgumentError("model", model.name, `it could not be loaded again: ${error.message}; ${remedy}.`);
  }
}

function write(folder: string, text: string, weightsFile: string, weights: Uint8Array): void {
  const before = namesIn(folder);
  writeFileAtomic(join(folder, weightsFile), weights);
  writeFileAtomic(join(folder, MODEL_FILE), text);
  for (const name of before) {
    if (name === weightsFile || !isLeftBehind(name)) continue;
    try {
      rmSync(join(folder, name), { force: true });
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`The model is saved in ${folder}, but an earlier file stays (${message}).`, { cause: error });
    }
  }
}

/** The names in a folder, made where it is missing. */
function namesIn(folder: string): string[] {
  try {
    mkdirSync(folder, { recursive: true });
    return readdirSync(folder);
  } catch (error) {
    throw new FileWriteError(folder, error as Error);
  }
}

/** Whether a file is of an earlier saving, done or interrupted. */
function isLeftBehind(name: string): boolean {
  const target = targetOfTemporary(name);
  if (target !== null) return target === MODEL_FILE || target === OLD_PREPROCESSING_FILE || isWeightsFile(target);
  return name === OLD_PREPROCESSING_FILE || isWeightsFile(name);
}

/** See `loadModel`. */
export async function load(folder: string): Promise<LoadedModel> {
  checkFolder(folder);
  try {
    const [place, name] = isFile(folder) ? [dirname(folder), basename(folder)] : [folder, MODEL_FILE];
    const { file, weights, preprocessing } = readWhole(place, name);
    return { model: await buildModel(file, weights), preprocessing };
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    throw new ArgumentError("folder", folder, `${error.message}; ${error.remedy ?? "save the model again"}.`);
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch (error) {
    throw new ModelFault(`it cannot be read (${(error as Error).message})`, "give the folder that saveModel wrote");
  }
}

interface SavedModel {
  file: ModelFile;
  weights: ArrayBuffer;
  preprocessing: Preprocessing | null;
}

/** All that belongs to one saving: where another process saves meanwhile, it is read again. */
function readWhole(folder: string, name: string): SavedModel {
  for (;;) {
    const text = readText(folder, name);
    if (text === null) throw new ModelFault(`there is no ${name} in it`, "give the folder that saveModel wrote");
    let read: SavedModel | ModelFault;
    try {
      read = readSaved(folder, name, text);
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
      read = error;
    }
    if (readText(folder, name) !== text) continue;
    if (read instanceof ModelFault) throw read;
    return read;
  }
}

function readSaved(folder: string, name: string, text: string): SavedModel {
  const file = parseModelFile(name, text);
  const weights = readWeights(folder, file.weightsManifest);
  if (file.preprocessing !== undefined) return { file, weights, preprocessing: file.preprocessing };
  const old = readText(folder, OLD_PREPROCESSING_FILE);
  if (old === null) return { file, weights, preprocessing: null };
  const preprocessing = parseJson(OLD_PREPROCESSING_FILE, old);
  if (typeof preprocessing !== "object" || preprocessing === null || Array.isArray(preprocessing)) {
    throw new ModelFault(`${OLD_PREPROCESSING_FILE} is damaged: it is no object`);
  }
  return { file, weights, preprocessing: preprocessing as Preprocessing };
}

/** The text of a file; null where there is none. */
function readText(folder: string, name: string): string | null {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw new ModelFault(`${name} cannot be read (${message})`, "give the folder that saveModel wrote");
  }
}
