import { ArgumentError, choice, list, nullable, number, object, optional, text } from "../base/check";
import { percent } from "../base/format";
import { checkSamples, type Samples } from "../base/samples";
import { describe } from "../base/statistics";
import { featureIndices } from "../loss/features";
import type { GradientAwareLoss } from "../loss/loss";
import { checkTargets } from "../loss/loss";
import { plainLoss } from "../loss/plain-loss";
import { accuracy } from "../measure/accuracy";
import { probabilityPredictor } from "../measure/binary";
import { inputGradientNorms } from "../measure/gradient-norm";
import { isPredictor, type Predictor, predictorOf, withPredictor } from "../measure/predictor";
import type { Model } from "../model/model";
import { EVIDENCE, type Evidence, type MethodEvidence, QUESTIONS, type Question, readEvidence } from "./evidence";
import { type LossRecipe, type LossTraining, makeLoss, USUAL_RECIPES } from "./loss-recipe";

const BASES = ["mse", "logistic"] as const;
export type AdvisedBase = (typeof BASES)[number];

export interface AdviseOptions {
  /** what is wanted of the loss */
  question: Question;
  /**
   * wanted slope, or largest allowed one for "slope bound"; defaults to .7 of the plain model's mean slope, for "noisy training
   * inputs", which flatten a model, to 1.4 times it
   */
  slope?: number;
  /** names of the features that the slope is taken over, such as those of a noisy sensor; defaults to all */
  features?: readonly string[];
  /**
   * what the plain model was trained with: "mse", or "logistic" for a target of two values, 0 and 1, whose logit the model
   * gives. Slopes are then those of the logit, and no stored results are asked, as all are of the squared error; defaults
   * to "mse"
   */
  base?: AdvisedBase;
  /** what stored results say; defaults to what comes with the package */
  evidence?: Evidence | null;
}

/** A loss that can be given to `train`, with the options of `train` that belong to it. */
export interface AdvisedLoss {
  /** such as "linear hinge, targetSlope 0.8" */
  name: string;
  loss: GradientAwareLoss;
  training: LossTraining;
}

export interface LossAdvice {
  question: Question;
  /** of the plain model on the rows given, standardised; with the base "logistic" rmse and r2 are those of the probability */
  plain: { rmse: number; r2: number | null; meanSlope: number; slopeP95: number };
  /** what the evidence says is best */
  best: AdvisedLoss;
  /**
   * the Lai form that comes nearest, and the hold that it has on the slope: the RMSE over the mean slope of the plain model;
   * null with the base "logistic", on which that rule was not tried
   */
  lai: AdvisedLoss & { lambda: number; targetSlope: number; hold: number | null };
  /** why, a sentence each */
  why: string[];
}

const OPTIONS = {
  question: choice(QUESTIONS),
  slope: optional(number({ above: 0 })),
  features: optional(list(text, { least: 1, unique: true })),
  base: optional(choice(BASES), "mse"),
  evidence: optional(nullable(EVIDENCE)),
};

interface AboutQuestion {
  /** what it is answered with where no results were stored */
  usual: keyof typeof USUAL_RECIPES;
  /** the slope that is asked for where none is given, over the plain mean slope; defaults to .7 */
  asked?: number;
  /** a slope is to come out, not only to come down: the paper's two-sided form */
  isTwoSided?: true;
  /** values were chosen among those that lose little clean accuracy */
  isWithinBudget?: true;
  /** what a method changes; of the slope bound more is said */
  changed?: string;
}

const ABOUT: Record<Question, AboutQuestion> = {
  smoother: { usual: "gradient penalty", isTwoSided: true, isWithinBudget: true, changed: "the mean slope" },
  "slope bound": { usual: "linear hinge" },
  "noisy inputs": { usual: "gradient penalty", isWithinBudget: true, changed: "the RMSE under noise" },
  "noisy labels": { usual: "weight decay", changed: "the RMSE on clean labels" },
  "noisy training inputs": { usual: "Lai-MSE", asked: 1.4, isTwoSided: true, changed: "the clean RMSE" },
  "worst case": { usual: "linearised adversarial", isWithinBudget: true, changed: "the RMSE under attack" },
};

/** Of the RMSE over the mean slope: below it lambda hardly moved the slope in our trials. */
const LEAST_HOLD = 0.1;

/** Values of what is tuned where no results say another, for standardised data. */
const USUAL: Readonly<Record<string, number>> = { weight: 0.01, epsilon: 0.1, weightDecay: 0.1, inputNoise: 0.1 };

/**
 * Says which loss answers a question, from a model that was trained with a plain loss and from the results of the studies:
 * the method with the best mean effect over the data sets, with the value that was mostly chosen there, and the Lai form that
 * comes nearest, with the lambda whose target is the wanted slope. Where features are named and methods on chosen features were
 * studied for the question, it is the best of these.
 *
 * Lai loss pulls at the slope only as far as there is an error: its hold on the slope is the plain model's RMSE over its mean
 * slope on the training rows. Below .1 lambda moved the slope less than a third of the way in our trials
 * (bench/results/advice.md), which is a rule of thumb, not a law.
 *
 * @param model trained with the plain loss, or a predictor
 * @param samples the training rows, standardised as the model was trained on them; shape [rows, features]
 * @throws ArgumentError for an unknown question, base or feature, a slope that is not above 0, rows that do not fit the
 * model, targets outside of 0 to 1 with the base "logistic"
 */
