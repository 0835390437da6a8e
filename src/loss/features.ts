import { ArgumentError, optional, type Rule } from "../base/check";
import type { InputDescription } from "./loss";

/** Features that a loss looks at: indices, or names where the data have names. Undefined means all of them. */
export type ChosenFeatures = readonly (number | string)[] | undefined;

/** Chosen features, as far as they can be checked before the inputs are known. */
export const FEATURES: Rule<ChosenFeatures> = optional((argument, features) => {
  if (!Array.isArray(features) || features.length === 0) {
    const remedy = "give a list of feature indices or names, or leave it out for all features.";
    throw new ArgumentError(argument, features, remedy);
  }
  for (const [i, feature] of features.entries()) {
    const ok = typeof feature === "string" || (Number.isInteger(feature) && feature >= 0);
    if (!ok) throw new ArgumentError(`${argument}[${i}]`, feature, "give the index (from 0) or the name of a feature.");
  }
  if (new Set(features).size !== features.length) {
    throw new ArgumentError(argument, features, "name each feature once.");
  }
  return features;
});

/** The columns of the chosen features among the inputs, all of them where none are chosen; throws for an unknown one. */
export function featureIndices(features: ChosenFeatures, input: InputDescription, argument = "features"): Uint32Array {
  if (features === undefined) return Uint32Array.from({ length: input.features }, (_, j) => j);
  const indices = FEATURES(argument, features)!.map((feature) => featureIndex(feature, input, argument));
  if (new Set(indices).size !== indices.length) {
    throw new ArgumentError(argument, features, "name each feature once: a name and an index mean the same one.");
  }
  return Uint32Array.from(indices);
}

/** The column of one feature; throws for an unknown one. */
export function featureIndex(feature: number | string, input: InputDescription, argument = "feature"): number {
  const names = input.featureNames;
  const index = typeof feature === "number" ? feature : (names?.indexOf(feature) ?? -1);
  if (Number.isInteger(index) && index >= 0 && index < input.features) return index;
  const known = names?.length
    ? `the data have ${names.join(", ")}`
    : `the data have ${input.features} features without names, 0 to ${input.features - 1}`;
  throw new ArgumentError(argument, feature, `unknown feature; ${known}.`);
}

/** A feature's name, or `x3` for the column 3 of data without names. */
export function featureName(input: Pick<InputDescription, "featureNames">, column: number): string {
  return input.featureNames?.[column] ?? `x${column}`;
}
