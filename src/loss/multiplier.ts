import { boolean, checkChoice, checkNumber, checkOptions, choice, optional, where } from "../base/check";

/** Which power of the slope the multiplier has: the paper's MAE variant (p = 1) or MSE variant (p = 2). */
export type MultiplierName = "mae" | "mse";
const MULTIPLIERS = ["mae", "mse"] as const;

/** A multiplier m as a function of the squared slope s = k^2; written over at each call. */
export interface MultiplierPoint {
  value: number;
  /** dm/ds */
  derivative: number;
}

/** Writes m and dm/ds at the squared slope into `out`. */
export type Multiplier = (slopeSquared: number, out: MultiplierPoint) => void;

/** A lambda. Far outside of [1e-30, 1e30] its square would leave the range of numbers. */
export const LAMBDA = where<number>(
  (lambda) => typeof lambda === "number" && lambda >= 1e-30 && lambda <= 1e30,
  "give a finite number above 0: below 1 smooths, above 1 sharpens (the range is 1e-30 to 1e30).",
);

/** The rules of the multiplier's options, which have names of their own in a loss too. */
export const MULTIPLIER_OPTIONS = {
  multiplier: optional(choice(MULTIPLIERS)),
  oneSided: optional(boolean, false),
};

/**
 * The multiplier of Lai loss (arXiv 2405.07884), both branches of lambda in one form, with p = 1 for "mae" and 2 for "mse":
 *
 *   m(k) = max(k^p, lambda) / (min(lambda, 1) (1 + k^2)^(p/2))
 *
 * It is lowest at the target slope t = lambda^(1/p). At the kink k = t the lower branch's derivative is taken. Everything is
 * computed from s = k^2, so that k = 0 needs no square root and no division.
 *
 * The one-sided form is our extension: m(k) = max(1, [k^2 (1 + t^2) / (t^2 (1 + k^2))]^(p/2)) is 1 up to the target slope and
 * rises above it, so that it never inflates a slope.
 */
export function multiplier(name: MultiplierName, lambda: number, oneSided = false): Multiplier {
  const half = name === "mse" ? 1 : 0.5; // p / 2
  const power = name === "mse" ? (x: number): number => x : Math.sqrt; // x^(p/2)
  const targetSquared = name === "mse" ? lambda : lambda * lambda;
  const steepScale = oneSided ? power((1 + targetSquared) / targetSquared) : 1 / Math.min(lambda, 1);
  const flatScale = lambda / Math.min(lambda, 1);
  return (s, out) => {
    if (s > targetSquared) {
      out.value = steepScale * power(s / (1 + s));
      out.derivative = (half * out.value) / (s * (1 + s));
    } else if (oneSided) {
      out.value = 1;
      out.derivative = 0;
    } else {
      out.value = flatScale / power(1 + s);
      out.derivative = (-half * out.value) / (1 + s);
    }
  };
}

/**
 * The slope at which the multiplier is lowest: lambda for "mae", sqrt(lambda) for "mse".
 *
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function targetSlopeOf(name: MultiplierName, lambda: number): number {
  checkChoice("multiplier", name, MULTIPLIERS);
  LAMBDA("lambda", lambda);
  return name === "mse" ? Math.sqrt(lambda) : lambda;
}

/** The square of a larger one would leave the range of numbers. */
const LARGEST_SLOPE = 1e150;

/**
 * The Lai multiplier at one slope, for figures and for checks by hand; see {@link multiplier} for the formula.
 *
 * @param slope k >= 0, on standardised inputs and target
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function laiMultiplier(
  slope: number,
  options: { lambda: number; multiplier?: MultiplierName; oneSided?: boolean },
): number {
  checkNumber("slope", slope, { min: 0, max: LARGEST_SLOPE });
  const {
    lambda,
    multiplier: name = "mse",
    oneSided,
  } = checkOptions("laiMultiplier", options, {
    lambda: LAMBDA,
    ...MULTIPLIER_OPTIONS,
  });
  const out = { value: 0, derivative: 0 };
  multiplier(name, lambda, oneSided)(slope * slope, out);
  return out.value;
}
