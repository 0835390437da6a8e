import { Random } from "lai-loss";
import type { DataSetName } from "./choices";

/** Rows of one feature and a target, as they were drawn or read. */
export interface Pairs {
  x: Float64Array;
  y: Float64Array;
}

/** One feature, standardised as the target is on the training rows. */
export interface Samples {
  x: Float32Array;
  y: Float32Array;
  rows: number;
  features: 1;
}

/** What the networks train on, and what their error is measured on. */
export interface Split {
  train: Samples;
  test: Samples;
}

const ROWS = 400;
/** The share of rows that is trained on. */
const TRAIN_SHARE = 0.6;

type Draw = (random: Random) => [x: number, y: number];

const spread = (random: Random): number => 4 * random.uniform() - 2;

const DRAWS: Readonly<Record<DataSetName, Draw>> = {
  line: (random) => {
    const x = random.normal();
    return [x, 0.7 * x + 0.7 * random.normal()];
  },
  waves: (random) => {
    const x = spread(random);
    return [x, Math.sin(3 * x) + 0.6 * x + 0.6 * random.normal()];
  },
  step: (random) => {
    const x = spread(random);
    return [x, Math.tanh(6 * x) + 0.3 * random.normal()];
  },
  quiet: (random) => {
    const x = spread(random);
    return [x, Math.sin(2.5 * x)];
  },
  noisyInput: (random) => {
    const x = spread(random);
    return [x + 0.5 * random.normal(), Math.tanh(2 * x) + 0.1 * random.normal()];
  },
};

/** Draws a data set: the same name and seed give the same rows. */
export function drawPairs(name: DataSetName, seed: number): Pairs {
  const random = new Random(seed, `playground ${name}`);
  const pairs = { x: new Float64Array(ROWS), y: new Float64Array(ROWS) };
  for (let row = 0; row < ROWS; row++) [pairs.x[row], pairs.y[row]] = DRAWS[name](random);
  return pairs;
}

/**
 * Splits rows at random into training and test rows, and standardises both by mean and standard deviation of the training
 * rows. The training rows are sorted by x, so that a slider walks through them from left to right.
 *
 * @throws Error where the training rows hold one value only
 */
export function splitPairs({ x, y }: Pairs, seed: number): Split {
  const order = new Random(seed, "playground split").permutation(x.length);
  const count = Math.round(TRAIN_SHARE * x.length);
  const trainRows = order.slice(0, count).sort((a, b) => x[a] - x[b]);
  const testRows = order.slice(count);
  const scales = [x, y].map((values) => scaleOf(trainRows, values));
  const samples = (rows: Uint32Array): Samples => ({
    x: Float32Array.from(rows, (row) => (x[row] - scales[0].mean) / scales[0].sd),
    y: Float32Array.from(rows, (row) => (y[row] - scales[1].mean) / scales[1].sd),
    rows: rows.length,
    features: 1,
  });
  return { train: samples(trainRows), test: samples(testRows) };
}

function scaleOf(rows: Uint32Array, values: Float64Array): { mean: number; sd: number } {
  let sum = 0;
  for (const row of rows) sum += values[row];
  const mean = sum / rows.length;
  let squares = 0;
  for (const row of rows) squares += (values[row] - mean) ** 2;
  const sd = Math.sqrt(squares / rows.length);
  if (!(sd > 0)) throw new Error("In the rows to train on, a column holds one value only: choose another column.");
  return { mean, sd };
}
