import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { packageRoot } from "../base/files";
import { readJsonFile } from "../base/json-file";
import type { LossRecipe } from "./loss-recipe";

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

const methodEvidence = z.object({
  method: z.string(),
  label: z.string(),
  count: z.number().int(),
  median: z.number(),
  better: z.number().int(),
  value: z.number().nullable(),
  recipe: z.object({
    loss: z.string(),
    options: z.record(z.string(), z.unknown()),
    tuned: z.string().nullable(),
    needsFeatures: z.boolean(),
  }),
});
const evidenceSchema: z.ZodType<Evidence> = z.record(z.enum(QUESTIONS), z.array(methodEvidence));

/** The evidence that comes with the package; null where there is none yet. */
export function readEvidence(): Evidence | null {
  if (!existsSync(evidenceFile())) return null;
  return readJsonFile(evidenceFile(), evidenceSchema, "install the package again, or run lai study results");
}
