import fc from "fast-check";
import { Random } from "../../../src/base/random";
import { BASE_LOSSES } from "../../../src/loss/base-loss";
import { type LaiLossOptions, laiLoss } from "../../../src/loss/lai-loss";
import type { LossBatch, LossEvaluator } from "../../../src/loss/loss";
import { targetSlopeOf } from "../../../src/loss/multiplier";
import type { NetworkShape } from "./random-network";

/** What a loss is: it fills c and v of a batch. `isNearKink` tells of rows whose loss float32 may see on another branch. */
export interface TestLoss {
  evaluate: LossEvaluator;
  isNearKink(prediction: number, target: number, inputGradient: readonly number[]): boolean;
}

/** Random c and v, whatever the batch. */
export function randomDerivatives({ rows, inputs }: NetworkShape, slopeLossRows: number, seed: number): TestLoss {
  const random = new Random(seed, "derivatives");
  const normals = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal() / rows);
  const [c, v] = [normals(rows), normals(slopeLossRows * inputs)];
  const evaluate = (batch: LossBatch): number => {
    batch.predictionDerivatives.set(c);
    batch.inputGradientDerivatives.set(v);
    return 0;
  };
  return { evaluate, isNearKink: () => false };
}

/** Lai loss with the kinks of its multipliers and of its base. */
export function laiTestLoss(options: LaiLossOptions, inputs: number): TestLoss {
  const { base = "mse", delta = 1, lambda } = options;
  const chosen = (options.features as number[] | undefined) ?? Array.from({ length: inputs }, (_, j) => j);
  const variant = options.multiplier ?? (base === "mae" ? "mae" : "mse");
  const near = (value: number, kink: number): boolean => Math.abs(value - kink) < 1e-4 * Math.max(1, kink);
  return {
    evaluate: laiLoss(options).bind({ features: inputs }),
    isNearKink(prediction, target, inputGradient) {
      const slopes = chosen.map((j) => inputGradient[j]);
      const kinks =
        typeof lambda === "number"
          ? near(Math.hypot(...slopes), targetSlopeOf(variant, lambda))
          : slopes.some((slope, j) => near(Math.abs(slope), targetSlopeOf(variant, lambda[j])));
      const error = Math.abs(prediction - target);
      return kinks || (base === "mae" && near(error, 0)) || (base === "huber" && near(error, delta));
    },
  };
}

/** Options of Lai loss for a network of so many inputs: every base but the logistic one, every multiplier, any features. */
export function laiOptions(inputs: number): fc.Arbitrary<LaiLossOptions> {
  const features = fc.shuffledSubarray(
    Array.from({ length: inputs }, (_, j) => j),
    { minLength: 1 },
  );
  const lambda = fc.double({ min: -2, max: 2, noNaN: true }).map((exponent) => 10 ** exponent);
  const common = {
    base: fc.constantFrom(...BASE_LOSSES.filter((base) => base !== "logistic")),
    multiplier: fc.constantFrom("mae" as const, "mse" as const),
    oneSided: fc.boolean(),
  };
  const perFeature = features.chain((chosen) =>
    fc.record({
      ...common,
      features: fc.constant(chosen),
      lambda: fc.array(lambda, { minLength: chosen.length, maxLength: chosen.length }),
    }),
  );
  return fc.oneof(
    fc.record({ ...common, lambda }),
    fc.record({ ...common, lambda, features: features as fc.Arbitrary<readonly number[]> }),
    perFeature,
  );
}
