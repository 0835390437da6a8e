import { median } from "lai-internal";
import { type Evidence, type MethodEvidence, QUESTIONS, type Question } from "lai-loss/compare";
import { methodInfo, recipeOf } from "../methods/build";
import type { StoredResults } from "../stored/load-results";
import { accuracyChanges } from "./findings/clean-accuracy";
import { meanShareAbove } from "./findings/slope-bound";
import { allViews } from "./over-all/all-views";
import { ATTACK, NOISE, View } from "./view";

interface Point {
  label: string;
  method: string;
  score: number;
  value: number | null;
}

/** Sums up stored results for `adviseLoss`, by the models of the last epoch. */
export function makeEvidence(all: readonly StoredResults[]): Evidence {
  const views = allViews(all);
  const points: Record<Question, Point[]> = {
    smoother: views.flatMap((view) => atBudget(view, "slope mean")),
    "slope bound": views.flatMap((view) =>
      ["laiMse", "laiOneSided", "linearHingeSlope", "squaredHingeSlope", "constrainedSlope"].flatMap((method) =>
        view.labels(method).flatMap((label) => {
          const score = meanShareAbove(view, label);
          return score === null ? [] : [{ label, method, score, value: null }];
        }),
      ),
    ),
    "noisy inputs": views.flatMap((view) => atBudget(view, NOISE)),
    "noisy labels": all.flatMap((results) =>
      results.study.data
        .filter(({ labelNoise }) => labelNoise !== undefined)
        .flatMap(({ name }) => withNoisyLabels(new View(results, { data: name }))),
    ),
    "worst case": views.flatMap((view) => atBudget(view, ATTACK)),
  };
  return Object.fromEntries(QUESTIONS.map((question) => [question, sumUp(points[question], question)])) as Evidence;
}

/** Change of the mean of a measure against the baseline, at the setting within the budget that is best under noise. */
function atBudget(view: View, measure: string): Point[] {
  const plain = view.plain(measure)?.mean;
  if (plain === undefined) return [];
  const choosing = measure === ATTACK ? ATTACK : NOISE;
  return view.budget([choosing]).flatMap(({ method: label, setting }) => {
    const found = view.settings(label).find((entry) => entry.setting === setting);
    const reached = found?.measures[measure]?.mean ?? plain; // who has no setting within the budget is not used
    const value = typeof found?.value === "number" ? found.value : null;
    return [{ label, method: methodOf(view, label), score: reached / plain - 1, value }];
  });
}

function withNoisyLabels(view: View): Point[] {
  return accuracyChanges(view, view.baseline).map(({ method: label, change }) => {
    const value = view.chosen(label)?.value;
    return {
      label,
      method: methodOf(view, label),
      score: change.mean,
      value: typeof value === "number" ? value : null,
    };
  });
}

function methodOf(view: View, label: string): string {
  return view.results.study.methods.find((method) => method.label === label)!.spec.method;
}

function sumUp(points: readonly Point[], question: Question): MethodEvidence[] {
  const bound = question === "slope bound" ? 0.05 : 0;
  const labels = [...new Set(points.map(({ label }) => label))];
  return labels
    .map((label): MethodEvidence => {
      const own = points.filter((point) => point.label === label);
      const values = own.flatMap(({ value }) => value ?? []);
      const { method } = own[0];
      return {
        method,
        label,
        count: own.length,
        median: median(own.map(({ score }) => score)),
        better: own.filter(({ score }) => (bound > 0 ? score <= bound : score < 0)).length,
        value: methodInfo(method).tuned === null || 2 * values.length < own.length ? null : median(values),
        recipe: recipeOf(method),
      };
    })
    .sort((a, b) => a.median - b.median);
}
