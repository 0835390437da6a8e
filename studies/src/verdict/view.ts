import { checkChoice, checkOptions, choice, list, optional, text, where } from "lai-internal";
import type { MeasureName } from "lai-loss/measure";
import {
  type BudgetResult,
  compareAtBudget,
  compareMatched,
  correctBudget,
  correctMatched,
  type MatchedResult,
  type Place,
} from "../report/comparisons";
import { type Criterion, CURVES, criteriaOf } from "../report/criteria";
import type { SettingSummary, Spread } from "../report/results";
import type { StoredResults } from "../stored/load-results";
import type { KeptEpoch } from "../study";

/** Which models of a study a finding is about. */
export interface ViewOptions {
  /** name of one of the study's data sets; defaults to the first */
  data?: string;
  /** of the best epoch by validation or of the last epoch; defaults to "last" */
  regime?: KeptEpoch;
}

/** By data set, regime and criterion: findings ask for the same ones again and again. */
const budgets = new WeakMap<StoredResults, Map<string, readonly BudgetResult[]>>();

/** The rules of which models of a study a finding is about. */
export const VIEW_OPTIONS = { data: optional(text), regime: optional(choice(["last", "best"])) };

/** Stored results, by what findings look at. */
export const RESULTS = where<StoredResults>((value) => {
  const { study, runs, settings, tuning } = (value ?? {}) as Partial<StoredResults>;
  return [study?.data, study?.methods, study?.regimes, runs, settings, tuning].every(Array.isArray);
}, 'give what loadResults("concrete") gives.');

/** The names of all criteria that studies know. */
const CRITERIA = criteriaOf([...Object.keys(CURVES), "sensitivity", "localLipschitz"] as MeasureName[]);

/** Checks the name of a criterion; "rmse" is the clean error. */
export function checkCriterion(criterion: unknown): void {
  checkChoice("criterion", criterion, [...CRITERIA.map(({ name }) => name), "rmse"]);
}

/** Checks stored results of several studies; returns them. */
export function checkAll(all: unknown): readonly StoredResults[] {
  return list(RESULTS)("all", all);
}

/** One data set and regime of stored results. */
export class View {
  readonly data: string;
  readonly regime: KeptEpoch;

  constructor(
    readonly results: StoredResults,
    options: ViewOptions = {},
  ) {
    RESULTS("results", results);
    const names = results.study.data.map(({ name }) => name);
    const { data = names[0], regime = "last" } = checkOptions("options", options, VIEW_OPTIONS);
    this.data = checkChoice("options.data", data, names);
    this.regime = checkChoice("options.regime", regime, results.study.regimes);
  }

  /** The same data set in the other regime. */
  withRegime(regime: KeptEpoch): View {
    return new View(this.results, { data: this.data, regime });
  }

  /** "concrete, last epoch" */
  get place(): string {
    return `${this.data}, ${this.regime === "last" ? "last epoch" : "best epoch by validation"}`;
  }

  get seeds(): number {
    return this.results.study.seeds.evaluation.length;
  }

  /** The labels of the methods with one of these names that the study has, in its order. */
  labels(...names: string[]): string[] {
    return this.results.study.methods.filter(({ spec }) => names.includes(spec.method)).map(({ label }) => label);
  }

  /** Labels of the Lai methods, the per-feature one left out. */
  get lai(): string[] {
    return this.labels("laiMse", "laiMae", "laiMseSampled", "laiMaeSampled", "laiOneSided");
  }

  get baseline(): string {
    return this.results.study.comparison.baseline;
  }

  /** All settings of a method, "off" first, then rising. */
  settings(method: string): SettingSummary[] {
    return this.results.settings.filter(
      (entry) => entry.data === this.data && entry.regime === this.regime && entry.method === method,
    );
  }

  /** The setting that tuning chose for a method; undefined where the study has none for this data set. */
  chosen(method: string): SettingSummary | undefined {
    const tuning = this.results.tuning.find(({ data }) => data === this.data);
    const chosen = tuning?.chosen.find((entry) => entry.method === method && entry.regime === this.regime);
    return this.settings(method).find(({ setting }) => setting === chosen?.setting);
  }

