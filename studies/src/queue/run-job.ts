import { isName, NAME_RULE } from "lai-internal";
import { ArgumentError } from "lai-loss";
import { z } from "zod";
import type { Environment } from "../environment";
import { checkShape } from "../json-file";
import { CURVE_LENGTHS, type RunMeasures } from "../measure-run";
import type { RunResult } from "../pool/executor";
import { costSchema, outcomeSchema } from "../record-schema";
import { type RunSpec, runKey } from "../run-spec";
import { runSpecSchema } from "../study-schema";

/** What a run's job in the queue says. */
export interface RunJob {
  study: string;
  spec: RunSpec;
}

/** How the reason begins for which a worker sets a job aside, among the failed ones of the queue. */
export const SET_ASIDE = "set aside: ";

const jobSchema: z.ZodType<RunJob> = z.object({ study: z.string().refine(isName, NAME_RULE), spec: runSpecSchema });
const resultSchema: z.ZodType<RunResult> = z.object({ outcome: outcomeSchema, cost: costSchema });

/**
 * Checks what came out of the queue as a job.
 *
 * @param id of the job, which is the key of its run
 * @param here what computes the run
 * @throws ArgumentError where it is no run, or another one than its id says
 */
export function checkJob(data: unknown, id: string | undefined, here: Environment): RunJob {
  const job = checkShape(jobSchema, data, "job");
  const key = runKey(job.spec, here);
  if (key !== id) throw new ArgumentError("job", id, `its run has the key ${key}: ask for runs by lai study run.`);
  return job;
}

/**
 * Checks what came out of the queue as the result of a run.
 *
 * @throws ArgumentError where it cannot be that of this run
 */
export function checkResult(value: unknown, { data, measures }: RunSpec): RunResult {
  const result = checkShape(resultSchema, value, "result");
  const { outcome } = result;
  if (outcome.status === "failed") return result;
  const { epochs, bestEpoch } = outcome;
  if (epochs > data.training.epochs || bestEpoch > epochs) {
    const remedy = `the run has ${data.training.epochs} epochs at most, the best one among them.`;
    throw new ArgumentError("result.outcome.epochs", [epochs, bestEpoch], remedy);
  }
  for (const [regime, { test }] of Object.entries(outcome.measures)) {
    checkTest(test, `result.outcome.measures.${regime}.test`, measures);
  }
  return result;
}

function checkTest(test: RunMeasures["test"], path: string, measures: RunSpec["measures"]): void {
  if ((test === undefined) !== (measures.length === 0)) {
    const remedy = measures.length === 0 ? "the run measures nothing on test rows." : `the run measures ${measures}.`;
    throw new ArgumentError(path, test, remedy);
  }
  for (const [curve, length] of Object.entries(CURVE_LENGTHS)) {
    const values = test?.[curve as keyof typeof CURVE_LENGTHS];
    if (values === undefined || values.length === length) continue;
    throw new ArgumentError(`${path}.${curve}`, values, `the run has ${length} levels.`);
  }
}
