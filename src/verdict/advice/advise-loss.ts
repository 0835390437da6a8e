import type * as tf from "@tensorflow/tfjs";
import { ArgumentError, checkChoice, checkKeys, checkNumber } from "../../base/check";
import { checkSamples, type Samples } from "../../data/samples";
import { featureIndices } from "../../loss/features";
import type { GradientAwareLoss } from "../../loss/loss";
import { accuracy } from "../../measure/accuracy";
import { describe } from "../../measure/distribution";
import { inputGradientNorms } from "../../measure/gradient-norm";
import type { Predictor } from "../../measure/predictor";
import { isPredictor, withPredictor } from "../../measure/with-predictor";
import { buildMethod, type MethodSpec, type MethodTraining, methodInfo, methodLabel } from "../../study/methods";
import { percent } from "../finding";
import { type Evidence, type MethodEvidence, readEvidence } from "./evidence";
import { QUESTIONS, type Question } from "./question";

export interface AdviseOptions {
  /** what is wanted of the loss */
  question: Question;
  /** wanted slope, or largest allowed one for "slope bound"; defaults to .7 of the plain model's mean slope */
  slope?: number;
  /** names of the features that the slope is taken over, such as those of a noisy sensor; defaults to all */
  features?: readonly string[];
  /** what stored results say; defaults to what comes with the package */
  evidence?: Evidence | null;
}

/** A loss that can be given to `train`, with the options of `train` that belong to it. */
export interface AdvisedLoss {
  /** such as "linear hinge, targetSlope 0.8" */
  name: string;
  loss: GradientAwareLoss;
  training: MethodTraining;
}

export interface LossAdvice {
  question: Question;
  /** of the plain model on the rows given, standardised */
  plain: { rmse: number; r2: number | null; meanSlope: number; slopeP95: number };
  /** what the evidence says is best */
  best: AdvisedLoss;
  /** the Lai form that comes nearest, and the hold that it has on the slope: the RMSE over the mean slope of the plain model */
  lai: AdvisedLoss & { lambda: number; targetSlope: number; hold: number };
  /** why, a sentence each */
  why: string[];
}

/** Where no results were stored: what each question is answered with. */
const WITHOUT_EVIDENCE: Record<Question, string> = {
  smoother: "gradientPenalty",
  "slope bound": "linearHingeSlope",
  "noisy inputs": "gradientPenalty",
  "noisy labels": "weightDecay",
  "worst case": "linearisedAdversarial",
};

/** Of the RMSE over the mean slope: below it lambda hardly moved the slope in our trials. */
export const LEAST_HOLD = 0.1;

/** Values of what is tuned where no results say another, for standardised data. */
const USUAL: Readonly<Record<string, number>> = { weight: 0.01, epsilon: 0.1, weightDecay: 0.1, inputNoise: 0.1 };

/**
 * Says which loss answers a question, from a model that was trained with a plain loss and from the results of the studies:
 * the method with the best median over the data sets, with the values that were mostly chosen there, and the Lai form that
 * comes nearest, with the lambda whose target is the wanted slope.
 *
 * Lai loss pulls at the slope only as far as there is an error, so that its hold on the slope is judged by the plain model's
 * RMSE over its mean slope on the training rows. Where that is below .1, lambda moved the slope less than a third of the way
 * in our trials (bench/results/advice.md); the number is a rule of thumb, not a law.
 *
 * @param model trained with the plain loss, or a predictor
 * @param samples the training rows, standardised as the model was trained on them; shape [rows, features]
 * @throws ArgumentError for an unknown question or feature, a slope that is not above 0, rows that do not fit the model
 */
