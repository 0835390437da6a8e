import type { Samples } from "../../src/base/samples";
import { mean, standardDeviation } from "../../src/base/statistics";
import type { Dataset } from "../../src/data/dataset";
import { prepareDataset } from "../../src/data/prepare";
import { accuracyOf } from "../../src/measure/accuracy";
import { leastSquares } from "./least-squares";

export const SEEDS = [0, 1, 2, 3, 4];

/** RMSE of linear regression, 80/20, seed 0, by scikit-learn; of an independent study, features as they are. */
export const REFERENCE: Readonly<Record<string, number>> = {
  diamonds: 1198,
  concrete: 9.78,
  "auto-mpg": 3.19,
  "california-housing": 69288,
  "air-quality": 0.468,
  ccpp: 4.44,
  "gas-turbine": 8.15,
  airfoil: 4.56,
  "playground-s3e1": 0.729,
};

/** The features that least squares takes: numbers, and grades by their order. */
export function linearFeatures(dataset: Dataset): string[] {
  return dataset.features.filter((f) => f.kind === "numeric" || f.kind === "ordinal").map((f) => f.name);
}

/**
 * RMSE of a linear model on 20 % of the rows, the others being trained on: mean and standard deviation over the seeds, in
 * the target's unit.
 * @param options.bare without the logarithms, the clipping and the indicators that the catalogue declares
 */
export async function linearError(
  dataset: Dataset,
  options: { split: "random" | "group"; bare?: boolean },
): Promise<{ mean: number; sd: number }> {
  const { split, bare = false } = options;
  const features = linearFeatures(dataset);
  const asTheyAre = { log1p: false, clip: undefined, indicator: false };
  const transforms = bare ? Object.fromEntries(features.map((name) => [name, asTheyAre])) : {};
  const errors: number[] = [];
  for (const seed of SEEDS) {
    const fractions = [0.8, 0, 0.2] as const;
    const { train, test } = await prepareDataset(dataset, {
      seed,
      split,
      features,
      fractions,
      transforms,
    });
    errors.push(accuracyOf(predictions(leastSquares(train), test), test.y, test.target).inTargetUnits!.rmse);
  }
  return { mean: mean(errors), sd: standardDeviation(errors) };
}

function predictions(weights: Float64Array, { x, rows, features }: Samples): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let prediction = weights[features];
    for (let j = 0; j < features; j++) prediction += weights[j] * x[row * features + j];
    return prediction;
  });
}
