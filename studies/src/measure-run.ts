import { EVALUATION_PRESETS } from "lai-internal";
import type { PerturbedColumns, Samples } from "lai-loss";
import { type EvaluationMeasures, evaluate, type MeasureName, type Predictor } from "lai-loss/measure";
import type { RunData } from "./study-data";

/** Errors of one set of rows. RMSE and MAE are standardised as the target is; curves are in the order of the preset's levels. */
export interface RunErrors {
  rmse: number;
  mae: number;
  r2: number | null;
  /** RMSE under Gaussian noise on all features (see perturbedColumns of the data set), one a sigma */
  noise?: number[];
  /** the same on the noisy features alone */
  featureNoise?: number[];
  /** RMSE under PGD in L2, one an epsilon */
  attack?: number[];
  /** in Linf */
  attackLinf?: number[];
  /** in L2 on the noisy features */
  featureAttack?: number[];
}

/** How many values each curve of RunErrors has. */
export const CURVE_LENGTHS = {
  noise: EVALUATION_PRESETS.quick.noise.sigmas.length,
  featureNoise: EVALUATION_PRESETS.quick.noise.sigmas.length,
  attack: EVALUATION_PRESETS.quick.attack.epsilons.length,
  attackLinf: EVALUATION_PRESETS.quick.attack.epsilons.length,
  featureAttack: EVALUATION_PRESETS.quick.attack.epsilons.length,
} as const;

/** The slope |g| over those test rows where it is finite. */
export interface RunSlopes {
  mean: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
  /** share of the rows whose slope is exactly 0 */
  zero: number;
  /** share above the slope that the method asks for; absent where it asks for none */
  aboveTarget?: number;
  /** mean of max(0, slope / asked slope - 1) */
  excess?: number;
  /** mean |d prediction / d x_j| of each feature */
  features: number[];
  /** mean slope over the noisy features; absent where there are none */
  noisy?: number;
}

/** What one model of a run was measured to be. */
export interface RunMeasures {
  validation: RunErrors;
  /** of the validation rows with the noise of the training rows; absent where these have none */
  noisyValidation?: RunErrors;
  /** absent in tuning runs */
  test?: RunErrors & { slope?: RunSlopes; lipschitz?: number };
}

export interface MeasureRunOptions {
  /** on the test rows; none: the clean validation errors alone */
  measures: readonly MeasureName[];
  noisyFeatures: readonly string[];
  perturbedColumns: PerturbedColumns;
  /** slope that the method asks for */
  targetSlope?: number;
  /** of the noise and the attacks */
  seed: number;
}

/** Measures that choose a setting within a budget: they are taken on the validation rows too. */
const CHOOSING: readonly MeasureName[] = ["accuracy", "noise", "featureNoise", "attack", "attackLinf", "featureAttack"];

/** Measures one model: errors on validation rows, and all that is asked for on test rows. */
export function measureRun(predictor: Predictor, data: RunData, options: MeasureRunOptions): RunMeasures {
  const { measures, noisyFeatures, perturbedColumns, targetSlope, seed } = options;
  const on = (samples: Samples, which: readonly MeasureName[]): EvaluationMeasures =>
    evaluate(predictor, samples, {
      preset: "quick",
      which,
      seed,
      directions: data.directions,
      perturbedColumns,
      features: noisyFeatures.length > 0 ? noisyFeatures : undefined,
      targetSlope,
    }).measures;
  if (measures.length === 0) return { validation: errorsOf(on(data.validation, ["accuracy"])) };
  const validation = on(
    data.validation,
    measures.filter((name) => CHOOSING.includes(name)),
  );
  const test = on(data.test, measures);
  return {
    validation: errorsOf(validation),
    ...(data.noisyValidation && { noisyValidation: errorsOf(on(data.noisyValidation, ["accuracy"])) }),
    test: {
      ...errorsOf(test),
      ...(test.sensitivity && { slope: slopesOf(test.sensitivity) }),
      ...(test.localLipschitz && { lipschitz: nineDigits(test.localLipschitz.max) }),
    },
  };
}

function errorsOf({ accuracy, noise, featureNoise, attack, attackLinf, featureAttack }: EvaluationMeasures): RunErrors {
  const { rmse, mae, r2 } = accuracy!;
  return {
    rmse: nineDigits(rmse),
    mae: nineDigits(mae),
    r2: r2 === null ? null : nineDigits(r2),
    ...(noise && { noise: noise.points.map((point) => nineDigits(point.rmse)) }),
    ...(featureNoise && { featureNoise: featureNoise.points.map((point) => nineDigits(point.rmse)) }),
    ...(attack && { attack: attack.points.map((point) => nineDigits(point.pgd)) }),
    ...(attackLinf && { attackLinf: attackLinf.points.map((point) => nineDigits(point.pgd)) }),
    ...(featureAttack && { featureAttack: featureAttack.points.map((point) => nineDigits(point.pgd)) }),
  };
}

function slopesOf({ norms, featureNorms, perFeature }: NonNullable<EvaluationMeasures["sensitivity"]>): RunSlopes {
  return {
    mean: nineDigits(norms.mean),
    p50: nineDigits(norms.p50),
    p95: nineDigits(norms.p95),
    p99: nineDigits(norms.p99),
    max: nineDigits(norms.max),
    zero: nineDigits(norms.zero / norms.rows),
    ...(norms.aboveTarget !== null && { aboveTarget: nineDigits(norms.aboveTarget) }),
    ...(norms.excess !== null && { excess: nineDigits(norms.excess) }),
    features: perFeature.map((feature) => nineDigits(feature.meanAbsolute)),
    ...(featureNorms && { noisy: nineDigits(featureNorms.mean) }),
  };
}

/** Thrown where a model's error or slope is infinite or NaN: its numbers can be compared with none. */
export class NotFiniteError extends Error {
  override readonly name = "NotFiniteError";
}

/** Nine significant digits: more than float32 arithmetic has, and half the length in a record. */
function nineDigits(value: number | null): number {
  if (value === null || !Number.isFinite(value))
    throw new NotFiniteError(`A measure of the trained model is ${value}.`);
  return Number(value.toPrecision(9));
}
