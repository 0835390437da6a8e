/** Rows ready for training: numbers only, features standardised unless the user chose otherwise. */
export interface Samples {
  /** inputs row by row, shape [rows, features] */
  x: Float32Array;
  /** targets, shape [rows] */
  y: Float32Array;
  rows: number;
  features: number;
  featureNames?: readonly string[];
  /** where each row stands in the table that it was prepared from, shape [rows] */
  rowNumbers?: Uint32Array;
  /** what a reader should know of these rows, such as categories that the training rows did not have */
  notes?: readonly string[];
}
