import { ArgumentError } from "../base/check";
import type { LoadedModel } from "./storage";

/** See stored-model.ts: a browser has no folders. */

export async function save(_model: unknown, folder: string, _options: object): Promise<void> {
  const remedy =
    'saveModel writes files, which a browser does not have: save a tf model by await model.save("indexeddb://NAME"), a dense network by JSON.stringify.';
  throw new ArgumentError("folder", folder, remedy);
}

export async function load(folder: string): Promise<LoadedModel> {
  const remedy =
    "loadModel reads files, which a browser does not have: load a tf model by await tf.loadLayersModel(URL), a dense network by JSON.parse.";
  throw new ArgumentError("folder", folder, remedy);
}
