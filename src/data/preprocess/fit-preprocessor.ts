import { ArgumentError, checkOptions, list, object, optional, text } from "../../base/check";
import { checkRows } from "../columns";
import { type FeatureInput, type FeatureSpec, featureSpec } from "../feature";
import { READING, type ReadOptions } from "../read-options";
import { asTable, type TableInput } from "../table-input";
import { fitFeature } from "./fit-feature";
import type { FittedFeature } from "./fitted-feature";
import { fitTarget, TARGET_OPTIONS, type TargetSpec } from "./fitted-target";
import { Preprocessor } from "./preprocessor";

const TARGET = object({ ...TARGET_OPTIONS, name: text, unit: optional(text) });

/**
 * Learns how to prepare a table from its training rows; no other row has any influence.
 * @param input the table
 * @param rows numbers of the training rows; defaults to all rows
 * @param options what to predict, from what; and how the table's file was read, to be remembered
 * @throws ArgumentError that names the feature or row, and the remedy
 */
export function fitPreprocessor(
  input: TableInput,
  rows: ArrayLike<number> | undefined,
  options: { features: readonly FeatureInput[]; target: string | TargetSpec; reading?: ReadOptions },
): Preprocessor {
  const { target, reading, ...given } = checkOptions("options", options, {
    features: list<FeatureInput>((_argument, value) => value as FeatureInput), // checked by featureSpec
    target: (argument, value) => (typeof value === "string" ? { name: value } : TARGET(argument, value)),
    reading: READING,
  });
  const table = asTable(input);
  const training = checkRows(table, rows);
  if (training.length < 2) throw new ArgumentError("rows", training.length, "give at least 2 training rows.");
  const specs = checkFeatures(given.features, target.name);
  const fittedTarget = fitTarget(table, training, target);
  const fitted: FittedFeature[] = [];
  const notes: string[] = [];
  for (const spec of specs) {
    const result = fitFeature(table, training, spec);
    if (typeof result === "string") notes.push(result);
    else fitted.push(result);
  }
  const names = specs.map((spec) => spec.name);
  if (fitted.length === 0) throw new ArgumentError("features", names, `none of them varies (${notes.join(" ")})`);
  return Preprocessor.of(fitted, fittedTarget, notes, reading);
}

function checkFeatures(inputs: readonly FeatureInput[], target: string): FeatureSpec[] {
  if (inputs.length === 0) throw new ArgumentError("features", inputs, "name at least one.");
  const specs = inputs.map((input, index) => featureSpec(input, `features[${index}]`));
  specs.forEach(({ name }, index) => {
    if (name === target) throw new ArgumentError(`features[${index}]`, name, "the target cannot be a feature.");
    if (specs.findIndex((other) => other.name === name) !== index) {
      throw new ArgumentError(`features[${index}]`, name, "name every feature once.");
    }
  });
  return specs;
}
