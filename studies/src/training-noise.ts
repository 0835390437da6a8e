import { isNumericColumn } from "lai-internal";
import { ArgumentError, Random, type Samples } from "lai-loss";
import { NOISY } from "./settings";

export const NOISE_DISTRIBUTIONS = ["normal", "heavy-tailed"] as const;

/** Noise in the inputs of the training rows, the same in every epoch: inputs that were measured badly. */
export interface TrainingNoise {
  /** in standard deviations of the clean training inputs */
  sd: number;
  /** "heavy-tailed": Student's t with 3 degrees of freedom, scaled to the same sd */
  distribution: (typeof NOISE_DISTRIBUTIONS)[number];
  /** columns that are noisy; "noisy": the noisy features of the data set; defaults to every column that holds numbers */
  features?: readonly string[] | typeof NOISY;
  /**
   * every second validation row, which is clean, joins the training rows, so many times over; the others choose. Defaults to
   * none
   */
  cleanRows?: number;
}

/** Rows whose training inputs are noisy. */
export interface NoisyRows {
  train: Samples;
  /** clean, without those that joined the training rows */
  validation: Samples;
  /** the same validation rows with noise as in training: what a user without clean rows would choose by */
  noisyValidation: Samples;
}

/**
 * Puts noise into the inputs of the training rows and of a copy of the validation rows. Inputs stay standardised by the clean
 * training rows, so that the sd means the same for every data set; test rows stay clean.
 *
 * @throws ArgumentError where a noisy feature is no column that holds numbers
 */
export function withTrainingNoise(
  rows: { train: Samples; validation: Samples },
  noise: TrainingNoise,
  noisyFeatures: readonly string[],
  seed: number,
): NoisyRows {
  const columns = noisyColumns(rows.train, noise, noisyFeatures);
  const noisy = (samples: Samples, part: string): Samples =>
    withNoise(samples, columns, noise, new Random(seed, `training noise ${part}`));
  const train = noisy(rows.train, "train");
  if (noise.cleanRows === undefined) {
    return { train, validation: rows.validation, noisyValidation: noisy(rows.validation, "validation") };
  }
  const joining = everySecond(rows.validation, 0);
  const validation = everySecond(rows.validation, 1);
  const repeated = Array.from({ length: noise.cleanRows }, () => joining);
  return { train: joined([train, ...repeated]), validation, noisyValidation: noisy(validation, "validation") };
}

/** The columns that `trainingNoise` moves. */
export function noisyColumns(
  samples: Samples,
  { features }: Pick<TrainingNoise, "features">,
  noisyFeatures: readonly string[],
): readonly number[] {
  const numeric = Array.from({ length: samples.features }, (_, j) => j).filter((j) => isNumericColumn(samples, j));
  if (features === undefined) return numeric;
  const names = samples.featureNames ?? [];
  return (features === NOISY ? noisyFeatures : features).map((name) => {
    const column = names.indexOf(name);
    if (numeric.includes(column)) return column;
    const remedy = `give columns that hold numbers: ${numeric.map((j) => names[j]).join(", ")}.`;
    throw new ArgumentError("trainingNoise.features", name, remedy);
  });
}

/** A copy of the samples with noise in some columns. */
export function withNoise(
  samples: Samples,
  columns: readonly number[],
  { sd, distribution }: Pick<TrainingNoise, "sd" | "distribution">,
  random: Random,
): Samples {
  const x = samples.x.slice();
  const draw = distribution === "normal" ? () => random.normal() : () => studentOf3(random);
  for (let i = 0; i < samples.rows; i++) {
    for (const j of columns) x[i * samples.features + j] += sd * draw();
  }
  return { ...samples, x };
}

/** Student's t with 3 degrees of freedom, divided by its standard deviation, sqrt(3). */
function studentOf3(random: Random): number {
  const numerator = random.normal();
  const squares = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
  return numerator / Math.sqrt(squares);
}

function everySecond(samples: Samples, first: number): Samples {
  const rows = Array.from({ length: Math.ceil((samples.rows - first) / 2) }, (_, i) => first + 2 * i);
  return takeSamples(samples, rows);
}

function takeSamples({ rowNumbers: _rowNumbers, ...samples }: Samples, rows: readonly number[]): Samples {
  const { features } = samples;
  const x = new Float32Array(rows.length * features);
  for (const [i, row] of rows.entries()) x.set(samples.x.subarray(row * features, (row + 1) * features), i * features);
  return { ...samples, x, y: Float32Array.from(rows, (row) => samples.y[row]), rows: rows.length };
}

function joined(parts: readonly Samples[]): Samples {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const { rowNumbers: _rowNumbers, ...first } = parts[0];
  const x = new Float32Array(rows * first.features);
  const y = new Float32Array(rows);
  let at = 0;
  for (const part of parts) {
    x.set(part.x, at * first.features);
    y.set(part.y, at);
    at += part.rows;
  }
  return { ...first, x, y, rows };
}
