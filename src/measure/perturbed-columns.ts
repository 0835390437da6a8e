import { ArgumentError } from "../base/check";
import { isNumericColumn, PERTURBED_COLUMNS, type PerturbedColumns, type Samples } from "../base/samples";
import { FEATURES, featureIndices, featureName } from "../loss/features";
import { BATCH_SIZE, type MeasureOptions } from "./predictor";

/** What the measures that move inputs share. */
export interface PerturbedOptions extends MeasureOptions {
  /** features, by name or index, that are moved; defaults to all */
  features?: readonly (string | number)[];
  /** "numeric": those that hold numbers, all where samples have no `columns`; "all": one-hot and 0/1 too; defaults to "numeric" */
  perturbedColumns?: PerturbedColumns;
}

export const PERTURBED = { features: FEATURES, perturbedColumns: PERTURBED_COLUMNS, batchSize: BATCH_SIZE };

/** The chosen columns that are moved, and those that are left because they hold no numbers. */
export function chosenColumns(samples: Samples, options: PerturbedOptions): { moved: Uint32Array; left: Uint32Array } {
  const chosen = featureIndices(options.features, samples);
  if (options.perturbedColumns === "all") return { moved: chosen, left: new Uint32Array() };
  return {
    moved: chosen.filter((column) => isNumericColumn(samples, column)),
    left: chosen.filter((column) => !isNumericColumn(samples, column)),
  };
}

/**
 * The columns that a measure moves by so many standard deviations.
 *
 * @throws ArgumentError where a feature is named that holds no numbers, or none holds any
 */
export function movedColumns(samples: Samples, options: PerturbedOptions): Uint32Array {
  const { moved, left } = chosenColumns(samples, options);
  if (left.length > 0 && (options.features !== undefined || moved.length === 0)) {
    const names = Array.from(left, (column) => featureName(samples, column));
    const remedy =
      'a standard deviation of categories or of two values means nothing: leave them out, flip them (flipProbability of noiseCurve), or give perturbedColumns: "all".';
    throw new ArgumentError("features", names, remedy);
  }
  return moved;
}
