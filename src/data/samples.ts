/** Rows ready for training: numbers only, features standardised unless the user chose otherwise. */
export interface Samples {
  /** inputs row by row, shape [rows, features] */
  x: Float32Array;
  /** targets, shape [rows] */
  y: Float32Array;
  rows: number;
  features: number;
  featureNames?: readonly string[];
}
