import { ArgumentError, fields, list, number, text } from "../../base/check";
import type { ErrorPair } from "./pareto";

/** One trained model: a method with one setting of its hyperparameter, and one seed. */
export interface MethodRun {
  /** names the setting, such as "lambda 0.3" */
  setting: string;
  seed: number;
  validation: ErrorPair;
  test: ErrorPair;
}

// a NaN, or the null that a file has in its place, would pass for the best of all errors
const ERRORS = fields<ErrorPair>({ clean: number({ min: 0 }), robust: number({ min: 0 }) });

export function checkRuns(
  argument: string,
  runs: readonly MethodRun[],
  parts: readonly ("validation" | "test")[],
): void {
  const run = fields<Pick<MethodRun, "setting" | "seed">>({ setting: text, seed: number({ integer: true }) });
  for (const { setting, seed, ...errors } of list(run, { least: 1, remedy: "give at least one run." })(
    argument,
    runs,
  ) as MethodRun[]) {
    for (const part of parts) ERRORS(`${argument} "${setting}", seed ${seed}, ${part}`, errors[part]);
  }
}

/** Their seeds, ascending. */
export function seedsOf(runs: readonly MethodRun[]): number[] {
  return [...new Set(runs.map((run) => run.seed))].sort((a, b) => a - b);
}

/** The runs of each setting in the order of the seeds; every setting must have one run for every seed. */
export function settingsOf(
  argument: string,
  runs: readonly MethodRun[],
  seeds: readonly number[],
): Map<string, MethodRun[]> {
  const settings = new Map<string, MethodRun[]>();
  for (const setting of new Set(runs.map((run) => run.setting))) {
    const own = runs.filter((run) => run.setting === setting);
    const ordered = seeds.map((seed) => {
      const found = own.filter((run) => run.seed === seed);
      if (found.length !== 1) {
        const remedy = "give exactly one.";
        throw new ArgumentError(argument, `${found.length} runs of "${setting}" with seed ${seed}`, remedy);
      }
      return found[0];
    });
    if (own.length !== seeds.length) {
      const remedy = `give "${setting}" runs of the seeds ${seeds.join(", ")} alone.`;
      const found = own.map((run) => run.seed);
      throw new ArgumentError(argument, found, remedy);
    }
    settings.set(setting, ordered);
  }
  return settings;
}
