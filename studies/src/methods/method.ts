import type { GradientAwareLoss, TrainOptions } from "lai-loss";

/** A value of a method's option. "off" as the tuned value means the plain loss without the method. */
export type MethodValue = number | string | boolean | readonly string[];

/** A method of a study by name, with the values of its options; plain JSON, such as { method: "laiMse", lambda: 0.3 }. */
export interface MethodSpec {
  readonly method: string;
  readonly [option: string]: MethodValue;
}

/** The options of `train` that a method may set besides its loss. */
export const TRAINING_KEYS = ["slopeLossFraction", "inputNoise", "weightDecay"] as const;
export type MethodTraining = Pick<TrainOptions, (typeof TRAINING_KEYS)[number]>;

/** What a method changes in a training; everything else is the study's, the same for every method. */
export interface BuiltMethod {
  loss: GradientAwareLoss;
  training: MethodTraining;
  /** of SIMEX alone: the sd of the noise in the training inputs */
  simexSd?: number;
}

/** Groups of methods that work alike. */
export type MethodFamily =
  | "plain"
  | "regularisation"
  | "slope penalty"
  | "slope bound"
  | "adversarial"
  | "limit"
  | "errors in the inputs"
  | "Lai";

/** Whose idea a method is: the Lai paper's (arXiv 2405.07884), our reading of it, our extension of it, or other literature's. */
export type MethodOrigin = "paper" | "our reading" | "our extension" | "literature";

/** A value of a tuned option, or "off" for the plain loss. */
export type GridValue = number | "off";

/** What a method is, for tables and for tuning. */
export interface MethodInfo {
  /** as specs name it, such as "laiMse" */
  readonly name: string;
  /** for tables, such as "Lai-MSE" */
  readonly label: string;
  readonly family: MethodFamily;
  readonly origin: MethodOrigin;
  /** where the method is from, and what it is, in one line */
  readonly source: string;
  /** the option that a study tunes; null where the method has none */
  readonly tuned: string | null;
  /** values of the tuned option, "off" first, then rising; empty where nothing is tuned */
  readonly grid: readonly GridValue[];
  /** values that make the method what it is: a spec cannot change them */
  readonly fixed: Readonly<Record<string, MethodValue>>;
  /** values of further options that a spec may change */
  readonly defaults: Readonly<Record<string, MethodValue>>;
  /** options that a spec must give: the features of a noisy sensor, the sd of noise in the inputs */
  readonly required: readonly string[];
  /** the name that `createLoss` knows */
  readonly loss: string;
}
