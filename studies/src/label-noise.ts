import { denseModel, modelPredictor, Random, type Samples, train } from "lai-loss";
import { inputGradientNorms } from "lai-loss/measure";
import type { LabelNoise } from "./label-noise-places";

/**
 * Puts noise on labels of training and validation rows, the same for every method of a seed. Where the function is flat or
 * steep is said by the slopes of a reference fit to the clean labels: no loss of a study has a part in it. Each row has one
 * draw whatever the place, so that "flat", "steep" and "even" differ only in which rows take theirs.
 *
 * @returns copies with noisy y, shape [rows]; x is shared
 */
export async function withLabelNoise(
  rows: { train: Samples; validation: Samples },
  noise: LabelNoise,
  seed: number,
): Promise<{ train: Samples; validation: Samples }> {
  const slopes = noise.where === "even" ? null : await referenceSlopes(rows, seed);
  const noisy = (part: "train" | "validation"): Samples => {
    const samples = rows[part];
    const order = rowsInOrder(
      samples.rows,
      noise,
      slopes?.[part] ?? null,
      new Random(seed, `label noise rows ${part}`),
    );
    const chosen = new Set(order.slice(0, Math.round(noise.share * samples.rows)));
    const draws = new Random(seed, `label noise ${part}`);
    const y = samples.y.map((value, row) => {
      const draw = noise.sd * draws.normal();
      return chosen.has(row) ? value + draw : value;
    });
    return { ...samples, y };
  };
  return { train: noisy("train"), validation: noisy("validation") };
}

/** Row numbers, those that take noise first. */
function rowsInOrder(rows: number, { where }: LabelNoise, slopes: Float64Array | null, random: Random): number[] {
  if (slopes === null) return [...random.permutation(rows)];
  const sign = where === "flat" ? 1 : -1;
  return Array.from({ length: rows }, (_, row) => row).sort((a, b) => sign * (slopes[a] - slopes[b]) || a - b);
}

/** Training steps of the reference fit, whatever the number of rows; its best epoch comes much earlier as a rule. */
const REFERENCE_STEPS = 3000;

/** Slopes of a small plain network on clean labels, its best epoch: what stands for the true function. */
async function referenceSlopes(
  rows: { train: Samples; validation: Samples },
  seed: number,
): Promise<{ train: Float64Array; validation: Float64Array }> {
  const model = denseModel({ inputs: rows.train.features, hidden: [32, 16], activation: "tanh", seed });
  const batchSize = Math.min(64, rows.train.rows);
  const epochs = Math.ceil(REFERENCE_STEPS / Math.ceil(rows.train.rows / batchSize));
  try {
    await train(model, rows.train, {
      epochs,
      learningRate: 0.005,
      batchSize,
      seed,
      validation: rows.validation,
      keep: "best",
      trackSlope: false,
    });
    const predictor = modelPredictor(model);
    return {
      train: inputGradientNorms(predictor, rows.train),
      validation: inputGradientNorms(predictor, rows.validation),
    };
  } finally {
    model.dispose();
  }
}
