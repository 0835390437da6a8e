import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fields, list, nullable, number, object, optional, type Rule, text } from "../base/check";
import { packageRoot } from "../base/files";
import { type LossRecipe, RECIPE } from "./loss-recipe";

/** What a user may want of a loss. */
export const QUESTIONS = [
  "smoother",
  "slope bound",
  "noisy inputs",
  "noisy labels",
  "noisy training inputs",
  "worst case",
] as const;
export type Question = (typeof QUESTIONS)[number];

/** A mean over data sets with its 95 % interval. */
export interface Change {
  mean: number;
  low: number;
  high: number;
}

/** What the stored results say of one method for one question. */
export interface MethodEvidence {
  /** such as "laiMse" */
  method: string;
  label: string;
  /** data sets that it was measured on; for a bound, data sets and bounds */
  count: number;
  /** relative change against plain training (below 0 is a gain); for a bound, by how much of it the bound is exceeded */
  change: Change;
  /** on how many of them the interval is below 0; for a bound, where it is exceeded by at most 5 % */
  below: number;
  /** the usual one of the values that were chosen for what the method tunes; null where nothing is tuned or mostly "off" was chosen */
  value: number | null;
  /** how its loss is made */
  recipe: LossRecipe;
  /** the change where values were not chosen by clean rows, but by rows as noisy as those of the training */
  byNoisyRows?: Change;
}

/** For each question the methods that can answer it, the best first. Plain JSON. */
export type Evidence = Record<Question, MethodEvidence[]>;

/** Where the evidence lies that comes with the package. */
export function evidenceFile(): string {
  return join(packageRoot(), "data", "evidence.json");
}

const CHANGE = object({ mean: number(), low: number(), high: number() });

const ANSWER = fields<MethodEvidence>({
  method: text,
  label: text,
  count: number(),
  change: CHANGE,
  below: number(),
  value: nullable(number()),
  recipe: RECIPE,
  byNoisyRows: optional(CHANGE),
});

/** The rule of evidence; a question may have no answers. */
export const EVIDENCE: Rule<Evidence> = object(
  Object.fromEntries(QUESTIONS.map((question) => [question, optional(list(ANSWER))])),
) as unknown as Rule<Evidence>;

/** The evidence that comes with the package. */
export function readEvidence(): Evidence {
  return EVIDENCE("data/evidence.json", JSON.parse(readFileSync(evidenceFile(), "utf8")));
}
