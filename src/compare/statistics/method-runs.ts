import { ArgumentError, checkNumber } from "../../base/check";
import type { ErrorPair } from "./pareto";

/** One trained model: a method with one setting of its hyperparameter, and one seed. */
export interface MethodRun {
  /** names the setting, such as "lambda 0.3" */
  setting: string;
  seed: number;
  validation: ErrorPair;
  test: ErrorPair;
}

/** A NaN, or the null that a file has in its place, would pass for the best of all errors. */
export function checkErrors(
  argument: string,
  runs: readonly MethodRun[],
  parts: readonly ("validation" | "test")[],
): void {
  for (const run of runs) {
    for (const part of parts) {
      for (const error of ["clean", "robust"] as const) {
        checkNumber(`${argument} "${run.setting}", seed ${run.seed}, ${part}.${error}`, run[part][error], { min: 0 });
      }
    }
  }
}

/** Their seeds, ascending. */
export function seedsOf(argument: string, runs: readonly MethodRun[]): number[] {
  if (runs.length === 0) throw new ArgumentError(argument, runs, "give at least one run.");
  return [...new Set(runs.map((run) => run.seed))].sort((a, b) => a - b);
}

/** The runs of each setting in the order of the seeds; every setting must have one run for every seed. */
export function settingsOf(
  argument: string,
  runs: readonly MethodRun[],
  seeds: readonly number[],
): Map<string, MethodRun[]> {
  if (runs.length === 0) throw new ArgumentError(argument, runs, "give at least one run.");
  const settings = new Map<string, MethodRun[]>();
  for (const setting of new Set(runs.map((run) => run.setting))) {
    const own = runs.filter((run) => run.setting === setting);
    const ordered = seeds.map((seed) => {
      const found = own.filter((run) => run.seed === seed);
      if (found.length !== 1) {
        throw new ArgumentError(
          argument,
          `${found.length} runs of "${setting}" with seed ${seed}`,
          "give exactly one.",
        );
      }
      return found[0];
    });
    if (own.length !== seeds.length) {
      throw new ArgumentError(
        argument,
        own.map((run) => run.seed),
        `give "${setting}" runs of the seeds ${seeds.join(", ")} alone.`,
      );
    }
    settings.set(setting, ordered);
  }
  return settings;
}
