import * as tf from "@tensorflow/tfjs";
import { anyObject, choice, fields, list, nullable, number, optional, type Rule, text, where } from "../base/check";
import type { WeightsGroup } from "./weights-file";

/** What is wrong with a saved model, and what to do about it where that is known; the caller says which model it is. */
export class ModelFault extends Error {
  constructor(
    fault: string,
    readonly remedy: string | null = null,
  ) {
    super(fault);
  }
}

/** What model.json holds: TensorFlow.js's fields, and the preprocessing that `saveModel` puts beside them. */
export interface ModelFile {
  modelTopology: object;
  weightsManifest: WeightsGroup[];
  format?: string | null | undefined;
  generatedBy?: string | null | undefined;
  convertedBy?: string | null | undefined;
  userDefinedMetadata?: Record<string, unknown> | undefined;
  /** null where the model has none; absent in files of version 0.1 and of TensorFlow.js */
  preprocessing?: Record<string, unknown> | null | undefined;
}

const MODEL_FILE: Rule<ModelFile> = fields<
  Pick<ModelFile, "modelTopology" | "weightsManifest" | "userDefinedMetadata" | "preprocessing">
>({
  modelTopology: anyObject,
  weightsManifest: list(
    fields<WeightsGroup>({
      paths: list(where((path) => typeof path === "string" && path !== "", "give the name of a file.")),
      weights: list(
        fields<Pick<WeightsGroup["weights"][number], "name" | "shape" | "dtype" | "quantization">>({
          name: text,
          shape: list(number({ min: 0, integer: true })),
          dtype: choice(["float32", "int32", "bool"]),
          quantization: optional(fields<{ dtype: string }>({ dtype: choice(["uint8", "uint16", "float16"]) })),
        }),
      ),
    }),
  ),
  userDefinedMetadata: optional(anyObject),
  preprocessing: optional(nullable(anyObject)),
}) as Rule<ModelFile>;

const OF_KERAS_2 =
  "make the model with Keras 2 (tf_keras, TF_USE_LEGACY_KERAS=1) and convert it by tensorflowjs_converter";

/**
 * The content of a model.json, checked.
 *
 * @param name of the file, for the error
 * @throws ModelFault where it is no JSON, of Keras 3, a graph model, or of another shape
 */
export function parseModelFile(name: string, text: string): ModelFile {
  if (/\.(keras|h5|hdf5)$/.test(name)) throw new ModelFault(`${name} is a file of Keras itself`, OF_KERAS_2);
  const content = parseJson(name, text);
  const { modelTopology, format } = (content ?? {}) as Partial<ModelFile>;
  // batch_shape and registered_name are Keras 3's own; Keras 2 and TensorFlow.js write batch_input_shape
  if (/"keras_version":"[3-9]|"(batch_shape|registered_name)":/.test(JSON.stringify(modelTopology ?? content))) {
    throw new ModelFault(`${name} is of Keras 3, which TensorFlow.js cannot read`, OF_KERAS_2);
  }
  if (format === "graph-model") {
    const remedy = "convert it by tensorflowjs_converter --output_format tfjs_layers_model";
    throw new ModelFault(`${name} is a graph model, which has no layers`, remedy);
  }
  try {
    return MODEL_FILE(name, content);
  } catch (error) {
    throw new ModelFault(`${name} is damaged or no model (${(error as Error).message.replace(/\.$/, "")})`);
  }
}

/** What a text says as JSON; `name` is that of its file. */
export function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelFault(`${name} is not JSON (${(error as Error).message})`);
  }
}

/**
 * The model that a model.json and its weights are.
 *
 * @throws ModelFault where TensorFlow.js cannot build it, weights are missing, too many or of other shapes, or not finite
 */
export async function buildModel(file: ModelFile, weightData: ArrayBuffer): Promise<tf.LayersModel> {
  const { modelTopology, userDefinedMetadata } = file;
  const weightSpecs = file.weightsManifest.flatMap((group) => group.weights);
  const artifacts = { modelTopology, weightSpecs, weightData, userDefinedMetadata };
  let model: tf.LayersModel;
  try {
    model = await tf.loadLayersModel({ load: async () => artifacts as tf.io.ModelArtifacts });
  } catch (error) {
    throw explain(error as Error);
  }
  const bad = model.weights.find((weight) => !weight.read().dataSync().every(Number.isFinite));
  if (!bad) return model;
  model.dispose();
  throw new ModelFault(
    `the weights ${bad.originalName} are not finite`,
    "train again, and save a model of finite weights",
  );
}

function explain({ message }: Error): ModelFault {
  const unknown = /Unknown layer: (\w+)/.exec(message);
  if (!unknown) return new ModelFault(`TensorFlow.js cannot build the model (${message.split("\n")[0].trim()})`);
  return new ModelFault(
    `TensorFlow.js knows no layer of the class ${unknown[1]}`,
    "register that class by tf.serialization.registerClass first",
  );
}
