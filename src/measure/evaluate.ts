import { ArgumentError, type Checked, checkOptions, choice, list, number, optional, SEED } from "../base/check";
import { looksLike } from "../base/format";
import { sampleRows } from "../base/sample-rows";
import { checkInputs, type PerturbedColumns, type Samples, samplesToCheck } from "../base/samples";
import { featureIndices } from "../loss/features";
import type { Model } from "../model/model";
import { type Accuracy, accuracy } from "./accuracy";
import { type AttackCurve, type AttackOptions, attack } from "./attack/attack";
import { type MinimalPerturbation, minimalPerturbation } from "./attack/minimal-perturbation";
import { type BinaryAccuracy, binaryAccuracy, probabilityPredictor } from "./binary";
import { type DenseWeights, WEIGHTS } from "./lipschitz/dense-weights";
import { type GlobalLipschitzBound, globalLipschitzBound } from "./lipschitz/global-bound";
import { type LocalLipschitzBound, localLipschitzBound } from "./lipschitz/local-bound";
import {
  FLIP_PROBABILITY,
  type MissingCurve,
  missingCurve,
  type NoiseCurve,
  type NoiseOptions,
  noiseCurve,
} from "./noise";
import { chosenColumns, PERTURBED } from "./perturbed-columns";
import {
  checkSamples,
  isPredictor,
  type MeasureOptions,
  type Predictor,
  predictorOf,
  withPredictor,
} from "./predictor";
import { EVALUATION_PRESETS, type EvaluationPreset, type PresetName } from "./presets";
import { columnMeans, DIRECTIONS, type PrincipalDirections, principalDirections } from "./principal-directions";
import { type Sensitivity, sensitivity } from "./sensitivity";
import { type FeatureSmoothness, smoothness, varies } from "./smoothness";
import { partialDependenceSurface, type SurfaceRoughness, surfaceRoughness } from "./surface";
import { evaluationLooks } from "./table";

/** The results of `evaluate`, by the name of the measure; a measure that was not asked for or does not apply is absent. */
export interface EvaluationMeasures {
  /** for binary targets of the probability, whose RMSE is the square root of the Brier score */
  accuracy?: Accuracy;
  /** binary targets only */
  binary?: BinaryAccuracy;
  /** for binary targets of the logit */
  sensitivity?: Sensitivity;
  /** Gaussian noise on all columns that hold numbers; for binary targets of the probability; absent where none does and nothing is flipped */
  noise?: NoiseCurve;
  /** Gaussian noise on the chosen features; only where `features` are given */
  featureNoise?: NoiseCurve;
  uniformNoise?: NoiseCurve;
  missing?: MissingCurve;
  /** attacks in L2 */
  attack?: AttackCurve;
  /** attacks in Linf */
  attackLinf?: AttackCurve;
  /** L2 perturbations of the chosen features; only where `features` are given */
  featureAttack?: AttackCurve;
  minimalPerturbation?: MinimalPerturbation;
  localLipschitz?: LocalLipschitzBound;
  /** only of a stack of Dense layers */
  globalLipschitz?: GlobalLipschitzBound;
  smoothness?: FeatureSmoothness[];
  /** of the two features with the largest mean |df/dx_j| */
  surface?: SurfaceRoughness & { features: [string, string] };
}

export type MeasureName = keyof EvaluationMeasures;

/**
 * Everything that was measured of one model on one set of rows. Plain JSON; of a model that predicts NaN or infinity the
 * errors are that too, which a file has as null.
 */
export interface Evaluation {
  preset: PresetName;
  seed: number;
  rows: number;
  features: number;
  targets: "real" | "binary";
  /** the columns that noise and attacks could move */
  perturbedColumns: PerturbedColumns;
  measures: EvaluationMeasures;
  /** time that each measure took, and their sum */
  milliseconds: Record<string, number>;
}

