import type { DataSetName, MethodName, Strengths } from "./choices";

/** Where the rows come from: a drawn set, or two columns of the file that was read last. */
export type DataChoice =
  | { kind: "drawn"; name: DataSetName }
  /** `file` counts the files that were read, so that another file is other data though its columns have the same names */
  | { kind: "own"; file: number; feature: string; target: string };

/** All that decides what is trained: the same settings give the same numbers. */
export interface Settings extends Strengths {
  data: DataChoice;
  /** of the rows, the split, the first weights, the batches and the noise */
  seed: number;
}

/** What the page asks of the worker. */
export type ToWorker =
  | { type: "file"; file: File }
  | { type: "train"; settings: Settings }
  | { type: "pause"; paused: boolean };

/** What the worker tells the page. */
export type FromWorker =
  | { type: "columns"; fileName: string; rows: number; names: string[] }
  | { type: "refused"; message: string }
  | { type: "data"; run: number; x: Float32Array; y: Float32Array; testRows: number; note: string }
  | ({ type: "snapshot"; run: number } & Snapshot)
  | { type: "ended"; run: number };

/** One method's network after an epoch. */
export interface Snapshot {
  method: MethodName;
  epoch: number;
  /** predictions on GRID, shape [GRID_POINTS] */
  curve: Float32Array;
  /** predictions at the training rows, shape [rows] */
  predictions: Float32Array;
  /** d prediction / d x at the training rows, shape [rows] */
  slopes: Float32Array;
  /** mean of |slope| over the training rows */
  meanSlope: number;
  /** RMSE over the test rows where noise of each of SIGMAS is added to the input, shape [SIGMAS.length] */
  noiseRmse: Float32Array;
}

/** Passes over the data, the first of them with the plain loss (our reading of the paper's random sampling). */
export const EPOCHS = 300;
export const WARM_UP_EPOCHS = 30;

/** The picture shows standard deviations from -REACH to REACH in both directions. */
export const REACH = 3;
const GRID_POINTS = 121;
export const GRID: Float32Array = Float32Array.from(
  { length: GRID_POINTS },
  (_, i) => -REACH + (2 * REACH * i) / (GRID_POINTS - 1),
);

/** Standard deviations of the input noise, from 0 to 1: the steps of the page's slider. */
export const SIGMAS: readonly number[] = Array.from({ length: 21 }, (_, i) => i / 20);
