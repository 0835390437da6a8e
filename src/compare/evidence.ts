import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fields, list, nullable, number, object, optional, type Rule, text } from "../base/check";
import { packageRoot } from "../base/files";
import { type LossRecipe, RECIPE } from "./loss-recipe";

/** What a user may want of a loss. */
export const QUESTIONS = ["smoother", "slope bound", "noisy inputs", "noisy labels", "worst case"] as const;
export type Question = (typeof QUESTIONS)[number];

/** What the stored results say of one method for one question. */
export interface MethodEvidence {
  /** such as "laiMse" */
  method: string;
  label: string;
  /** data sets that it was measured on */
  count: number;
  /** median over them: of the relative change against plain training (negative is a gain), or of the share above the bound */
  median: number;
  /** data sets on which it is below 0; for the bound: on which at most 5 % of the rows are above it */
  better: number;
  /** median of the values that were chosen for what the method tunes; null where nothing is tuned or mostly "off" was chosen */
  value: number | null;
  /** how its loss is made */
  recipe: LossRecipe;
}

/** For each question the methods that can answer it, the best first. Plain JSON. */
export type Evidence = Record<Question, MethodEvidence[]>;

/** Where the evidence lies that comes with the package. */
export function evidenceFile(): string {
  return join(packageRoot(), "data", "evidence.json");
}

const ANSWER = fields<MethodEvidence>({
  method: text,
  label: text,
  count: number(),
  median: number(),
  better: number(),
  value: nullable(number()),
  recipe: RECIPE,
});

/** The rule of evidence; a question may have no answers. */
export const EVIDENCE: Rule<Evidence> = object(
  Object.fromEntries(QUESTIONS.map((question) => [question, optional(list(ANSWER))])),
) as unknown as Rule<Evidence>;

/** The evidence that comes with the package; null where there is none yet. */
export function readEvidence(): Evidence | null {
  if (!existsSync(evidenceFile())) return null;
  return EVIDENCE("data/evidence.json", JSON.parse(readFileSync(evidenceFile(), "utf8")));
}
