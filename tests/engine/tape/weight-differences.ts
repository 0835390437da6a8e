import assert from "node:assert/strict";
import type * as tf from "@tensorflow/tfjs";
import { Random } from "../../../src/base/random";
import { createEngine } from "../../../src/engine/create-engine";
import type { Engine, EngineState } from "../../../src/engine/engine";
import type { LossEvaluator } from "../../../src/loss/loss";
import { largest } from "../../assert-close";

const ROWS = 5;
const STEP = 0.01;
const TOLERANCE = 2e-3;
const SEEDS = 40;

/** L = sum_i c_i prediction_i + v_i . g_i with c and v given: what an engine differentiates, with nothing else in it. */
function linearLoss(c: Float32Array, v: Float32Array): LossEvaluator {
  return (batch) => {
    batch.predictionDerivatives.set(c);
    batch.inputGradientDerivatives.set(v);
    return dot(c, batch.predictions) + dot(v, batch.inputGradients);
  };
}

/**
 * Asserts that the tape's weight gradients, along a random direction of each weight tensor, equal central differences of
 * its own loss, which needs first derivatives only; and that its input gradients equal differences of its predictions.
 * Data whose differences cross a kink or a jump, so that they depend on the step, are passed over for other data.
 */
export function assertWeightGradients(model: tf.LayersModel, label: string): void {
  const engine = createEngine(model, { engine: "tape" });
  const start = engine.getState();
  try {
    for (let seed = 0; seed < SEEDS; seed++) {
      if (compare(engine, start, label, new Random(seed, label))) return;
    }
    assert.fail(`${label}: no smooth data in ${SEEDS} draws`);
  } finally {
    engine.dispose();
  }
}

/** False where the differences depend on the step. */
function compare(engine: Engine, start: EngineState, label: string, random: Random): boolean {
  const normals = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
  const weights = start.weights.map((values) => values.map((value) => value + 0.3 * random.normal()));
  engine.setState({ ...start, weights });
  const features = engine.inputGradients(normals(64), 1).inputGradients.length;
  const [x, y] = [normals(ROWS * features), normals(ROWS)];
  const slopeLossRows = ROWS - 1;
  const [c, v] = [normals(ROWS), normals(slopeLossRows * features)];
  const result = engine.gradients({ rows: ROWS, slopeLossRows, x, y }, linearLoss(c, v), true);
  const slopes = engine.inputGradients(x, ROWS).inputGradients;

  const along = normals(features);
  const slope = difference(
    largest(slopes),
    (offset) =>
      engine.predict(
        x.map((value, i) => (i < features ? value + offset * along[i] : value)),
        ROWS,
      )[0],
  );
  if (slope === null) return false;
  assertNear(dot(slopes.subarray(0, features), along), slope, largest(slopes), `${label} slope`);

  const scale = largest(result.weightGradients.flatMap((gradient) => Array.from(gradient)));
  assert.ok(scale > 1e-3, `${label}: all weight gradients are zero`);
  const expected = weights.map((_, tensor) => {
    const direction = normals(weights[tensor].length);
    const value = difference(scale * largest(direction), (offset) => {
      const moved = weights.map((values, i) =>
        i === tensor ? values.map((w, j) => w + offset * direction[j]) : values,
      );
      engine.setState({ ...start, weights: moved });
      const { predictions, inputGradients } = engine.inputGradients(x, ROWS);
      return dot(c, predictions) + dot(v, inputGradients.subarray(0, v.length));
    });
    return { direction, value };
  });
  if (expected.some(({ value }) => value === null)) return false;
  expected.forEach(({ direction, value }, tensor) => {
    const actual = dot(result.weightGradients[tensor], direction);
    assertNear(actual, value as number, scale * largest(direction), `${label} weights[${tensor}]`);
  });
  return true;
}

/** The derivative at 0 by central differences of fourth order; null where half the step gives another. */
function difference(scale: number, at: (offset: number) => number): number | null {
  const [two, one, half] = [2 * STEP, STEP, STEP / 2].map((h) => at(h) - at(-h));
  const coarse = (8 * one - two) / (12 * STEP);
  const fine = (8 * half - one) / (6 * STEP);
  return Math.abs(coarse - fine) <= 0.3 * TOLERANCE * scale ? fine : null;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function assertNear(actual: number, expected: number, scale: number, label: string): void {
  const off = Math.abs(actual - expected);
  assert.ok(off <= TOLERANCE * scale, `${label}: ${actual}, expected ${expected} (scale ${scale})`);
}
