import { Random } from "../base/random";
import type { Samples } from "../base/samples";
import { mean, standardDeviation } from "../base/statistics";
import { featureName } from "../loss/features";
import { accuracyOf } from "./accuracy";
import type { CategoryFlips } from "./category-flips";
import { forEachBatch, type Predictor, predictInBatches } from "./predictor";

/** Changes clean rows into perturbed ones of a given strength, from draws that do not depend on the strength. */
export interface Perturbation {
  /** name of the stream of draws: the same name, seed and columns give the same draws for every model */
  stream: string;
  /** one number from the generator for each chosen cell */
  draw(random: Random): number;
  /** the perturbed value of a cell */
  apply(value: number, column: number, draw: number, level: number): number;
}

/** What happens to the error at one strength of a perturbation. */
export interface PerturbedErrors {
  /** sqrt of the mean over repeats and rows of (prediction on perturbed inputs - y)^2 */
  rmse: number;
  /** Monte Carlo standard error of `rmse` from the spread over the repeats, the rows held fixed; null for one repeat */
  standardError: number | null;
  /** rmse / clean rmse; null where the clean one is 0 */
  ratio: number | null;
  /** mean over rows of the variance over repeats of the prediction (n - 1 in the denominator); null for one repeat */
  predictionVariance: number | null;
  /** sqrt of the mean over repeats and rows of (prediction on perturbed inputs - prediction on clean inputs)^2 */
  predictionChange: number;
  /** the RMSE of each repeat: repeat r has the same draws for every model */
  repeatRmse: number[];
}

/** RMSE as a function of the strength of a perturbation. */
export interface PerturbationCurve<Point extends PerturbedErrors> {
  /** names of the columns that are perturbed */
  features: string[];
  rows: number;
  repeats: number;
  seed: number;
  /** RMSE without the perturbation */
  cleanRmse: number;
  points: Point[];
  /** area under RMSE(level) from 0 to the largest level by the trapezoidal rule, divided by that level: a mean RMSE */
  area: number;
}

/**
 * RMSE under a perturbation at several levels. Each repeat draws once per chosen cell and scales that draw to every level
 * (common random numbers), so curves are smooth in the level, and differences between models are not those of their draws.
 * Flips of categories come from draws of their own, the same at every level.
 */
export function perturbationCurve(
  predictor: Predictor,
  samples: Samples,
  columns: Uint32Array,
  perturbation: Perturbation,
  settings: { levels: readonly number[]; repeats: number; seed: number; batchSize: number; flips?: CategoryFlips },
): PerturbationCurve<PerturbedErrors> {
  const { levels, repeats, seed, batchSize, flips } = settings;
  const { features, rows, y } = samples;
  const clean = predictInBatches(predictor, samples, batchSize);
  const cleanRmse = accuracyOf(clean, y).rmse;
  const squares = levels.map(() => new Float64Array(repeats));
  const changes = levels.map(() => new Float64Array(rows));
  const changeSquares = levels.map(() => new Float64Array(rows));
  const size = Math.min(batchSize, rows);
  const draws = new Float32Array(size * columns.length);
  const perturbed = new Float32Array(size * features);

  for (let r = 0; r < repeats; r++) {
    const random = new Random(seed, `${perturbation.stream} ${r}`);
    const flipping = new Random(seed, `flips of categories ${r}`);
    forEachBatch(samples, batchSize, (start, count, unflipped) => {
      const x = flips ? unflipped.slice() : unflipped;
      flips?.apply(x, count, flipping);
      const cells = count * columns.length;
      for (let k = 0; k < cells; k++) draws[k] = perturbation.draw(random);
      for (let l = 0; l < levels.length; l++) {
        perturbed.set(x);
        for (let i = 0, k = 0; i < count; i++) {
          for (let c = 0; c < columns.length; c++, k++) {
            const cell = i * features + columns[c];
            perturbed[cell] = perturbation.apply(x[cell], columns[c], draws[k], levels[l]);
          }
        }
        const predictions = predictor.predict(perturbed, count);
        let sum = 0;
        for (let i = 0; i < count; i++) {
          const row = start + i;
          const error = predictions[i] - y[row];
          const change = predictions[i] - clean[row];
          sum += error * error;
          changes[l][row] += change;
          changeSquares[l][row] += change * change;
        }
        squares[l][r] += sum;
      }
    });
  }

  const points = levels.map((_, l) => {
    const meanSquares = squares[l].map((sum) => sum / rows);
    const rmse = Math.sqrt(mean(meanSquares));
    // delta method: d sqrt(m) = dm / (2 sqrt(m))
    const spread = standardDeviation(meanSquares) / Math.sqrt(repeats) / (2 * rmse);
    let variance = 0;
    for (let i = 0; i < rows; i++) {
      variance += Math.max(0, changeSquares[l][i] - changes[l][i] ** 2 / repeats) / (repeats - 1);
    }
    return {
      rmse,
      standardError: repeats < 2 ? null : rmse === 0 ? 0 : spread,
      ratio: cleanRmse > 0 ? rmse / cleanRmse : null,
      predictionVariance: repeats < 2 ? null : variance / rows,
      predictionChange: Math.sqrt(mean(changeSquares[l]) / repeats),
      repeatRmse: Array.from(meanSquares, Math.sqrt),
    };
  });
  const names = Array.from(columns, (column) => featureName(samples, column));
  return { features: names, rows, repeats, seed, cleanRmse, points, area: areaUnder(levels, points, cleanRmse) };
}

/** Mean height of the curve from level 0 (clean) to the last level, by the trapezoidal rule. */
function areaUnder(levels: readonly number[], points: readonly PerturbedErrors[], cleanRmse: number): number {
  let sum = 0;
  let level = 0;
  let height = cleanRmse;
  for (let l = 0; l < levels.length; l++) {
    sum += ((levels[l] - level) * (height + points[l].rmse)) / 2;
    level = levels[l];
    height = points[l].rmse;
  }
  return level > 0 ? sum / level : cleanRmse;
}