  /** A measure of the baseline. */
  plain(measure: string): Spread | undefined {
    return this.settings(this.baseline)[0]?.measures[measure];
  }

  /** Share of the variance of the test rows that the baseline leaves unexplained: the noise, as far as it is known. */
  get unexplained(): number {
    return 1 - this.plain("r2")!.mean;
  }

  /** The measures of each run of a setting by its seed, by the name of a criterion or "rmse". */
  get runs(): StoredResults["runs"] {
    return this.results.runs.filter(({ data, regime }) => data === this.data && regime === this.regime);
  }

  /**
   * Every method at its setting within the clean-accuracy budget against the baseline; p-values are corrected over the
   * methods of this data set.
   */
  budget(criteria: readonly string[]): BudgetResult[] {
    return this.criteria(criteria).flatMap((criterion) => {
      const known = budgets.get(this.results) ?? new Map<string, readonly BudgetResult[]>();
      budgets.set(this.results, known);
      const key = JSON.stringify([this.data, this.regime, criterion.name]);
      let found = known.get(key);
      if (found === undefined) {
        found = compareAtBudget(this.inStudy, criterion);
        correctBudget(found);
        known.set(key, found);
      }
      return found;
    });
  }

  /**
   * These methods at their settings within the budget that are best by `chosenBy`, against references of the same mean clean
   * RMSE, by each criterion; p-values are corrected over the methods of this data set, criterion by criterion.
   */
  matched(
    methods: readonly string[],
    references: readonly string[],
    criteria: readonly string[],
    chosenBy: string = NOISE,
  ): Matched[] {
    const chosen = new Map(this.budget([chosenBy]).map(({ method, setting }) => [method, setting]));
    const found = criteria.flatMap((criterion) =>
      methods.flatMap((method) =>
        references.flatMap((reference): Matched[] => {
          const setting = chosen.get(method);
          const entry = setting == null ? null : this.matchedSetting({ method, setting, reference, criterion });
          return entry === null ? [] : [entry];
        }),
      ),
    );
    correctMatched(found);
    return found;
  }

  /** One setting against a reference of the same mean clean RMSE; null where either has failed runs or was not measured. */
  matchedSetting({
    criterion: name,
    ...about
  }: Pick<Matched, "method" | "setting" | "reference" | "criterion">): Matched | null {
    const [criterion] = this.criteria([name]);
    const found = criterion === undefined ? null : compareMatched(this.inStudy, about, criterion);
    return found === null ? null : { ...found, setting: about.setting };
  }

  private get inStudy(): Place {
    const { study, runs } = this.results;
    return { study, data: this.data, regime: this.regime, results: runs };
  }

  private criteria(names: readonly string[]): Criterion[] {
    return criteriaOf(this.results.study.measures).filter(({ name }) => names.includes(name));
  }
}

/** A method's setting against a reference of the same mean clean RMSE. */
export type Matched = MatchedResult & { setting: string };

/** The criteria that findings speak of: one level of each curve, the middle one of noise and the larger of attack. */
export const NOISE = "noise 0.3";
export const FEATURE_NOISE = "featureNoise 0.3";
export const ATTACK = "attack 0.5";
export const TAIL: readonly string[] = ["slope p95", "slope p99", "lipschitz"];

/** What a criterion is, in words for titles and sentences. */
export function criterionText(criterion: string): string {
  const texts: Readonly<Record<string, string>> = {
    [NOISE]: "RMSE under noise of 0.3",
    [FEATURE_NOISE]: "RMSE under noise of 0.3 in the noisy features",
    [ATTACK]: "RMSE under attack of 0.5",
    "slope p95": "95th percentile of the slope",
    "slope p99": "99th percentile of the slope",
    lipschitz: "Largest local Lipschitz bound",
    rmse: "clean RMSE",
  };
  return texts[criterion] ?? criterion;
}

/** Significance of a result after Holm's correction. */
export const ALPHA = 0.05;
