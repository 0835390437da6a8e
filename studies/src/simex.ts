import { Random } from "lai-loss";
import type { Predictor } from "lai-loss/measure";
import type { BuiltMethod } from "./methods/method";
import type { RunSpec } from "./run-spec";
import type { RunData } from "./study-data";
import { type TrainedRun, trainRun } from "./train-run";
import { noisyColumns, withNoise } from "./training-noise";

/** Noise that is added to the training inputs, in variances of the noise that they have. */
const ADDED = [0, 0.5, 1, 1.5, 2];

/** Trainings for each amount of added noise, whose predictions are averaged. */
const REPLICATES = 2;

/**
 * SIMEX, Cook & Stefanski 1994: plain trainings with more and more noise in their inputs; a quadratic through their
 * predictions, over the added variance, is followed back to no noise at all, which is -1 of the variance that is there.
 *
 * @param sd of the noise that the training inputs have: who uses SIMEX must know it
 */
export async function trainSimex(spec: RunSpec, data: RunData, method: BuiltMethod, sd: number): Promise<TrainedRun> {
  const shares = quadraticAt(ADDED, -1);
  const columns = noisyColumns(data.train, spec.data.trainingNoise ?? {}, spec.data.noisyFeatures);
  const trained: { run: TrainedRun; share: number }[] = [];
  const dispose = (): void => {
    for (const { run } of trained) run.dispose();
  };
  try {
    for (const [i, added] of ADDED.entries()) {
      const replicates = added === 0 ? 1 : REPLICATES;
      for (let replicate = 0; replicate < replicates; replicate++) {
        const noise = { sd: sd * Math.sqrt(added), distribution: "normal" as const };
        const random = new Random(spec.seed, `simex ${added} ${replicate}`);
        const rows = added === 0 ? data.train : withNoise(data.train, columns, noise, random);
        trained.push({ run: await trainRun(spec, data, method, rows), share: shares[i] / replicates });
      }
    }
  } catch (error) {
    dispose();
    throw error;
  }
  const combined = (which: "best" | "last"): Predictor =>
    weightedSum(
      data.train.features,
      trained.map(({ run, share }) => ({ predictor: run[which](), share })),
    );
  return { history: trained[0].run.history, best: () => combined("best"), last: () => combined("last"), dispose };
}

/**
 * The shares with which values at the given places enter the value at another place of the quadratic that fits them best by
 * least squares.
 */
export function quadraticAt(places: readonly number[], place: number): number[] {
  const powers = places.map((x) => [1, x, x * x]);
  const normal = [0, 1, 2].map((i) => [
    ...[0, 1, 2].map((j) => powers.reduce((sum, row) => sum + row[i] * row[j], 0)),
    place ** i,
  ]);
  for (let i = 0; i < 3; i++) {
    for (let k = 0; k < 3; k++) {
      if (k === i) continue;
      const factor = normal[k][i] / normal[i][i];
      for (let j = i; j < 4; j++) normal[k][j] -= factor * normal[i][j];
    }
  }
  const solution = normal.map((row, i) => row[3] / row[i]);
  return powers.map((row) => row.reduce((sum, value, i) => sum + value * solution[i], 0));
}

function weightedSum(features: number, parts: readonly { predictor: Predictor; share: number }[]): Predictor {
  const add = (into: Float64Array, values: Float32Array, share: number): void => {
    for (let i = 0; i < into.length; i++) into[i] += share * values[i];
  };
  return {
    features,
    predict(x, rows) {
      const sum = new Float64Array(rows);
      for (const { predictor, share } of parts) add(sum, predictor.predict(x, rows), share);
      return Float32Array.from(sum);
    },
    inputGradients(x, rows) {
      const predictions = new Float64Array(rows);
      const inputGradients = new Float64Array(rows * features);
      for (const { predictor, share } of parts) {
        const result = predictor.inputGradients(x, rows);
        add(predictions, result.predictions, share);
        add(inputGradients, result.inputGradients, share);
      }
      return { predictions: Float32Array.from(predictions), inputGradients: Float32Array.from(inputGradients) };
    },
  };
}
