import { Random } from "../../src/base/random";
import type { Samples } from "../../src/base/samples";
import type { Predictor } from "../../src/measure/predictor";

/** A predictor given by a function of one row and its gradient. */
export function rowPredictor(
  features: number,
  value: (x: Float32Array) => number,
  gradient: (x: Float32Array) => ArrayLike<number>,
): Predictor {
  const each = (x: Float32Array, rows: number, visit: (row: Float32Array, i: number) => void): void => {
    for (let i = 0; i < rows; i++) visit(x.subarray(i * features, (i + 1) * features), i);
  };
  return {
    features,
    predict(x, rows) {
      const predictions = new Float32Array(rows);
      each(x, rows, (row, i) => {
        predictions[i] = value(row);
      });
      return predictions;
    },
    inputGradients(x, rows) {
      const inputGradients = new Float32Array(rows * features);
      each(x, rows, (row, i) => inputGradients.set(gradient(row), i * features));
      return { predictions: this.predict(x, rows), inputGradients };
    },
  };
}

/** f(x) = w . x + b, of which every measure is known exactly. */
export function linearPredictor(weights: readonly number[], bias = 0): Predictor {
  return rowPredictor(
    weights.length,
    (x) => weights.reduce((sum, w, j) => sum + w * x[j], bias),
    () => weights,
  );
}

/** Standard normal inputs, and targets from the predictor plus Gaussian noise. */
export function normalSamples(predictor: Predictor, rows: number, targetNoise: number, seed = 1): Samples {
  const random = new Random(seed, "test samples");
  const x = Float32Array.from({ length: rows * predictor.features }, () => random.normal());
  const y = Float32Array.from(predictor.predict(x, rows), (value) => value + targetNoise * random.normal());
  return { x, y, rows, features: predictor.features };
}

/** Samples written out row by row. */
export function samplesOf(x: readonly (readonly number[])[], y: readonly number[], featureNames?: string[]): Samples {
  return {
    x: Float32Array.from(x.flat()),
    y: Float32Array.from(y),
    rows: x.length,
    features: x[0].length,
    ...(featureNames && { featureNames }),
  };
}

/** The same predictor and samples with the features in another order: no measure may notice. */
export function reorderFeatures(
  predictor: Predictor,
  samples: Samples,
  order: readonly number[],
): { predictor: Predictor; samples: Samples } {
  const d = predictor.features;
  const forward = (x: Float32Array, rows: number): Float32Array =>
    Float32Array.from({ length: rows * d }, (_, k) => x[Math.floor(k / d) * d + order[k % d]]);
  const inverse = order.map((_, j) => order.indexOf(j));
  const back = (x: Float32Array, rows: number): Float32Array =>
    Float32Array.from({ length: rows * d }, (_, k) => x[Math.floor(k / d) * d + inverse[k % d]]);
  return {
    predictor: {
      features: d,
      predict: (x, rows) => predictor.predict(back(x, rows), rows),
      inputGradients(x, rows) {
        const { predictions, inputGradients } = predictor.inputGradients(back(x, rows), rows);
        return { predictions, inputGradients: forward(inputGradients, rows) };
      },
    },
    samples: { ...samples, x: forward(samples.x, samples.rows) },
  };
}
