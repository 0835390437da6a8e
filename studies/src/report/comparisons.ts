import { differenceAtMeanClean, holm, type MethodRun, type Summary } from "lai-loss/compare";
import { changeAtBudget } from "../statistics/change-at-budget";
import type { KeptEpoch, Study } from "../study";
import { type Criterion, criteriaOf, mainCriterion } from "./criteria";
import type { SettingResult } from "./results-table";

/** What a comparison is about. */
interface Compared {
  data: string;
  regime: KeptEpoch;
  criterion: string;
  method: string;
  /** null where none keeps to the clean-accuracy budget */
  setting: string | null;
  /** two-sided, of Wilcoxon's signed-rank test over the seeds; null where it could not be made */
  pValue: number | null;
  /** corrected by Holm over all data sets and methods with the same regime, criterion and reference */
  pHolm: number | null;
}

/** A method's setting with the lowest criterion on validation rows within the budget, against the baseline. */
export interface BudgetResult extends Compared {
  /** relative change of the criterion on test rows: negative is a gain */
  change: Summary | null;
  /** relative change of the clean RMSE on test rows */
  cleanChange: Summary | null;
}

/** A setting against a reference at the same mean clean RMSE. */
export interface MatchedResult extends Compared {
  reference: string;
  /** relative difference of the criterion: negative is a gain over the reference; null where no setting of it is as accurate */
  difference: Summary | null;
}

export interface Comparisons {
  budget: BudgetResult[];
  /** of the settings that are best by the main criterion within the budget */
  matched: MatchedResult[];
  /** why comparisons are missing */
  notes: string[];
}

/** One data set and regime of a study: methods are compared within it. */
export interface Place {
  study: Pick<Study, "methods" | "comparison">;
  data: string;
  regime: KeptEpoch;
  /** of the whole study */
  results: readonly SettingResult[];
}

/** Compares the methods of a study, all data sets together, as its `comparison` asks for. */
export function compareSettings(
  study: Pick<Study, "data" | "methods" | "regimes" | "measures" | "comparison">,
  results: readonly SettingResult[],
): Comparisons {
  const criteria = criteriaOf(study.measures);
  const main = mainCriterion(criteria);
  const comparisons: Comparisons = { budget: [], matched: [], notes: [] };
  for (const { name: data } of study.data) {
    for (const regime of study.regimes) {
      const place = { study, data, regime, results };
      comparisons.notes.push(...failures(place));
      const budget = criteria.flatMap((criterion) => compareAtBudget(place, criterion));
      const chosen = budget.filter(({ criterion }) => criterion === main?.name);
      comparisons.budget.push(...budget);
      comparisons.matched.push(
        ...criteria.flatMap((criterion) =>
          chosen.flatMap(({ method, setting }) =>
            study.comparison.references.flatMap(
              (reference) => compareMatched(place, { method, setting, reference }, criterion) ?? [],
            ),
          ),
        ),
      );
    }
  }
  correctBudget(comparisons.budget);
  correctMatched(comparisons.matched);
  return comparisons;
}

/** Every method within the budget by one criterion, p-values not corrected; none where it has no validation rows. */
export function compareAtBudget(place: Place, criterion: Criterion): BudgetResult[] {
  const { methods, comparison } = place.study;
  const plain = methodRuns(place, comparison.baseline, criterion);
  if (criterion.validation === undefined || plain.length === 0) return [];
  return methods.flatMap(({ label: method }) => {
    const runs = method === comparison.baseline ? [] : methodRuns(place, method, criterion);
    if (runs.length === 0) return []; // not measured, or failed: the notes say so
    const { chosen, robustChange, cleanChange, paired } = changeAtBudget(runs, plain, { budget: comparison.budget });
    return {
      data: place.data,
      regime: place.regime,
      criterion: criterion.name,
      method,
      setting: chosen[0].setting,
      change: robustChange,
      cleanChange,
      pValue: paired?.wilcoxon.pValue ?? null,
      pHolm: null,
    };
  });
}

/** One setting against a reference by one criterion, not corrected; null where either has no complete runs. */
export function compareMatched(
  place: Place,
  { method, setting, reference }: Pick<MatchedResult, "method" | "setting" | "reference">,
  criterion: Criterion,
): MatchedResult | null {
  if (method === reference) return null;
  const runs = methodRuns(place, method, criterion).filter((run) => run.setting === setting);
  const front = methodRuns(place, reference, criterion);
  if (front.length === 0 || (setting !== null && runs.length === 0)) return null;
  const { difference, paired } =
    setting === null ? { difference: null, paired: null } : differenceAtMeanClean(runs, front);
  return {
    data: place.data,
    regime: place.regime,
    criterion: criterion.name,
    method,
    setting,
    reference,
    difference,
    pValue: paired?.wilcoxon.pValue ?? null,
    pHolm: null,
  };
}

/** Corrects p-values by Holm, each family (regime and criterion) over all data sets and methods that are given. */
export function correctBudget(found: readonly BudgetResult[]): void {
  correct(found, ({ regime, criterion }) => [regime, criterion]);
}

/** Corrects p-values by Holm, each family (regime, criterion and reference) over all that are given. */
export function correctMatched(found: readonly MatchedResult[]): void {
  correct(found, ({ regime, criterion, reference }) => [regime, criterion, reference]);
}

function correct<T extends Compared>(found: readonly T[], familyOf: (result: T) => readonly string[]): void {
  const families = new Map<string, T[]>();
  for (const result of found) {
    if (result.pValue === null) continue;
    const family = JSON.stringify(familyOf(result));
    families.set(family, [...(families.get(family) ?? []), result]);
  }
  for (const family of families.values()) {
    const corrected = holm(family.map(({ pValue }) => pValue!));
    for (const [i, result] of family.entries()) result.pHolm = corrected[i];
  }
}

function settingsAt({ data, regime, results }: Place): SettingResult[] {
  return results.filter((result) => result.data === data && result.regime === regime);
}

function failures(place: Place): string[] {
  return settingsAt(place).flatMap(({ setting, failed }) => {
    if (failed.length === 0) return [];
    const name = [setting.method, setting.setting].filter(Boolean).join(", ");
    return `${place.data}, ${place.regime}: ${name} failed on ${failed.length} seeds and is not compared.`;
  });
}

/** The runs of a method as the statistics take them, settings with failed runs left out; none where the criterion was not measured. */
function methodRuns(place: Place, method: string, criterion: Criterion): MethodRun[] {
  return settingsAt(place)
    .filter(({ setting, failed }) => setting.method === method && failed.length === 0)
    .flatMap(({ setting, runs }) =>
      [...runs].flatMap(([seed, { measures }]) => {
        const robust = criterion.test(measures);
        const onValidation = criterion.validation ? criterion.validation(measures) : 0;
        if (robust === undefined || onValidation === undefined) return [];
        return {
          setting: setting.setting,
          seed,
          validation: { clean: measures.validation.rmse, robust: onValidation },
          test: { clean: measures.test!.rmse, robust },
        };
      }),
    );
}