export interface EvaluateOptions extends MeasureOptions {
  /** "quick" for every run of a study, "full" for a model that is looked at; defaults to "quick" */
  preset?: PresetName;
  /** names of measures, instead of those of the preset */
  which?: readonly MeasureName[];
  /** seed of all that is drawn; defaults to 0: models measured with one seed meet the same noise */
  seed?: number;
  /** "binary" where y is 0 or 1 and the model's output a logit; defaults to "real" */
  targets?: "real" | "binary";
  /** features of special interest, by name or index: their slope, noise and attack are measured by themselves */
  features?: readonly (string | number)[];
  /** the columns that noise, attacks and minimal perturbations move, see `noiseCurve`; defaults to "numeric" */
  perturbedColumns?: PerturbedColumns;
  /** probability that noise flips a category, see `noiseCurve`; defaults to 0 */
  flipProbability?: number;
  /** a wanted slope, see `gradientNorms` */
  targetSlope?: number;
  /** weights of a dense stack, for the global Lipschitz bound; defaults to those that the model or predictor has */
  weights?: DenseWeights;
  /** training rows, for the principal directions and for what replaces a missing value; defaults to the samples */
  reference?: Samples;
  /** principal directions, where they are known already; defaults to those of the reference */
  directions?: PrincipalDirections;
}

/**
 * Measures a model on samples: accuracy, sensitivity, noise, attacks, Lipschitz bounds and smoothness, each as its own
 * function would, with the rows and repeats of a preset (see EVALUATION_PRESETS).
 *
 * @param model a model, measured on one engine with its present weights, or its predictor
 * @param samples x of shape [rows, features], y of shape [rows]; test rows, as a rule
 * @throws ArgumentError where the model is refused, or samples or an option cannot be used
 */
export function evaluate(model: Model | Predictor, samples: Samples, options: EvaluateOptions = {}): Evaluation {
  const measure = (predictor: Predictor): Evaluation => evaluatePredictor(predictor, samples, options);
  return isPredictor(model) ? measure(predictorOf(model)) : withPredictor(model, measure);
}

const RULES = {
  preset: optional(choice(["quick", "full"]), "quick"),
  which: optional(list(choice(EVALUATION_PRESETS.full.measures), { unique: true })),
  seed: SEED,
  targets: optional(choice(["real", "binary"]), "real"),
  ...PERTURBED,
  flipProbability: FLIP_PROBABILITY,
  targetSlope: optional(number({ min: 0 })),
  weights: optional(WEIGHTS),
  reference: optional(samplesToCheck),
  directions: optional(DIRECTIONS),
};
type CheckedOptions = Checked<typeof RULES>;

function evaluatePredictor(predictor: Predictor, samples: Samples, options: EvaluateOptions): Evaluation {
  const checked = checkOptions("options", options, RULES);
  checkSamples(predictor, samples);
  featureIndices(checked.features, samples);
  const preset = EVALUATION_PRESETS[checked.preset];
  const all = measuresOf(predictor, samples, checked, preset);
  const measures: Record<string, unknown> = {};
  const milliseconds: Record<string, number> = {};
  let sum = 0;
  for (const measure of checked.which ?? preset.measures) {
    const start = performance.now();
    const result = all[measure]();
    const time = performance.now() - start;
    if (result === undefined) continue;
    measures[measure] = result;
    milliseconds[measure] = Math.round(time * 10) / 10;
    sum += time;
  }
  milliseconds.total = Math.round(sum * 10) / 10;
  const evaluation: Evaluation = {
    preset: checked.preset,
    seed: checked.seed,
    rows: samples.rows,
    features: samples.features,
    targets: checked.targets,
    perturbedColumns: checked.perturbedColumns,
    measures: measures as EvaluationMeasures,
    milliseconds,
  };
  return looksLike(evaluation, () => evaluationLooks(evaluation));
}

type Measures = { [name in MeasureName]-?: () => EvaluationMeasures[name] | undefined };

