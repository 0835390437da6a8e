import { median } from "lai-internal";
import { targetSlopeOf } from "lai-loss";
import { wilcoxonSignedRank } from "lai-loss/compare";
import { mean } from "lai-loss/measure";
import { methodInfo } from "../methods/build";
import { meanOf, type Run, type StudyRuns } from "../stored/study-runs";
import type { KeptEpoch } from "../study";
import { Choices, CLEAN, FEATURE_NOISE, KINDS, type Kind, NOISE } from "./choose";
import { type Comparison, compare, isFirstSplit } from "./comparison";
import { type Effect, effectOverData } from "./effect";
import { type InUse, inUse } from "./in-use";
import { atSameAccuracy } from "./same-accuracy";

export const LAI = "Lai-MSE";
export const PENALTY = "gradient penalty";
/** Forms of Lai loss, in the order of tables. */
export const LAI_FORMS: readonly string[] = [LAI, "Lai-MSE, sampled", "Lai-MAE", "Lai-MSE, one-sided"];
const CONTROLS: readonly string[] = [...LAI_FORMS, "target slope"];
const BOUNDS: readonly string[] = ["Lai-MSE, one-sided", "linear hinge", "constrained slope", LAI];
const ON_FEATURES = { method: "Lai-MSE on chosen features", rival: "gradient penalty on chosen features" };
/** What is compared at the same accuracy. */
export const AT_SAME: readonly string[] = ["noise.1", "attack.1", "slope.p95"];

/** Question 1 for one value of one method. */
export interface Control {
  epoch: KeptEpoch;
  method: string;
  value: number;
  /** the slope that it asks for */
  asked: number;
  /** mean test slope of each data set, over its seeds */
  reached: { data: string; slope: number }[];
  /** median over the first splits of reached / asked */
  median: number;
  /** how many of them lie within a quarter of what was asked */
  within: number;
}

/** How steeply the slope follows what is asked for: d ln reached / d ln asked, 1 where it follows exactly. */
export interface Following {
  epoch: KeptEpoch;
  method: string;
  /** over the first splits */
  over: Effect;
  each: { data: string; follows: number }[];
}

/** Questions 2, 4 and 5: two methods, each at the setting that the seed's validation rows chose. */
export interface Chosen {
  epoch: KeptEpoch;
  kind: string;
  method: string;
  rival: string;
  comparison: Comparison;
  /** clean test RMSE of what was chosen, against plain training */
  cost: Comparison;
  /** share of the seeds on which the method was switched off */
  off: number;
  /** of Wilcoxon's signed-rank test over the first splits; the primary comparison alone has it */
  pValue?: number;
}

/** Question 3 for one lambda. */
export interface Matched {
  epoch: KeptEpoch;
  method: string;
  value: number;
  rival: string;
  /** first splits by how the setting stands to the rival's */
  compared: number;
  moreAccurate: string[];
  lessAccurate: string[];
  /** first splits where a setting of the rival is at least as accurate and bears noise as well */
  dominated: string[];
  comparisons: Record<string, Comparison>;
}

/** Question 6 for one method that is asked for at most k0. */
export interface Bound {
  epoch: KeptEpoch;
  method: string;
  k0: number;
  /** first splits whose plain model is steeper on average */
  each: { data: string; excess: number; above: number; clean: number }[];
  /** over these: mean excess, share of rows above, ln(clean RMSE / plain's) */
  excess: number;
  above: number;
  clean: number;
}

/** The answers to questions 1 to 6. Plain JSON. */
export interface MainAnswers {
  /** test R² of plain training, for each data set */
  plain: { epoch: KeptEpoch; data: string; rmse: number; r2: number; slope: number; noise: number }[];
  control: Control[];
  following: Following[];
  inUse: InUse[];
  chosen: Chosen[];
  matched: Matched[];
  bounds: Bound[];
  /** how often the lowest or highest value was chosen in use */
  edges: { epoch: KeptEpoch; method: string; lowest: number; highest: number }[];
}

/** The comparison of two methods, each as its seeds chose it. */
export function chosenOf(
  { chosen }: MainAnswers,
  { epoch, kind, method, rival }: Pick<Chosen, "epoch" | "kind" | "method" | "rival">,
): Chosen {
  return chosen.find(
    (one) => one.epoch === epoch && one.kind === kind && one.method === method && one.rival === rival,
  )!;
}

/** What the slope reached changes by where the slope that is asked for doubles, as ln of a ratio. */
export function doublingEffect({ over: { mean, low, high, count } }: Following): Effect {
  return { mean: mean * Math.LN2, low: low * Math.LN2, high: high * Math.LN2, count };
}

