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

export type PictureName = `fit ${MethodName}` | `histogram ${MethodName}` | "noise";

/** The colours of the theme, as style.css names them. */
export interface Colours {
  text: string;
  soft: string;
  line: string;
  sine: string;
  cosine: string;
  of: Readonly<Record<MethodName, string>>;
}

/** What the page tells the worker. */
export type ToWorker =
  /** where a picture is drawn */
  | { type: "picture"; picture: PictureName; canvas: OffscreenCanvas }
  /** how many pixels of the screen one unit of the picture has */
  | { type: "resize"; picture: PictureName; scale: number }
  | { type: "colours"; colours: Colours }
  | { type: "file"; file: File }
  | { type: "train"; settings: Settings }
  | { type: "pause"; paused: boolean }
  /** the sample that is looked at, by its number or by a place in the picture, in standard deviations */
  | { type: "sample"; index: number }
  | { type: "point"; x: number; y: number }
  /** the level of the noise, an index of SIGMAS */
  | { type: "noise"; level: number };

/** The cells of a table with a row for each method. */
export type Cells = Partial<Record<MethodName, string[]>>;

/** What the worker tells the page. */
export type FromWorker =
  | { type: "columns"; fileName: string; rows: number; names: string[] }
  | { type: "refused"; message: string }
  | { type: "data"; rows: number; testRows: number; note: string }
  | { type: "numbers"; epoch: number; sample: number; atSample: Cells; measured: Cells }
  /** where the networks rest: what each picture shows, and all in a sentence, in words */
  | { type: "rest"; ended: boolean; pictures: Partial<Record<PictureName, string>>; summary: string };

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

/** Sizes of the pictures in their own units. */
export const SIZES = {
  fit: { width: 300, height: 300 },
  histogram: { width: 300, height: 104 },
  noise: { width: 460, height: 260 },
} as const;

/** A number for people: two digits after the point. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2).replace("-0.00", "0.00");
}
