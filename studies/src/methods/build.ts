import { anyObject, checkChoice, checkNumber, list, object, type Rules } from "lai-internal";
import { ArgumentError, createLoss, type GradientAwareLoss } from "lai-loss";
import type { LossRecipe } from "lai-loss/compare";
import { METHOD_CATALOGUE } from "./catalogue";
import { effectiveVariance } from "./effective-variance";
import {
  type BuiltMethod,
  type GridValue,
  type MethodInfo,
  type MethodSpec,
  type MethodTraining,
  type MethodValue,
  TRAINING_KEYS,
} from "./method";

const GRID_VALUE = (argument: string, value: unknown): GridValue =>
  value === "off" ? value : checkNumber(argument, value);

/** The names that specs may have as `method`. */
export const methodNames: readonly string[] = [...METHOD_CATALOGUE.keys()];

/**
 * What a method is: label, family, origin, what is tuned and over which values.
 *
 * @throws ArgumentError for an unknown name
 */
export function methodInfo(name: string): MethodInfo {
  return METHOD_CATALOGUE.get(checkChoice("method", name, methodNames))!;
}

/** How `adviseLoss` is told to make the loss of a method. */
export function recipeOf(name: string): LossRecipe {
  const { loss, fixed, defaults, tuned, required } = methodInfo(name);
  return { loss, options: { ...fixed, ...defaults }, tuned, needsFeatures: required.includes("features") };
}

/**
 * The loss and the training options of a method. The tuned value "off" gives the plain loss on the method's base. The
 * warm-up is the study's, the same for every method.
 *
 * @throws ArgumentError for an unknown method or option, a missing one, and a value that the loss refuses
 */
export function buildMethod(spec: MethodSpec): BuiltMethod {
  const info = methodInfo(anyObject("spec", spec).method as string);
  const { inputSd, ...values } = allValues(info, spec);
  if (inputSd !== undefined) checkNumber(`${info.name}.inputSd`, inputSd, { above: 0 });
  const training: MethodTraining = {};
  for (const key of TRAINING_KEYS) {
    const value = values[key];
    delete values[key];
    if (value === undefined || value === "off") continue;
    const bounds = key === "slopeLossFraction" ? { above: 0, max: 1 } : { min: 0 };
    training[key] = checkNumber(`${info.name}.${key}`, value, bounds);
  }
  const isOff = info.tuned !== null && spec[info.tuned] === "off";
  // where the method is off, its loss is made all the same: the other options are checked by it
  const own = isOff && info.tuned! in values ? { ...values, [info.tuned!]: info.grid[1] } : values;
  const loss = lossOf(info, own, Number(inputSd));
  if (!isOff) return { loss, training, simexSd: info.name === "simex" ? Number(inputSd) : undefined };
  delete training.slopeLossFraction; // there is one loss for all rows
  return { loss: plainOf(values), training };
}

function lossOf(info: MethodInfo, values: Record<string, MethodValue>, inputSd: number): GradientAwareLoss {
  if (info.loss === "effectiveVariance") {
    const residualVariance = checkNumber("residualVariance", values.residualVariance, { above: 0 });
    return effectiveVariance({ inputSd, residualVariance, features: values.features as readonly string[] });
  }
  if (info.name !== "laiPerFeature") return createLoss(info.loss, values);
  // a list of lambdas is how laiLoss is asked for a multiplier of each feature
  const features = values.features as readonly string[];
  return createLoss(info.loss, { ...values, lambda: features.map(() => values.lambda) });
}

/**
 * The specs that a study tries for a method: the spec with each value of the grid, or the spec alone where nothing is
 * tuned or the spec gives the tuned value itself.
 *
 * @param grid defaults to the method's own
 */
export function methodCandidates(spec: MethodSpec, grid?: readonly GridValue[]): MethodSpec[] {
  const { tuned, grid: own } = methodInfo(anyObject("spec", spec).method as string);
  if (grid !== undefined) list(GRID_VALUE)("grid", grid);
  if (tuned === null || spec[tuned] !== undefined) return [spec];
  return (grid ?? own).map((value) => ({ ...spec, [tuned]: value }));
}

/** A method as tables name it, with the value of what is tuned: "Lai-MSE, lambda 0.3". */
export function methodLabel(spec: MethodSpec): string {
  const { label, tuned } = methodInfo(anyObject("spec", spec).method as string);
  const value = tuned === null ? undefined : spec[tuned];
  if (value === undefined) return label;
  if (value === "off") return `${label}, off`;
  return `${label}, ${tuned} ${typeof value === "number" ? Number(value.toPrecision(6)) : value}`;
}

/** The spec's values over the method's own, checked for what is missing, unknown or not to be changed. */
function allValues(info: MethodInfo, spec: MethodSpec): Record<string, MethodValue> {
  const { method: _method, ...given } = anyObject("spec", spec) as MethodSpec;
  const { name, tuned, fixed, defaults, required } = info;
  const known = [tuned ?? [], Object.keys(fixed), Object.keys(defaults), required, "features", TRAINING_KEYS].flat();
  // the values are checked by the loss and the training that they go to
  object(Object.fromEntries(known.map((key) => [key, (_argument, value) => value])) satisfies Rules)(name, given);
  for (const [key, value] of Object.entries(fixed)) {
    if (given[key] !== undefined && given[key] !== value) {
      throw new ArgumentError(`${name}.${key}`, given[key], `it is ${value} in this method; choose another method.`);
    }
  }
  for (const key of tuned ? [...required, tuned] : required) {
    if (given[key] === undefined) throw new ArgumentError(`${name}.${key}`, undefined, "this method needs it.");
  }
  if (required.includes("features") && !Array.isArray(given.features)) {
    throw new ArgumentError(`${name}.features`, given.features, "give a list of names of features.");
  }
  return { ...fixed, ...defaults, ...given };
}

function plainOf({ base = "mse", delta }: Record<string, MethodValue>): GradientAwareLoss {
  return createLoss("plain", delta === undefined ? { base } : { base, delta });
}