export function answerMain(runs: StudyRuns): MainAnswers {
  const over = <T>(make: (epoch: KeptEpoch) => T[]): T[] => runs.epochs.flatMap(make);
  const choices = new Choices(runs);
  const { baseline, references } = runs.study.comparison;
  const methods = [baseline, ...references, ...LAI_FORMS];
  const controls = over((epoch) => CONTROLS.flatMap((method) => control(runs, epoch, method)));
  return {
    plain: over((epoch) => plainTraining(runs, epoch)),
    control: controls,
    following: over((epoch) => CONTROLS.map((method) => following(runs, controls, epoch, method))),
    inUse: over((epoch) => runs.data.flatMap((data) => methods.map((method) => inUse(choices, epoch, data, method)))),
    chosen: over((epoch) => chosenComparisons(runs, choices, epoch)),
    matched: over((epoch) => matchedComparisons(runs, epoch)),
    bounds: over((epoch) => bounds(runs, epoch)),
    edges: over((epoch) => edges(runs, choices, epoch)),
  };
}

function plainTraining(runs: StudyRuns, epoch: KeptEpoch): MainAnswers["plain"] {
  return runs.data.map((data) => {
    const own = runs.runs(data, runs.study.comparison.baseline, null);
    const of = (column: string): number => meanOf(own, `${epoch}.test.${column}`);
    return { epoch, data, rmse: of("rmse"), r2: of("r2"), slope: of("slope.mean"), noise: of("noise.1") };
  });
}

/** The slope that a value asks for: k0 itself, or what lambda of the method's base means. */
export function askedSlope(runs: StudyRuns, method: string, value: number): number {
  const { spec } = runs.study.methods.find(({ label }) => label === method)!;
  const { tuned, fixed } = methodInfo(spec.method);
  return tuned === "lambda" ? targetSlopeOf(fixed.base === "mae" ? "mae" : "mse", value) : value;
}

function valuesOf(runs: StudyRuns, method: string): number[] {
  const { grid } = runs.study.methods.find(({ label }) => label === method)!;
  return grid.filter((value): value is number => value !== "off").sort((a, b) => a - b);
}

function firstSplits(runs: StudyRuns): string[] {
  return runs.study.data.filter(isFirstSplit).map(({ name }) => name);
}

export function control(runs: StudyRuns, epoch: KeptEpoch, method: string): Control[] {
  return valuesOf(runs, method).map((value) => {
    const asked = askedSlope(runs, method, value);
    const reached = runs.data.map((data) => ({
      data,
      slope: meanOf(runs.runs(data, method, value), `${epoch}.test.slope.mean`),
    }));
    const units = new Set(firstSplits(runs));
    const ratios = reached.filter(({ data }) => units.has(data)).map(({ slope }) => slope / asked);
    const within = ratios.filter((ratio) => ratio >= 0.75 && ratio <= 1.25).length;
    return { epoch, method, value, asked, reached, median: median(ratios), within };
  });
}

/** Slopes that are asked for in the range where it could matter. */
const FOLLOWED = { least: 0.1, most: 3.3 };

export function following(runs: StudyRuns, controls: readonly Control[], epoch: KeptEpoch, method: string): Following {
  const settings = controls.filter(
    (one) => one.epoch === epoch && one.method === method && one.asked >= FOLLOWED.least && one.asked <= FOLLOWED.most,
  );
  const each = firstSplits(runs).map((data) => {
    const x = settings.map(({ asked }) => Math.log(asked));
    const y = settings.map(({ reached }) => Math.log(reached.find((one) => one.data === data)!.slope));
    return { data, follows: slopeOfLine(x, y) };
  });
  return { epoch, method, each, over: effectOverData(each.map(({ follows }) => follows)) };
}

/** Of the least squares line. */
function slopeOfLine(x: readonly number[], y: readonly number[]): number {
  const [cx, cy] = [mean(x), mean(y)];
  const products = x.reduce((sum, value, i) => sum + (value - cx) * (y[i] - cy), 0);
  return products / x.reduce((sum, value) => sum + (value - cx) ** 2, 0);
}

function chosenComparisons(runs: StudyRuns, choices: Choices, epoch: KeptEpoch): Chosen[] {
  const { baseline, references } = runs.study.comparison;
  const made: Chosen[] = [];
  for (const kind of KINDS) {
    for (const method of LAI_FORMS) {
      for (const rival of [baseline, ...references]) made.push(chosen(runs, choices, epoch, kind, method, rival));
    }
    for (const rival of references) made.push(chosen(runs, choices, epoch, kind, rival, baseline));
  }
  for (const method of [...LAI_FORMS, ...references]) made.push(chosen(runs, choices, epoch, CLEAN, method, baseline));
  for (const rival of references) made.push(chosen(runs, choices, epoch, CLEAN, LAI, rival));
  const { method, rival } = ON_FEATURES;
  made.push(chosen(runs, choices, epoch, FEATURE_NOISE, method, rival));
  for (const one of [method, rival]) made.push(chosen(runs, choices, epoch, FEATURE_NOISE, one, baseline));
  return made;
}

