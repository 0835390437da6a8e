import type { LayersModel } from "@tensorflow/tfjs-layers";

/** What stands beside a model so that it can be used on raw rows: any plain JSON, such as Preprocessor.toJSON(). */
export type Preprocessing = Record<string, unknown>;

/** A model as it was saved, and the preprocessing beside it (null where there is none). */
export interface LoadedModel {
  model: LayersModel;
  preprocessing: Preprocessing | null;
}

/** What reads and writes the files: loaded at its first use, with tfjs and zod. */
function files(): typeof import("./stored-model") {
  return require("./stored-model");
}

/**
 * Saves a model in the standard layout of TensorFlow.js (model.json and a weights file), on every backend, with its
 * preprocessing in model.json. The weights file is named by its content, so that the renaming of model.json is the one step
 * from the earlier model to the new one: an interruption or a full disk at any moment leaves one of the two, whole. What
 * earlier interruptions left behind is removed. One process at a time may save into a folder; others may load from it.
 *
 * @param folder made where it is missing
 * @param options preprocessing: null or nothing where the model has none, which also takes an earlier one away
 * @throws ArgumentError, before anything is written, for unknown options, for preprocessing that JSON cannot hold, and for a
 * model that could not be loaded again
 * @throws FileWriteError where the disk is full or may not be written
 */
export async function saveModel(
  model: LayersModel,
  folder: string,
  options: { preprocessing?: Preprocessing | null } = {},
): Promise<void> {
  await files().save(model, folder, options);
}

/**
 * Loads a model that `saveModel`, or TensorFlow.js itself, wrote into a folder.
 *
 * @param folder or the path of the model.json in it
 * @throws ArgumentError that names the file, its fault and the remedy: where there is no model, where model.json is damaged,
 * of Keras 3 or of unknown layers, and where weights are missing, cut short, altered, not finite or outside of the folder
 */
export async function loadModel(folder: string): Promise<LoadedModel> {
  return await files().load(folder);
}