/** Every measure, ready to be called; undefined where it does not apply. */
function measuresOf(
  predictor: Predictor,
  samples: Samples,
  options: CheckedOptions,
  preset: EvaluationPreset,
): Measures {
  const { seed, features, weights = predictor.weights, targetSlope, batchSize } = options;
  const { perturbedColumns, flipProbability } = options;
  const binary = options.targets === "binary";
  const output = binary ? probabilityPredictor(predictor) : predictor;
  const reference = options.reference ?? samples;
  if (reference.features !== samples.features) {
    throw new ArgumentError("reference.features", reference.features, `give ${samples.features}, as the samples have.`);
  }
  if (options.reference) checkInputs(reference, "reference");
  const some = (maxRows: number): Samples => sampleRows(samples, maxRows, seed);
  const noisy = some(preset.noise.maxRows);
  const { sigmas, repeats } = preset.noise;
  const { maxRows: attackRows, ...attackOptions } = preset.attack;
  const drawn = { seed, batchSize, perturbedColumns };
  const noise = (about: Pick<NoiseOptions, "features" | "distribution">): NoiseCurve | undefined => {
    const { moved, left } = chosenColumns(samples, { ...about, perturbedColumns });
    // of the special features there may be none to flip; where there is none at all, noiseCurve refuses
    const flips = flipProbability > 0 && (left.length > 0 || !about.features) ? { flipProbability } : undefined;
    if (moved.length === 0 && !flips) return undefined;
    const chosen = about.features && { features: Array.from(flips ? [...moved, ...left] : moved) };
    return noiseCurve(output, noisy, { sigmas, repeats, ...drawn, ...about, ...chosen, ...flips });
  };
  const attacking = (about: Pick<AttackOptions, "features" | "norm">): AttackCurve | undefined => {
    const { moved } = chosenColumns(samples, { ...about, perturbedColumns });
    if (moved.length === 0) return undefined;
    const chosen = about.features && { features: Array.from(moved) };
    const objective = binary ? "logistic" : "squared";
    return attack(predictor, some(attackRows), { ...attackOptions, objective, ...drawn, ...about, ...chosen });
  };
  return {
    accuracy: () => accuracy(output, samples, { batchSize }),
    binary: () => (binary ? binaryAccuracy(predictor, samples, { batchSize }) : undefined),
    sensitivity: () =>
      sensitivity(predictor, some(preset.sensitivity.maxRows), {
        targetSlope,
        features,
        batchSize,
        directions: options.directions ?? (reference.rows > 1 ? principalDirections(reference) : undefined),
      }),
    noise: () => noise({}),
    featureNoise: () => features && noise({ features }),
    uniformNoise: () => noise({ distribution: "uniform" }),
    missing: () => missingCurve(output, noisy, { repeats, replacements: columnMeans(reference), seed, batchSize }),
    attack: () => attacking({}),
    attackLinf: () => attacking({ norm: "linf" }),
    featureAttack: () => features && attacking({ features }),
    minimalPerturbation: () =>
      chosenColumns(samples, { perturbedColumns }).moved.length === 0
        ? undefined
        : minimalPerturbation(predictor, some(preset.minimalPerturbation.maxRows), {
            tolerance: binary ? "decision" : 1,
            perturbedColumns,
            batchSize,
          }),
    localLipschitz: () => localLipschitzBound(predictor, samples, { ...preset.lipschitz, seed, batchSize }),
    globalLipschitz: () => weights && globalLipschitzBound(weights),
    smoothness: () => smoothness(predictor, samples, { ...preset.smoothness, seed, batchSize }),
    surface: () => surfaceOfSteepest(predictor, samples, { ...preset.surface, seed, batchSize }),
  };
}

function surfaceOfSteepest(
  predictor: Predictor,
  samples: Samples,
  options: { points: number; maxRows: number; seed: number; batchSize: number },
): EvaluationMeasures["surface"] {
  const few = sampleRows(samples, options.maxRows, options.seed);
  const steepest = sensitivity(predictor, few, { batchSize: options.batchSize })
    .perFeature.map(({ meanAbsolute }, column) => ({ meanAbsolute, column }))
    .filter(({ column }) => varies(few, column))
    .sort((a, b) => b.meanAbsolute - a.meanAbsolute);
  if (steepest.length < 2) return undefined;
  const pair = [steepest[0].column, steepest[1].column] as const;
  const surface = partialDependenceSurface(predictor, few, pair, options);
  return { features: surface.features, ...surfaceRoughness(surface.grids, surface.values) };
}
