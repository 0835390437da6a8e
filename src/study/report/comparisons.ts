import { changeAtBudget, differenceAtMatchedClean, type MethodRun } from "../../measure/statistics/comparison";
import { holm, wilcoxonSignedRank } from "../../measure/statistics/paired";
import type { Summary } from "../../measure/statistics/summary";
import type { Regime, Study } from "../study";
import { type Criterion, criteriaOf, mainCriterion } from "./criteria";
import type { SettingResult } from "./results-table";

/** What a comparison is about. */
interface Compared {
  data: string;
  regime: Regime;
  criterion: string;
  method: string;
  /** the setting with the lowest criterion on validation rows within the clean-accuracy budget; null where none keeps to it */
  setting: string | null;
  /** two-sided, of Wilcoxon's signed-rank test over the seeds; null where it could not be made */
  pValue: number | null;
  /** corrected by Holm over all data sets and methods with the same regime and criterion */
  pHolm: number | null;
}

/** A method's best within the budget against the baseline. */
export interface BudgetResult extends Compared {
  /** relative change of the criterion on test rows: negative is a gain */
  change: Summary | null;
  /** relative change of the clean RMSE on test rows */
  cleanChange: Summary | null;
}

/** The same setting against a reference at matched clean RMSE. */
export interface MatchedResult extends Compared {
  reference: string;
  /** relative difference of the criterion: negative is a gain over the reference */
  difference: Summary | null;
  /** seeds in which no setting of the reference is as accurate: they are not in the difference */
  beyondFront: number;
  /** for the main criterion: the same of each setting of the method, without tests */
  curve?: { setting: string; difference: Summary | null; beyondFront: number }[];
}

export interface Comparisons {
  budget: BudgetResult[];
  matched: MatchedResult[];
  /** why comparisons are missing */
  notes: string[];
}

/**
 * Compares the methods of a study, all data sets together, as its `comparison` asks for.
 *
 * @param only names of the criteria that are compared; defaults to all
 */
export function compareSettings(
  study: Pick<Study, "data" | "methods" | "regimes" | "measures" | "comparison">,
  results: readonly SettingResult[],
  only?: readonly string[],
): Comparisons {
  const all = criteriaOf(study.measures);
  const main = mainCriterion(all);
  const criteria = only === undefined ? all : all.filter(({ name }) => only.includes(name));
  const comparisons: Comparisons = { budget: [], matched: [], notes: [] };
  for (const { name: data } of study.data) {
    for (const regime of study.regimes) {
      const own = results.filter((result) => result.data === data && result.regime === regime);
      const complete = own.filter(({ failed }) => failed.length === 0);
      for (const { setting, failed } of own) {
        if (failed.length === 0) continue;
        const name = [setting.method, setting.setting].filter(Boolean).join(", ");
        comparisons.notes.push(`${data}, ${regime}: ${name} failed on ${failed.length} seeds and is not compared.`);
      }
      const withCurves = only === undefined;
      for (const criterion of criteria) {
        compareOne(comparisons, study, { data, regime, criterion, main, withCurves }, complete);
      }
    }
  }
  correctComparisons(comparisons);
  return comparisons;
}

/** Corrects p-values by Holm, each family (regime, criterion and reference) over all data sets and methods that are given. */
export function correctComparisons({ budget, matched }: Pick<Comparisons, "budget" | "matched">): void {
  correct(budget, (result) => [result.regime, result.criterion]);
  correct(matched, (result) => [result.regime, result.criterion, result.reference]);
}

interface Case {
  data: string;
  regime: Regime;
  criterion: Criterion;
  main: Criterion | undefined;
  /** each setting of a method against the references, not the chosen one alone */
  withCurves: boolean;
}

function compareOne(
  comparisons: Comparisons,
  study: Pick<Study, "methods" | "comparison">,
  { data, regime, criterion, main, withCurves }: Case,
  results: readonly SettingResult[],
): void {
  const { baseline, references, budget } = study.comparison;
  // a setting is chosen by the criterion itself where it has validation rows, else by the main one
  const choosing = criterion.validation ? criterion : main;
  const runs = (method: string, by: Criterion): MethodRun[] => methodRuns(results, method, by);
  const plain = choosing ? runs(baseline, choosing) : [];
  const fronts = new Map(references.map((reference) => [reference, runs(reference, criterion)]));
  for (const { label: method } of study.methods) {
    if (method === baseline) continue;
    const about = { data, regime, criterion: criterion.name, method, pHolm: null };
    const own = choosing ? runs(method, choosing) : [];
    if (own.length === 0 || plain.length === 0) continue; // not measured, or failed: the notes say so
    const chosen = changeAtBudget(own, plain, { budget });
    const setting = chosen.chosen[0].setting;
    if (criterion.validation) {
      comparisons.budget.push({
        ...{ ...about, setting, change: chosen.robustChange, cleanChange: chosen.cleanChange },
        pValue: chosen.paired?.wilcoxon.pValue ?? null,
      });
    }
    for (const [reference, front] of fronts) {
      if (reference === method || front.length === 0) continue;
      const isMain = criterion === main && withCurves;
      const compared = runs(method, criterion).filter((run) => isMain || run.setting === setting);
      const curve = compared.length === 0 ? [] : differenceAtMatchedClean(compared, front);
      const judged = curve.find((point) => point.setting === setting);
      const known = judged?.differences.filter((value): value is number => value !== null) ?? [];
      const test = known.length < 2 ? null : wilcoxonSignedRank(known, new Float64Array(known.length));
      comparisons.matched.push({
        ...{ ...about, setting, reference, pValue: test?.pValue ?? null },
        difference: judged?.relativeDifference ?? null,
        beyondFront: judged?.beyondFront ?? 0,
        ...(isMain && {
          curve: curve.map(({ setting: name, relativeDifference, beyondFront }) => {
            return { setting: name, difference: relativeDifference, beyondFront };
          }),
        }),
      });
    }
  }
}

/** The runs of a method as the statistics take them; none where the criterion was not measured. */
export function methodRuns(results: readonly SettingResult[], method: string, criterion: Criterion): MethodRun[] {
  return results
    .filter(({ setting }) => setting.method === method)
    .flatMap(({ setting, runs }) =>
      [...runs].flatMap(([seed, { measures }]) => {
        const robust = criterion.test(measures);
        const onValidation = criterion.validation ? criterion.validation(measures) : 0;
        if (robust === undefined || onValidation === undefined) return [];
        return {
          ...{ setting: setting.setting, seed },
          validation: { clean: measures.validation.rmse, robust: onValidation },
          test: { clean: measures.test!.rmse, robust },
        };
      }),
    );
}

/** Fills in Holm's correction family by family. */
function correct<T extends Compared>(results: T[], familyOf: (result: T) => readonly string[]): void {
  const families = new Map<string, T[]>();
  for (const result of results) {
    if (result.pValue === null) continue;
    const family = JSON.stringify(familyOf(result));
    families.set(family, [...(families.get(family) ?? []), result]);
  }
  for (const family of families.values()) {
    const corrected = holm(family.map(({ pValue }) => pValue!));
    for (const [i, result] of family.entries()) result.pHolm = corrected[i];
  }
}
