import { ArgumentError, checkChoice, checkKeys, checkNumber } from "../../base/check";
import { mean } from "../distribution";
import { comparePaired, type PairedComparison } from "./paired";
import { type ErrorPair, robustErrorAtClean } from "./pareto";
import { type Summary, summarise } from "./summary";

/** One trained model: a method with one setting of its hyperparameter, and one seed. */
export interface MethodRun {
  /** names the setting, such as "lambda 0.3" */
  setting: string;
  seed: number;
  validation: ErrorPair;
  test: ErrorPair;
}

/** What a method changes where it may cost little clean accuracy. */
export interface BudgetComparison {
  /** allowed relative increase of the clean validation error, such as .02 */
  budget: number;
  /** the setting chosen for each seed, in ascending order of the seeds; null where no setting keeps to the budget */
  chosen: { seed: number; setting: string | null }[];
  /** seeds for which a setting was found: the others are not in the numbers below */
  count: number;
  /** robust test error of the method / that of the baseline - 1; negative is a gain; null where count is 0 */
  robustChange: Summary | null;
  /** clean test error of the method / that of the baseline - 1: whether the budget was kept on the test rows */
  cleanChange: Summary | null;
  /** method - baseline in robust test error, seed by seed; null for fewer than two seeds */
  paired: PairedComparison | null;
}

export interface BudgetOptions {
  /** allowed relative increase of the clean validation error; defaults to .02 */
  budget?: number;
  /** choose one setting by the means over the seeds, or one for each seed as a user with one data set would; defaults to "mean" */
  select?: "mean" | "seed";
  /** seed of the bootstrap; defaults to 0 */
  seed?: number;
}

/**
 * The change at a clean-accuracy budget: among the settings of a method whose clean validation error is at most
 * (1 + budget) times the baseline's, the one with the lowest robust validation error is taken, and its test errors are
 * compared with the baseline's seed by seed. Choosing on validation and reporting on test keeps the choice honest.
 *
 * @param method runs of one method, every setting with every seed
 * @param baseline one run a seed, such as the plain loss, for the same seeds
 * @throws ArgumentError where a seed is missing, or an error of a run is not finite: leave out settings that failed
 */
export function changeAtBudget(
  method: readonly MethodRun[],
  baseline: readonly MethodRun[],
  options: BudgetOptions = {},
): BudgetComparison {
  checkKeys("options", options, ["budget", "select", "seed"]);
  const budget = checkNumber("budget", options.budget ?? 0.02, { min: 0 });
  const select = checkChoice("select", options.select ?? "mean", ["mean", "seed"]);
  const seeds = seedsOf(baseline);
  if (baseline.length !== seeds.length) throw new ArgumentError("baseline", baseline.length, "give one run a seed.");
  const settings = settingsOf(method, seeds);
  checkErrors("baseline", baseline, ["validation", "test"]);
  checkErrors("method", method, ["validation", "test"]);
  const references = seeds.map((seed) => baseline.find((run) => run.seed === seed) as MethodRun);

  const pick = (positions: readonly number[]): string | null => {
    const clean = mean(positions.map((k) => references[k].validation.clean));
    let best: { setting: string; robust: number } | null = null;
    for (const [setting, runs] of settings) {
      const robust = mean(positions.map((k) => runs[k].validation.robust));
      if (mean(positions.map((k) => runs[k].validation.clean)) > (1 + budget) * clean) continue;
      if (best === null || robust < best.robust) best = { setting, robust };
    }
    return best?.setting ?? null;
  };
  const overall = select === "mean" ? pick(seeds.map((_, k) => k)) : null;
  const chosen = seeds.map((seed, k) => ({ seed, setting: select === "mean" ? overall : pick([k]) }));

  const pairs = chosen.flatMap(({ setting }, k) =>
    setting === null ? [] : [{ run: settings.get(setting)?.[k].test as ErrorPair, reference: references[k].test }],
  );
  const bootstrap = { seed: options.seed ?? 0 };
  const change = (error: keyof ErrorPair): Summary | null =>
    pairs.length === 0
      ? null
      : summarise(
          pairs.map(({ run, reference }) => run[error] / reference[error] - 1),
          bootstrap,
        );
  return {
    budget,
    chosen,
    count: pairs.length,
    robustChange: change("robust"),
    cleanChange: change("clean"),
    paired:
      pairs.length < 2
        ? null
        : comparePaired(
            pairs.map(({ run }) => run.robust),
            pairs.map(({ reference }) => reference.robust),
            bootstrap,
          ),
  };
}

/** How one setting of a method compares with a baseline that is tuned to the same clean error. */
export interface MatchedComparison {
  setting: string;
  /** relative difference robust / front(clean) - 1 for each seed, ascending seeds; null where the baseline never gets that accurate */
  differences: (number | null)[];
  /** of the differences that are not null; null where none is left */
  relativeDifference: Summary | null;
  /** seeds in which the setting is more accurate on clean rows than every setting of the baseline */
  beyondFront: number;
}

/**
 * The difference at matched clean error: for every seed, the test errors of all settings of a baseline (such as the
 * gradient penalty's weights) give a front, which is interpolated linearly at the clean error of each setting of the
 * method (`robustErrorAtClean`). Negative is a gain over a baseline tuned as far. The front takes the baseline's best on
 * the test rows themselves, which favours the baseline. Seeds without a counterpart on the front are counted in
 * `beyondFront` and left out: look at both numbers.
 *
 * @throws ArgumentError where a seed is missing, or a test error of a run is not finite
 */
export function differenceAtMatchedClean(
  method: readonly MethodRun[],
  baseline: readonly MethodRun[],
  options: { seed?: number } = {},
): MatchedComparison[] {
  checkKeys("options", options, ["seed"]);
  checkErrors("baseline", baseline, ["test"]);
  checkErrors("method", method, ["test"]);
  const seeds = seedsOf(baseline);
  const fronts = [...settingsOf(baseline, seeds, "baseline").values()];
  return [...settingsOf(method, seeds)].map(([setting, runs]) => {
    const differences = runs.map(({ test }, k) => {
      const matched = robustErrorAtClean(
        fronts.map((front) => front[k].test),
        test.clean,
      );
      return matched === null ? null : test.robust / matched - 1;
    });
    const known = differences.filter((value): value is number => value !== null);
    return {
      setting,
      differences,
      relativeDifference: known.length > 0 ? summarise(known, { seed: options.seed ?? 0 }) : null,
      beyondFront: differences.length - known.length,
    };
  });
}

/** A NaN, or the null that a file has in its place, would pass for the best of all errors. */
function checkErrors(argument: string, runs: readonly MethodRun[], parts: readonly ("validation" | "test")[]): void {
  for (const run of runs) {
    for (const part of parts) {
      for (const error of ["clean", "robust"] as const) {
        checkNumber(`${argument} "${run.setting}", seed ${run.seed}, ${part}.${error}`, run[part][error], { min: 0 });
      }
    }
  }
}

function seedsOf(runs: readonly MethodRun[]): number[] {
  if (runs.length === 0) throw new ArgumentError("baseline", runs, "give at least one run.");
  return [...new Set(runs.map((run) => run.seed))].sort((a, b) => a - b);
}

/** The runs of each setting in the order of the seeds; every setting must have one run for every seed. */
function settingsOf(
  runs: readonly MethodRun[],
  seeds: readonly number[],
  argument = "method",
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
        `give "${setting}" the seeds of the baseline only.`,
      );
    }
    settings.set(setting, ordered);
  }
  return settings;
}
