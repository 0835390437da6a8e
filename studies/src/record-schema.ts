import { isName, NAME_RULE } from "lai-internal";
import { z } from "zod";
import type { Environment } from "./environment";
import type { RunErrors, RunMeasures } from "./measure-run";
import type { RunCost, RunOutcome, RunRecord } from "./run-record";
import { LIMITS } from "./study-schema";

/*
 * The shapes of what comes back into a study from outside its process: records of a store, results of a queue's workers and
 * stored results. Measures may have fields that this version does not know.
 */

const finite = z.number();
const seconds = z.number().min(0);
const text = z.string().max(10_000);
const epoch = z.number().int().min(0).max(LIMITS.epochs);
const curve = z.array(finite).max(1000).optional();

const errorFields = {
  rmse: finite,
  mae: finite,
  r2: finite.nullable(),
  noise: curve,
  featureNoise: curve,
  attack: curve,
  attackLinf: curve,
  featureAttack: curve,
};

const slopes = z.looseObject({
  mean: finite,
  p50: finite,
  p95: finite,
  p99: finite,
  max: finite,
  zero: finite,
  aboveTarget: finite.optional(),
  excess: finite.optional(),
  features: z.array(finite),
  noisy: finite.optional(),
});

const errors = z.looseObject(errorFields) satisfies z.ZodType<RunErrors>;
const measures = z.looseObject({
  validation: errors,
  noisyValidation: errors.optional(),
  test: z.looseObject({ ...errorFields, slope: slopes.optional(), lipschitz: finite.optional() }).optional(),
}) satisfies z.ZodType<RunMeasures>;

const failed = z.object({ status: z.literal("failed"), error: z.object({ name: text, message: text }) });
const done = z.object({
  status: z.literal("done"),
  epochs: epoch,
  bestEpoch: epoch,
  measures: z.object({ best: measures, last: measures }),
  warnings: z.array(text).optional(),
});

/** Plain JSON of a RunOutcome. */
export const outcomeSchema: z.ZodType<RunOutcome> = z.discriminatedUnion("status", [done, failed]);

export const costSchema: z.ZodType<RunCost> = z.object({
  prepare: seconds,
  train: seconds,
  measure: seconds,
  ended: text,
  node: text,
});

/** Plain JSON of a RunRecord, a line of a journal. */
export const recordSchema: z.ZodType<RunRecord> = z.object({
  key: z.string().refine(isName, NAME_RULE),
  run: z.object({ data: text, method: text, learningRate: z.number().positive(), seed: z.number().int() }),
  outcome: outcomeSchema,
  cost: costSchema,
});

/** What computes, whatever the version that wrote it. */
export const environmentSchema = z.record(text, z.union([text, finite])) as unknown as z.ZodType<Environment>;
