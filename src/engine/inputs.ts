import * as tf from "@tensorflow/tfjs";
import { ArgumentError } from "../base/check";
import { checkFinite } from "../base/finite";

/** Inputs as the public functions take them: rows × features numbers row by row, or a tensor of shape [rows, features]. */
export type InputRows = Float32Array | tf.Tensor2D;

/** Targets as the public functions take them, one a row. */
export type TargetRows = Float32Array | readonly number[] | tf.Tensor;

/**
 * Inputs as a Float32Array, checked.
 *
 * @throws ArgumentError where the shape does not fit the model, there is no row, or a number is not finite
 */
export function readInputs(x: InputRows, features: number): { x: Float32Array; rows: number } {
  let values: Float32Array;
  if (x instanceof tf.Tensor) {
    if (x.shape.length !== 2 || x.shape[1] !== features) {
      throw new ArgumentError(
        "x.shape",
        x.shape,
        `the model has ${features} inputs; give a tensor [rows, ${features}].`,
      );
    }
    values = Float32Array.from(x.dataSync());
  } else if (x instanceof Float32Array) {
    values = x;
  } else {
    throw new ArgumentError("x", x, `give a Float32Array of rows × ${features} numbers, or a tf.Tensor2D.`);
  }
  if (values.length === 0) throw new ArgumentError("x", [], "it has no rows; give at least one.");
  if (values.length % features !== 0) {
    throw new ArgumentError(
      "x.length",
      values.length,
      `the model has ${features} inputs; give a multiple of ${features}.`,
    );
  }
  checkFinite("x", values, features);
  return { x: values, rows: values.length / features };
}

/**
 * Targets as a Float32Array, checked.
 *
 * @throws ArgumentError where there is not one a row, or a number is not finite
 */
export function readTargets(y: TargetRows, rows: number): Float32Array {
  let values: Float32Array;
  if (y instanceof tf.Tensor) values = Float32Array.from(y.dataSync());
  else if (y instanceof Float32Array || Array.isArray(y)) values = Float32Array.from(y);
  else throw new ArgumentError("y", y, "give a Float32Array, a list of numbers, or a tensor.");
  if (values.length !== rows) {
    throw new ArgumentError("y.length", values.length, `x has ${rows} rows; give one target a row.`);
  }
  checkFinite("y", values, 1);
  return values;
}
