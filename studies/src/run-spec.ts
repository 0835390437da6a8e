import { createHash } from "node:crypto";
import { RENAMED_OPTIONS } from "lai-internal";
import type { MeasureName } from "lai-loss/measure";
import type { Environment } from "./environment";
import { buildMethod } from "./methods/build";
import type { MethodSpec } from "./methods/method";
import type { ResolvedData } from "./resolve-study";

/** One training and what is measured of it. Plain JSON; the same spec in the same environment gives the same numbers. */
export interface RunSpec {
  data: ResolvedData;
  method: MethodSpec;
  learningRate: number;
  /** of split, initial weights, batches and noise: the same for every method */
  seed: number;
  /** on the test rows; none in a tuning run, which is judged by its validation error alone */
  measures: readonly MeasureName[];
}

/**
 * The key of a run: the SHA-256 of everything that determines its numbers. A method counts as what it changes in a training,
 * so that two methods turned off are one run.
 */
export function runKey(spec: RunSpec, environment: Environment): string {
  const { name: _name, dataset, sha256, ...data } = spec.data;
  const { loss, training, ...others } = buildMethod(spec.method);
  return createHash("sha256")
    .update(
      canonicalJson({
        environment,
        data: { ...data, sha256, noisyFeatures: spec.measures.length > 0 ? data.noisyFeatures : [] },
        method: { loss: loss.name, options: loss.options, training: firstNames(training), ...others },
        learningRate: spec.learningRate,
        seed: spec.seed,
        measures: spec.measures,
      }),
    )
    .digest("hex");
}

/** Options under the names that they had when the first records got their keys. */
function firstNames(training: object): Record<string, unknown> {
  const firstName = new Map(Object.entries(RENAMED_OPTIONS).map(([first, current]) => [current, first]));
  return Object.fromEntries(Object.entries(training).map(([key, value]) => [firstName.get(key) ?? key, value]));
}

/** JSON with the keys of every object in order: equal values give equal texts. Fields that are undefined are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  );
}
