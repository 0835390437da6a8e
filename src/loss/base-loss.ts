import { checkChoice, checkNumber, choice, number, optional } from "../base/check";

/** The losses of the error alone, on which every slope-aware loss is built. */
export const BASE_LOSSES = ["mse", "mae", "huber", "logistic"] as const;
export type BaseLossName = (typeof BASE_LOSSES)[number];

export const BASE_OPTIONS = {
  base: optional(choice(BASE_LOSSES), "mse"),
  delta: optional(number({ above: 0 }), 1),
};

/** Value and derivative of a base loss at one sample; written over at each call. */
export interface BaseLossPoint {
  value: number;
  derivative: number;
}

/** Writes the base loss and its derivative with respect to the prediction into `out`. */
export type BaseLoss = (prediction: number, target: number, out: BaseLossPoint) => void;

/**
 * The base loss b(prediction, target), with e = prediction - target:
 * - "mse": e^2, "mae": |e| (the paper's two);
 * - "huber" (our extension): e^2 / 2 up to |e| = delta, then delta (|e| - delta / 2) (Huber 1964);
 * - "logistic" (our extension): -target log p - (1 - target) log(1 - p), p = 1 / (1 + exp(-prediction)); the prediction is a logit.
 *
 * At e = 0 the derivative of |e| is taken as 0.
 */
export function baseLoss(name: BaseLossName, delta = 1): BaseLoss {
  checkChoice("base", name, BASE_LOSSES);
  checkNumber("delta", delta, { above: 0 });
  switch (name) {
    case "mse":
      return (prediction, target, out) => {
        const error = prediction - target;
        out.value = error * error;
        out.derivative = 2 * error;
      };
    case "mae":
      return (prediction, target, out) => {
        const error = prediction - target;
        out.value = Math.abs(error);
        out.derivative = Math.sign(error);
      };
    case "huber":
      return (prediction, target, out) => {
        const error = prediction - target;
        const size = Math.abs(error);
        out.value = size <= delta ? (error * error) / 2 : delta * (size - delta / 2);
        out.derivative = size <= delta ? error : delta * Math.sign(error);
      };
    case "logistic":
      return (logit, target, out) => {
        // log(1 + exp(z)) = max(z, 0) + log1p(exp(-|z|)) never overflows
        const small = Math.exp(-Math.abs(logit));
        out.value = Math.max(logit, 0) - logit * target + Math.log1p(small);
        out.derivative = (logit >= 0 ? 1 / (1 + small) : small / (1 + small)) - target;
      };
  }
}
