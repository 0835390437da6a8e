import { htmlOf, type Table, textOf } from "./html-table";

interface TensorLike {
  shape: number[];
  dtype: string;
  isDisposed: boolean;
  dataSync(): ArrayLike<unknown>;
  /** of a variable */
  name?: string;
  trainable?: boolean;
}

interface LayerLike {
  name: string;
  outputShape: unknown;
  getClassName(): string;
  countParams(): number;
}

interface ModelLike {
  name: string;
  layers: LayerLike[];
  trainableWeights: { shape: number[] }[];
  countParams(): number;
}

const MOST_VALUES = 1000;

/** A tensor of TensorFlow.js: its shape, its type and its first values. */
export function tensorForm(value: object): Record<string, unknown> | null {
  const tensor = value as TensorLike;
  if (typeof tensor.dataSync !== "function" || !Array.isArray(tensor.shape) || typeof tensor.dtype !== "string")
    return null;
  const kind = typeof tensor.trainable === "boolean" ? "Variable" : "Tensor";
  const head = `${kind} ${tensor.dtype} [${tensor.shape.join(", ")}]`;
  if (tensor.isDisposed) return { "text/plain": `${head}, disposed` };
  const body = String(tensor).replace(/^Tensor\n/, ""); // tfjs leaves out the middle of long dimensions
  const size = tensor.shape.reduce((product, length) => product * length, 1);
  const values = `${size.toLocaleString("en-US")} value${size === 1 ? "" : "s"}`;
  return {
    "text/plain": `${head}, ${values}\n${body.length > 40 * MOST_VALUES ? body.slice(0, 40 * MOST_VALUES) : body}`,
  };
}

/** A model of TensorFlow.js: its layers with their output shapes and numbers of parameters. */
export function modelForm(value: object): Record<string, unknown> | null {
  const model = value as ModelLike;
  if (!Array.isArray(model.layers) || typeof model.countParams !== "function") return null;
  if (!model.layers.every((layer) => typeof layer?.getClassName === "function")) return null;
  const count = (number: number): string => number.toLocaleString("en-US");
  const total = model.countParams();
  const trainable = (model.trainableWeights ?? []).reduce(
    (sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1),
    0,
  );
  const table: Table = {
    columns: ["layer", "kind", "output shape", "parameters"],
    types: null,
    rows: model.layers.map((layer) => [
      layer.name,
      layer.getClassName(),
      shapeText(layer.outputShape),
      count(layer.countParams()),
    ]),
    numeric: new Set([3]),
    caption: `${model.name}: ${count(total)} parameters, ${count(trainable)} of them trainable`,
  };
  return { "text/html": htmlOf(table), "text/plain": textOf(table) };
}

/** [null, 4], or several of them where a layer has several outputs. */
function shapeText(shape: unknown): string {
  return JSON.stringify(shape).replaceAll("null", "any").replaceAll(",", ", ");
}
