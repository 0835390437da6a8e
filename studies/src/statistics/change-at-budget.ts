import { checkOptions, checkRuns, choice, number, optional, SEED, seedsOf, settingsOf } from "lai-internal";
import { ArgumentError } from "lai-loss";
import { comparePaired, type MethodRun, type Summary, summarise } from "lai-loss/compare";
import { mean } from "lai-loss/measure";

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
  paired: ReturnType<typeof comparePaired> | null;
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
  const { budget, select, ...bootstrap } = checkOptions("options", options, {
    budget: optional(number({ min: 0 }), 0.02),
    select: optional(choice(["mean", "seed"]), "mean"),
    seed: SEED,
  });
  checkRuns("baseline", baseline, ["validation", "test"]);
  checkRuns("method", method, ["validation", "test"]);
  const seeds = seedsOf(baseline);
  if (baseline.length !== seeds.length) throw new ArgumentError("baseline", baseline.length, "give one run a seed.");
  const settings = settingsOf("method", method, seeds);
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
    setting === null
      ? []
      : [{ run: settings.get(setting)?.[k].test as MethodRun["test"], reference: references[k].test }],
  );
  const change = (error: keyof MethodRun["test"]): Summary | null =>
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