export function adviseLoss(model: tf.LayersModel | Predictor, samples: Samples, options: AdviseOptions): LossAdvice {
  checkKeys("options", options ?? {}, ["question", "slope", "features", "evidence"]);
  const question = checkChoice("options.question", options?.question, QUESTIONS);
  checkSamples(samples, "samples");
  const { features } = options;
  featureIndices(features, samples);
  const look = (predictor: Predictor) => ({
    ...describe(inputGradientNorms(predictor, samples, features ? { features } : {})),
    ...accuracy(predictor, samples),
  });
  const { mean, p95, rmse, r2 } = isPredictor(model) ? look(model) : withPredictor(model, look);
  if (mean === null || p95 === null || !(mean > 0)) {
    const remedy =
      "the model is flat in these features: there is no slope to control; train it longer, or look at the data.";
    throw new ArgumentError("model", `mean slope ${mean}`, remedy);
  }
  const slope = options.slope === undefined ? 0.7 * mean : checkNumber("options.slope", options.slope, { above: 0 });
  const evidence = options.evidence === undefined ? readEvidence() : options.evidence;
  const known = (evidence?.[question] ?? []).filter(
    ({ method }) => !methodInfo(method).required.includes("features") || features,
  );
  const chosen = known[0] ?? null;
  const best = advised(specOf(chosen?.method ?? WITHOUT_EVIDENCE[question], chosen?.value ?? null, slope, features));
  const lai = laiAdvice(question, slope, features);
  const hold = rmse / mean;
  const laiEvidence = known.find(({ method }) => method === lai.method);
  return {
    question,
    plain: { rmse, r2, meanSlope: mean, slopeP95: p95 },
    best,
    lai: { ...advised(lai.spec), lambda: Number(lai.spec.lambda), targetSlope: slope, hold },
    why: [
      `The plain model has a mean slope of ${mean.toPrecision(3)} (95th percentile ${p95.toPrecision(3)}) and an RMSE of ${rmse.toPrecision(3)} on these ${samples.rows} rows.`,
      chosen === null
        ? `No stored results answer "${question}": ${best.name} is the package's default.`
        : saying(best.name, chosen, question),
      `${methodLabel(lai.spec)} asks for slope ${slope.toPrecision(3)}; RMSE over mean slope is ${hold.toPrecision(2)}, ${hold < LEAST_HOLD ? "too little error for lambda to move the slope far" : "error enough for lambda to move the slope"}.`,
      ...(laiEvidence && laiEvidence !== chosen ? [saying(methodInfo(lai.method).label, laiEvidence, question)] : []),
    ],
  };
}

function saying(name: string, { count, median, better, label }: MethodEvidence, question: Question): string {
  const what = {
    smoother: "the mean slope",
    "noisy inputs": "the RMSE under noise",
    "noisy labels": "the RMSE on clean labels",
    "worst case": "the RMSE under attack",
  };
  if (question === "slope bound") {
    return `${name}: over ${count} data sets ${label} left ${(100 * median).toFixed(0)} % of the rows above the bound (median), at most 5 % on ${better}.`;
  }
  return `${name}: over ${count} data sets ${label} changed ${what[question]} by ${percent(median)} (median) against plain training${question === "noisy labels" ? "" : " within the budget of clean accuracy"}, and lowered it on ${better}.`;
}

/** One-sided wherever a slope is only to come down; the paper's form where it is to come out. */
function laiAdvice(
  question: Question,
  slope: number,
  features?: readonly string[],
): { method: string; spec: MethodSpec } {
  const method = question === "smoother" ? "laiMse" : "laiOneSided";
  return { method, spec: specOf(method, null, slope, features) };
}

function specOf(method: string, value: number | null, slope: number, features?: readonly string[]): MethodSpec {
  const { tuned, loss } = methodInfo(method);
  const asked = tuned === "lambda" ? slope ** 2 : tuned === "targetSlope" ? slope : (value ?? USUAL[tuned ?? ""]);
  const rounded = Number(asked?.toPrecision(3));
  return {
    method,
    ...(tuned !== null && { [tuned]: rounded }),
    ...(features && loss !== "plain" && { features }),
  };
}

function advised(spec: MethodSpec): AdvisedLoss {
  const { loss, training } = buildMethod(spec);
  return { name: methodLabel(spec), loss, training };
}