export function chosen(
  runs: StudyRuns,
  choices: Choices,
  epoch: KeptEpoch,
  kind: Kind,
  method: string,
  rival: string,
): Chosen {
  const { baseline } = runs.study.comparison;
  const differences = new Map<string, number[]>();
  const costs = new Map<string, number[]>();
  const ratio = (one: Run, other: Run, column: string): number =>
    Math.log(one.get(`${epoch}.test.${column}`)! / other.get(`${epoch}.test.${column}`)!);
  let off = 0;
  for (const data of runs.data) {
    const own = choices.of(data, method, epoch, kind);
    const others = choices.of(data, rival, epoch, kind);
    const plain = runs.runs(data, baseline, null);
    differences.set(
      data,
      own.map(({ run }, k) => ratio(run, others[k].run, kind.column)),
    );
    costs.set(
      data,
      own.map(({ run }) => ratio(run, plain.find(({ seed }) => seed === run.seed)!, CLEAN.column)),
    );
    off += own.filter(({ value }) => value === "off").length;
  }
  const comparison = compare(runs, differences);
  const result: Chosen = {
    epoch,
    kind: kind.name,
    method,
    rival,
    comparison,
    cost: compare(runs, costs),
    off: off / (runs.data.length * runs.seeds.length),
  };
  const isPrimary = epoch === "last" && kind === NOISE && method === LAI && rival === PENALTY;
  const means = comparison.each.map(({ effect }) => effect.mean);
  if (!isPrimary || means.length < 2) return result;
  return {
    ...result,
    pValue: wilcoxonSignedRank(
      means,
      means.map(() => 0),
    ).pValue,
  };
}

function matchedComparisons(runs: StudyRuns, epoch: KeptEpoch): Matched[] {
  return [LAI, "Lai-MSE, sampled", "Lai-MSE, one-sided"].flatMap((method) =>
    valuesOf(runs, method).flatMap((value) =>
      runs.study.comparison.references.map((rival) => matched(runs, epoch, { method, value }, rival)),
    ),
  );
}

function matched(
  runs: StudyRuns,
  epoch: KeptEpoch,
  setting: { method: string; value: number },
  rival: string,
): Matched {
  const differences = new Map(AT_SAME.map((column) => [column, new Map<string, number[]>()]));
  const units = new Set(firstSplits(runs));
  const standing = {
    compared: 0,
    moreAccurate: [] as string[],
    lessAccurate: [] as string[],
    dominated: [] as string[],
  };
  for (const data of runs.data) {
    const found = atSameAccuracy(runs, data, epoch, setting, rival, AT_SAME);
    if (found === null) continue;
    for (const [column, own] of Object.entries(found.differences)) differences.get(column)!.set(data, own);
    if (!units.has(data)) continue;
    if (found.standing === "compared") standing.compared++;
    else (found.standing === "more accurate than any" ? standing.moreAccurate : standing.lessAccurate).push(data);
    if (found.dominated) standing.dominated.push(data);
  }
  const comparisons = Object.fromEntries([...differences].map(([column, own]) => [column, compare(runs, own)]));
  return { epoch, ...setting, rival, ...standing, comparisons };
}

function bounds(runs: StudyRuns, epoch: KeptEpoch): Bound[] {
  const { baseline } = runs.study.comparison;
  return BOUNDS.flatMap((method) =>
    valuesOf(runs, method).flatMap((value) => {
      const k0 = askedSlope(runs, method, value);
      const each = firstSplits(runs).flatMap((data) => {
        const plain = runs.runs(data, baseline, null);
        const own = runs.runs(data, method, value);
        if (meanOf(plain, `${epoch}.test.slope.mean`) <= k0) return [];
        const of = (column: string): number => meanOf(own, `${epoch}.test.${column}`);
        const clean = Math.log(of("rmse") / meanOf(plain, `${epoch}.test.rmse`));
        return [{ data, excess: of("slope.excess"), above: of("slope.aboveTarget"), clean }];
      });
      if (each.length < 2) return [];
      const over = (of: (one: (typeof each)[number]) => number): number => mean(each.map(of));
      const means = {
        excess: over((one) => one.excess),
        above: over((one) => one.above),
        clean: over((one) => one.clean),
      };
      return [{ epoch, method, k0, each, ...means }];
    }),
  );
}

function edges(runs: StudyRuns, choices: Choices, epoch: KeptEpoch): MainAnswers["edges"] {
  return [...LAI_FORMS, ...runs.study.comparison.references].map((method) => ({
    ...{ epoch, method },
    ...choices.atEnds(runs.data, method, epoch, NOISE),
  }));
}
