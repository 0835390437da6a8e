import { median } from "lai-internal";
import { type Evidence, type MethodEvidence, QUESTIONS, type Question } from "lai-loss/compare";
import { methodInfo, methodNames, recipeOf } from "../methods/build";
import type { Answers } from "./answers";
import { ATTACK, FEATURE_NOISE, NOISE } from "./choose";
import { type Effect, effectOverData } from "./effect";
import type { ChosenBy, NoisyTraining } from "./noisy-questions";

/** What one method did for one question, over the data sets: ln of the ratio to plain training, or how far a bound is exceeded. */
interface Found {
  label: string;
  effect: Effect;
  below: number;
  value: number | null;
  byNoisyRows?: Effect;
}

/** The bounds that are looked at: near the slopes of standardised data. */
const BOUNDS = { least: 0.3, most: 2 };

/**
 * Sums the answers up for `adviseLoss`, the best method of each question first: models of the last epoch, of the best one
 * where training rows are noisy. Methods without a recipe (effective variance and SIMEX, which must know the noise) are left out.
 *
 * @param baseline label of plain training
 */
export function makeEvidence(answers: Answers, baseline = "MSE"): Evidence {
  const { noisyInputs = [], noisyLabels = [] } = answers;
  const found: Record<Question, Found[]> = {
    smoother: smoother(answers, baseline),
    "slope bound": bounds(answers),
    "noisy inputs": [...beside(answers, NOISE.name, baseline), ...beside(answers, FEATURE_NOISE.name, baseline)],
    "noisy labels": noisyTraining(noisyLabels, "noise anywhere", "noisy rows", baseline),
    "noisy training inputs": noisyTraining(
      noisyInputs.filter(({ study }) => study === "noisy-inputs"),
      "normal .3",
      "clean rows",
      baseline,
    ),
    "worst case": beside(answers, ATTACK.name, baseline),
  };
  return Object.fromEntries(QUESTIONS.map((question) => [question, evidenceOf(found[question], question)])) as Evidence;
}

/** Each method against plain training under noise or attack, at the settings that validation rows chose. */
function beside({ main }: Answers, kind: string, baseline: string): Found[] {
  return main.chosen.flatMap(({ epoch, kind: own, method, rival, comparison }) => {
    if (epoch !== "last" || own !== kind || rival !== baseline || comparison.over === null) return [];
    const value = usualValue(main, method);
    return [{ label: method, effect: comparison.over, below: comparison.below, value }];
  });
}

/** Median over the first splits of what their seeds chose; null where mostly "off" was. */
function usualValue(main: Answers["main"], method: string): number | null {
  const units = new Set(firstSplits(main));
  const own = main.inUse.filter((one) => one.epoch === "last" && one.method === method && units.has(one.data));
  const values = own.flatMap(({ value }) => value ?? []);
  return 2 * values.length > own.length ? median(values) : null;
}

function firstSplits({ chosen }: Answers["main"]): string[] {
  return chosen[0].comparison.each.map(({ data }) => data);
}

function smoother(answers: Answers, baseline: string): Found[] {
  const { inUse } = answers.main;
  const slopeOf = (method: string, data: string): number =>
    inUse.find((one) => one.epoch === "last" && one.method === method && one.data === data)!.slope;
  return beside(answers, NOISE.name, baseline).map((found) => {
    const changes = firstSplits(answers.main).map((data) =>
      Math.log(slopeOf(found.label, data) / slopeOf(baseline, data)),
    );
    return { ...found, effect: effectOverData(changes), below: changes.filter((change) => change < 0).length };
  });
}

function bounds({ main }: Answers): Found[] {
  const near = main.bounds.filter(({ epoch, k0 }) => epoch === "last" && k0 >= BOUNDS.least && k0 <= BOUNDS.most);
  return [...new Set(near.map(({ method }) => method))].map((label) => {
    const own = near.filter(({ method }) => method === label).flatMap(({ each }) => each.map(({ excess }) => excess));
    return { label, effect: effectOverData(own), below: own.filter((excess) => excess <= 0.05).length, value: null };
  });
}

function noisyTraining(all: readonly NoisyTraining[], noise: string, by: ChosenBy, baseline: string): Found[] {
  const best = all.filter((one) => one.epoch === "best" && one.noise === noise && one.method !== baseline);
  return best.flatMap(({ method, chosenBy, comparison, values }) => {
    if (chosenBy !== by || comparison.over === null) return [];
    const other = best.find((one) => one.method === method && one.chosenBy !== by)?.comparison.over;
    const [usual] = [...values].sort((a, b) => b.share - a.share);
    const value = typeof usual.value === "number" ? usual.value : null;
    return [
      { label: method, effect: comparison.over, below: comparison.below, value, byNoisyRows: other ?? undefined },
    ];
  });
}

function evidenceOf(found: readonly Found[], question: Question): MethodEvidence[] {
  // a bound is exceeded by so much; all else are ratios
  const plain = (effect: number): number => (question === "slope bound" ? effect : Math.exp(effect) - 1);
  const range = ({ mean, low, high }: Effect) => ({ mean: plain(mean), low: plain(low), high: plain(high) });
  return found
    .flatMap(({ label, effect, below, value, byNoisyRows }) => {
      const method = methodNames.find((name) => methodInfo(name).label === label)!;
      if (methodInfo(method).required.includes("inputSd")) return [];
      const entry = {
        method,
        label,
        count: effect.count,
        change: range(effect),
        below,
        value,
        recipe: recipeOf(method),
      };
      return [byNoisyRows === undefined ? entry : { ...entry, byNoisyRows: range(byNoisyRows) }];
    })
    .sort((a, b) => a.change.mean - b.change.mean);
}
