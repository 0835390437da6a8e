import { ArgumentError } from "../base/check";
import type { InputDescription } from "./loss";

/** Features that a loss looks at: indices, or names where the data have names. Undefined means all of them. */
export type ChosenFeatures = readonly (number | string)[] | undefined;

/** Checks what can be checked before the inputs are known. */
export function checkFeatures(features: ChosenFeatures): void {
  if (features === undefined) return;
  if (!Array.isArray(features) || features.length === 0) {
    throw new ArgumentError(
      "features",
      features,
      "give a list of feature indices or names, or leave it out for all features.",
    );
  }
  for (const [i, feature] of features.entries()) {
    const ok = typeof feature === "string" || (Number.isInteger(feature) && feature >= 0);
    if (!ok) throw new ArgumentError(`features[${i}]`, feature, "give the index (from 0) or the name of a feature.");
  }
  if (new Set(features).size !== features.length) {
    throw new ArgumentError("features", features, "name each feature once.");
  }
}

/** The indices of the chosen features among the inputs; throws for an unknown one. */
export function featureIndices(features: ChosenFeatures, input: InputDescription): number[] {
  if (features === undefined) return Array.from({ length: input.features }, (_, j) => j);
  const names = input.featureNames;
  const indices = features.map((feature) => {
    const index = typeof feature === "number" ? feature : (names?.indexOf(feature) ?? -1);
    if (index >= 0 && index < input.features) return index;
    const known = names?.length
      ? `the data have ${names.join(", ")}`
      : `the data have ${input.features} features without names, 0 to ${input.features - 1}`;
    throw new ArgumentError("features", feature, `unknown feature; ${known}.`);
  });
  if (new Set(indices).size !== indices.length) {
    throw new ArgumentError("features", features, "name each feature once: a name and an index mean the same one.");
  }
  return indices;
}