export function adviseLoss(model: Model | Predictor, samples: Samples, options: AdviseOptions): LossAdvice {
  const { question, base, features, ...given } = object(OPTIONS)("options", options);
  const isLogistic = base === "logistic";
  checkSamples(samples, "samples");
  checkTargets(plainLoss({ base }), samples.y, "samples.y");
  featureIndices(features, samples);
  const look = (predictor: Predictor) => ({
    ...describe(inputGradientNorms(predictor, samples, { features })),
    ...accuracy(isLogistic ? probabilityPredictor(predictor) : predictor, samples),
  });
  const { mean, p95, rmse, r2 } = isPredictor(model) ? look(predictorOf(model)) : withPredictor(model, look);
  if (mean === null || p95 === null || !(mean > 0)) {
    const remedy =
      "the model is flat in these features: there is no slope to control; train it longer, or look at the data.";
    throw new ArgumentError("model", `mean slope ${mean}`, remedy);
  }
  const { usual, asked = 0.7, isTwoSided } = ABOUT[question];
  const { slope = asked * mean } = given;
  const evidence = isLogistic ? null : given.evidence === undefined ? readEvidence() : given.evidence;
  const known = studied(evidence?.[question] ?? [], features !== undefined);
  const chosen = known[0] ?? null;
  const wanted = { slope, features, base };
  // the linearised adversarial loss is one of the squared error
  const label = isLogistic && usual === "linearised adversarial" ? "gradient penalty" : usual;
  const best = advised(chosen ?? { label, recipe: USUAL_RECIPES[label], value: null }, wanted);
  const laiLabel = isTwoSided ? "Lai-MSE" : "Lai-MSE, one-sided";
  const lai = advised({ label: laiLabel, recipe: USUAL_RECIPES[laiLabel], value: null }, wanted);
  const hold = isLogistic ? null : rmse / mean;
  const laiEvidence = known.find(({ label }) => label === laiLabel);
  const why = [
    `The plain model has a mean slope${isLogistic ? " (of the logit)" : ""} of ${mean.toPrecision(3)} (95th percentile ${p95.toPrecision(3)}) and an RMSE${isLogistic ? " (of the probability)" : ""} of ${rmse.toPrecision(3)} on these ${samples.rows} rows.`,
    chosen === null
      ? `No stored results answer "${question}"${isLogistic ? " for a target of two values" : ""}: ${best.name} is the package's default.`
      : saying(best.name, chosen, question),
    `${lai.name} asks for slope ${slope.toPrecision(3)}; ${holding(hold, slope)}.`,
  ];
  if (laiEvidence && laiEvidence !== chosen) why.push(saying(laiLabel, laiEvidence, question));
  return {
    question,
    plain: { rmse, r2, meanSlope: mean, slopeP95: p95 },
    best,
    lai: { ...lai, lambda: Number(lai.loss.options.lambda), targetSlope: slope, hold },
    why,
  };
}

/** Whether lambda will move the slope: by the rule of thumb where it was tried, else by the most that the multiplier does. */
function holding(hold: number | null, slope: number): string {
  if (hold === null) {
    // both forms of the MSE variant rise from slope t to infinitely steep by the factor (1 + t^2) / t^2
    return `it raises the loss of a steeper row by at most ${Number((100 / slope ** 2).toPrecision(2))} %, and whether that moves the slope was not studied on targets of two values`;
  }
  const error = hold < LEAST_HOLD ? "too little error" : "error enough";
  return `RMSE over mean slope is ${hold.toPrecision(2)}, ${error} for lambda to move the slope${hold < LEAST_HOLD ? " far" : ""}`;
}

/** The methods on chosen features where features are named and such were studied, else those on all. */
function studied(known: readonly MethodEvidence[], onFeatures: boolean): MethodEvidence[] {
  const of = (needsFeatures: boolean) => known.filter(({ recipe }) => recipe.needsFeatures === needsFeatures);
  return onFeatures && of(true).length > 0 ? of(true) : of(false);
}

function saying(
  name: string,
  { count, change, below, label, byNoisyRows }: MethodEvidence,
  question: Question,
): string {
  const interval = `${percent(change.low)} to ${percent(change.high)}`;
  if (question === "slope bound") {
    return `${name}: over ${count} data sets and bounds ${label} exceeded the bound by ${percent(change.mean)} of it on average (95 % interval ${interval}), by at most 5 % on ${below}.`;
  }
  const { changed, isWithinBudget } = ABOUT[question];
  const budget = isWithinBudget ? " within the budget of clean accuracy" : "";
  const condition =
    byNoisyRows === undefined
      ? ""
      : ` Its value was chosen by clean validation rows; chosen by rows as noisy as those of the training the change is ${percent(byNoisyRows.mean)} (${percent(byNoisyRows.low)} to ${percent(byNoisyRows.high)}).`;
  return `${name}: over ${count} data sets ${label} changed ${changed} by ${percent(change.mean)} (95 % interval ${interval}) against plain training${budget}; on ${below} of them the interval is below 0.${condition}`;
}

/** The loss of an answer, with the value that the wanted slope asks for where that is what is tuned. */
function advised(
  { label, recipe, value }: { label: string; recipe: LossRecipe; value: number | null },
  { slope, features, base }: { slope: number; features: readonly string[] | undefined; base: AdvisedBase },
): AdvisedLoss {
  const { tuned, options } = recipe;
  const lambda = options.base === "mae" ? slope : slope ** 2; // the MAE variant is lowest at slope lambda
  const asked = tuned === "lambda" ? lambda : tuned === "targetSlope" ? slope : (value ?? USUAL[tuned ?? ""]);
  const rounded = Number(asked?.toPrecision(3));
  const name = tuned === null ? label : `${label}, ${tuned} ${rounded}`;
  const { loss, training } = makeLoss(recipe, { value: rounded, features, base: base === "mse" ? undefined : base });
  return { name: base === "mse" ? name : name.replace("MSE", base), loss, training };
}
