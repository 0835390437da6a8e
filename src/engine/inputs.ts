import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { ArgumentError } from "../base/check";
import { checkFinite, checkSamples, type Samples } from "../base/samples";

/** Whether a value is a tensor, by the same signs as tf.Tensor's own instanceof, which needs no tfjs. */
function isTensor(value: unknown): value is Tensor {
  const { dataSync, throwIfDisposed, shape } = (value ?? {}) as Partial<Tensor> & { throwIfDisposed?: unknown };
  return typeof dataSync === "function" && typeof throwIfDisposed === "function" && Array.isArray(shape);
}

/** Inputs as the public functions take them: rows × features numbers row by row, or a tensor of shape [rows, features]. */
export type InputRows = Float32Array | Tensor2D;

/** Targets as the public functions take them, one a row: a tensor of them has the shape [rows] or [rows, 1]. */
export type TargetRows = Float32Array | readonly number[] | Tensor;

/** Samples as the public functions take them: x and y may also be tensors, and x then says how many rows and features there are. */
export interface SampleRows extends Omit<Samples, "x" | "y" | "rows" | "features"> {
  x: InputRows;
  y: TargetRows;
  rows?: number;
  features?: number;
}

/**
 * Inputs as a Float32Array, checked.
 *
 * @throws ArgumentError where the shape does not fit the model, there is no row, or a number is not finite
 */
export function readInputs(x: InputRows, features: number): { x: Float32Array; rows: number } {
  const wanted = `the model has ${features} inputs; give`;
  if (!isTensor(x) && !(x instanceof Float32Array))
    throw new ArgumentError("x", x, `give a Float32Array of rows × ${features} numbers, or a tf.Tensor2D.`);
  if (isTensor(x) && (x.shape.length !== 2 || x.shape[1] !== features))
    throw new ArgumentError("x.shape", x.shape, `${wanted} a tensor [rows, ${features}].`);
  const values = isTensor(x) ? valuesOf(x, "x") : x;
  if (values.length === 0) throw new ArgumentError("x", [], "it has no rows; give at least one.");
  if (values.length % features !== 0)
    throw new ArgumentError("x.length", values.length, `${wanted} a multiple of ${features}.`);
  checkFinite("x", values, features);
  return { x: values, rows: values.length / features };
}

/**
 * Samples with x and y as Float32Arrays, checked. Those that have them are given back as they are.
 *
 * @param name what the error calls them, such as "validation"
 * @throws ArgumentError as `checkSamples`, and where a tensor has another shape than [rows, features], or [rows] for y
 */
export function readSamples(data: SampleRows, name: string): Samples {
  const samples = samplesOf(data, name);
  checkSamples(samples, name);
  return samples;
}

function samplesOf(data: SampleRows, name: string): Samples {
  const { x, y } = data ?? {};
  let { rows, features } = data ?? {};
  if (isTensor(x)) {
    const { shape } = x;
    if (shape.length !== 2 || (rows ?? shape[0]) !== shape[0] || (features ?? shape[1]) !== shape[1]) {
      const wanted = `[${rows ?? "rows"}, ${features ?? "features"}]`;
      throw new ArgumentError(`${name}.x.shape`, shape, `give a tensor ${wanted}.`);
    }
    [rows, features] = shape;
  } else if (!(x instanceof Float32Array) || y instanceof Float32Array) {
    return data as Samples;
  }
  const values = isTensor(x) ? valuesOf(x, `${name}.x`) : x;
  return { ...data, x: values, y: targetsOf(y, `${name}.y`), rows: rows as number, features: features as number };
}

function targetsOf(y: TargetRows, name: string): Float32Array {
  if (y instanceof Float32Array) return y;
  if (isTensor(y)) {
    if (y.shape.length === 1 || (y.shape.length === 2 && y.shape[1] === 1)) return valuesOf(y, name);
    throw new ArgumentError(`${name}.shape`, y.shape, "give one target a row: a tensor [rows] or [rows, 1].");
  }
  if (!Array.isArray(y)) throw new ArgumentError(name, y, "give a Float32Array, a list of numbers, or a tensor.");
  const odd = y.findIndex((value) => typeof value !== "number");
  if (odd >= 0) throw new ArgumentError(`${name}[${odd}]`, y[odd], "give numbers.");
  return Float32Array.from(y);
}

function valuesOf(tensor: Tensor, name: string): Float32Array {
  if (tensor.dtype === "string" || tensor.dtype === "complex64") {
    throw new ArgumentError(`${name}.dtype`, tensor.dtype, "give a tensor of real numbers.");
  }
  return Float32Array.from(tensor.dataSync());
}

/**
 * Targets as a Float32Array, checked.
 *
 * @throws ArgumentError where there is not one a row, or a number is not finite
 */
export function readTargets(y: TargetRows, rows: number): Float32Array {
  const values = targetsOf(y, "y");
  if (values.length !== rows) {
    throw new ArgumentError("y.length", values.length, `x has ${rows} rows; give one target a row.`);
  }
  checkFinite("y", values, 1);
  return values;
}
