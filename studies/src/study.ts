import type { ActivationName, PerturbedColumns } from "lai-loss";
import type { FeatureSpec } from "lai-loss/data";
import type { MeasureName } from "lai-loss/measure";
import type { LabelNoise } from "./label-noise-places";
import type { GridValue, MethodSpec } from "./methods/method";
import type { TrainingNoise } from "./training-noise";

/** The network of a study's models; inputs and seed are each run's own. */
export interface StudyModel {
  hidden: readonly number[];
  activation: ActivationName;
}

/** What all trainings of a data set share, whatever their method. */
export interface StudyTraining {
  epochs: number;
  /** rows a step; all training rows where they are fewer */
  batchSize: number;
  /** first epochs that take the base loss alone */
  warmUpEpochs: number;
  /** of every method; absent where each setting's own is tuned */
  learningRate?: number;
  clipNorm?: number;
}

/** One data set of a study, and how its rows become samples. */
export interface StudyData {
  /** in tables */
  name: string;
  /** id in the catalogue, or the path of a file of one's own */
  dataset: string;
  /** the column to predict, for a file of one's own */
  target?: string;
  /** each seed draws so many rows before they are split; defaults to all */
  rows?: number;
  split?: "random" | "group" | "time" | "stratified";
  fractions?: readonly [number, number, number];
  features?: readonly string[];
  transforms?: Readonly<Record<string, Partial<Omit<FeatureSpec, "name">>>>;
  targetTransform?: "none" | "log1p";
  /** features whose noise is measured by itself; defaults to those of the data set */
  noisyFeatures?: readonly string[];
  /** noise on the labels of training and validation rows; defaults to none */
  labelNoise?: LabelNoise;
  /** noise in the inputs of the training rows; defaults to none */
  trainingNoise?: TrainingNoise;
  /**
   * the columns that noise, attacks and the method input noise move. Absent means "all": so it is in the records of the
   * first edition, which stay what they are
   */
  perturbedColumns?: PerturbedColumns;
  model: StudyModel;
  training: StudyTraining;
}

/** What noise and attacks moved in the records of some data set. */
export function perturbedColumnsOf({
  perturbedColumns = "all",
}: Pick<StudyData, "perturbedColumns">): PerturbedColumns {
  return perturbedColumns;
}

/** The same as a sentence, for what is written of records. */
export function perturbedColumnsText(data: Pick<StudyData, "perturbedColumns">): string {
  return perturbedColumnsOf(data) === "all"
    ? "Noise in all features, attacks on all features and the method input noise moved every column, one-hot and 0/1 columns too, where a standard deviation means nothing."
    : "Noise, attacks and the method input noise moved the columns that hold numbers, not one-hot and 0/1 columns.";
}

/** A method of a study, its options, and the values that are tried for what is tuned. */
export interface StudyMethod {
  /** in tables; unique in the study */
  label: string;
  /** options that stay as they are; `features: "noisy"` stands for the noisy features of each data set */
  spec: MethodSpec;
  /** values of what is tuned, with "off"; empty where nothing is */
  grid: readonly GridValue[];
}

/** The weights of a training that are measured: of its best epoch by validation, and of its last one. */
export type KeptEpoch = "best" | "last";
export const KEPT_EPOCHS: readonly KeptEpoch[] = ["best", "last"];

/** How the methods are compared in the report. */
export interface StudyComparison {
  /** label of the method that budgets are relative to; it must have one setting alone */
  baseline: string;
  /** labels of methods whose whole grid gives the front for the comparison at the same mean clean error */
  references: readonly string[];
  /** allowed relative increase of the clean validation error */
  budget: number;
}

/** A whole study, checked and with every default filled in. Plain JSON. */
export interface Study {
  name: string;
  description: string;
  /** what was left out so that the study fits its time, a sentence each; the report says it */
  cut: readonly string[];
  data: readonly StudyData[];
  /** tried for every setting of every method */
  learningRates: readonly number[];
  methods: readonly StudyMethod[];
  /**
   * tuning seeds choose learning rates and hyperparameters by validation, and are none where every data set has its
   * learning rate; evaluation seeds, all others, are measured
   */
  seeds: { tuning: readonly number[]; evaluation: readonly number[] };
  regimes: readonly KeptEpoch[];
  /** of `evaluate`, preset "quick", on the test rows of the evaluation seeds */
  measures: readonly MeasureName[];
  comparison: StudyComparison;
}
