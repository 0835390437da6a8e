import { nearest, show } from "./show";

/** Thrown before anything is trained or written: names the argument, the value it had and the remedy. */
export class ArgumentError extends Error {
  override readonly name: string = "ArgumentError";
  constructor(
    readonly argument: string,
    readonly value: unknown,
    readonly remedy: string,
  ) {
    super(`${argument} is ${show(value)}: ${remedy}`);
  }
}

/**
 * What a value must be: gives the value back, or throws an ArgumentError under the argument's name. Undefined is refused by
 * all rules but `optional`, null by all.
 */
export type Rule<T> = (argument: string, value: unknown) => T;

/** The known keys of an object, each with its rule. */
export type Rules = Readonly<Record<string, Rule<unknown>>>;

/** An object that its rules have checked: defaults are filled in, keys without a value left out. */
export type Checked<R extends Rules> = {
  [K in keyof R as undefined extends ReturnType<R[K]> ? never : K]: ReturnType<R[K]>;
} & { [K in keyof R as undefined extends ReturnType<R[K]> ? K : never]?: ReturnType<R[K]> };

/** Options of version 0.1 that have another name now. Files that it wrote are still read. */
export const RENAMED_OPTIONS: Readonly<Record<string, string>> = {
  laiFraction: "slopeLossFraction",
  laiRows: "slopeLossRows",
};

/**
 * Checks the options of a function by a table of rules, and fills in their defaults.
 *
 * @param name what an unknown key is reported under, such as the function's name
 * @throws ArgumentError where the options are no plain object, for an unknown key (nothing is ignored in silence), and by the rules
 */
export function checkOptions<R extends Rules>(name: string, options: unknown, rules: R): Checked<R> {
  return readObject("options", options, rules, `${name}.`, "");
}

/** A plain object of known keys, such as an option that has parts. */
export function object<R extends Rules>(rules: R): Rule<Checked<R>> {
  return (argument, value) => readObject(argument, value, rules, `${argument}.`, `${argument}.`);
}

function readObject<R extends Rules>(
  argument: string,
  value: unknown,
  rules: R,
  unknownPrefix: string,
  prefix: string,
): Checked<R> {
  const known = Object.keys(rules);
  const given = plainObject(argument, value, `give an object with ${known.join(", ")}`);
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(rules, key)) continue;
    const renamed = Object.hasOwn(RENAMED_OPTIONS, key) ? RENAMED_OPTIONS[key] : "";
    const remedy = known.includes(renamed)
      ? `its name is ${renamed} now.`
      : `unknown option; the known ones are ${known.join(", ")}${nearest(key, known)}`;
    throw new ArgumentError(unknownPrefix + key, given[key], remedy);
  }
  const checked: Record<string, unknown> = {};
  for (const key of known) {
    const found = rules[key](prefix + key, given[key]);
    if (found !== undefined) checked[key] = found;
  }
  return checked as Checked<R>;
}

function plainObject(argument: string, value: unknown, remedy: string): Record<string, unknown> {
  if (isPlainObject(value)) return value;
  throw new ArgumentError(argument, value, `${remedy}.`);
}

/** An object of no class, also of another realm, such as a worker's or a notebook's. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** An object that has at least these fields, given back as it is: data, which may hold more than is looked at. */
export function fields<T extends object>(rules: { readonly [K in keyof T]-?: Rule<unknown> }): Rule<T> {
  return (argument, value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new ArgumentError(argument, value, `give an object with ${Object.keys(rules).join(", ")}.`);
    }
    for (const [key, rule] of Object.entries(rules) as [string, Rule<unknown>][]) {
      rule(`${argument}.${key}`, (value as Record<string, unknown>)[key]);
    }
    return value as T;
  };
}

/** A plain object of any keys. */
export const anyObject: Rule<Record<string, unknown>> = (argument, value) =>
  plainObject(argument, value, "give an object such as { name: value }");

/** A plain object of any keys whose values all keep to one rule. */
export function mapOf<T>(rule: Rule<T>): Rule<Record<string, T>> {
  return (argument, value) => {
    for (const [key, one] of Object.entries(anyObject(argument, value))) rule(`${argument}.${key}`, one);
    return value as Record<string, T>;
  };
}

/** The rule for an option that may be left out: undefined is the same as absent. */
export function optional<T>(rule: Rule<T>): Rule<T | undefined>;
export function optional<T, F extends T>(rule: Rule<T>, fallback: F): Rule<T>;
export function optional<T>(rule: Rule<T>, fallback?: T): Rule<T | undefined> {
  return (argument, value) => (value === undefined ? fallback : rule(argument, value));
}

/** The rule for a value that may be null. */
export function nullable<T>(rule: Rule<T>): Rule<T | null> {
  return (argument, value) => (value === null ? value : rule(argument, value));
}

/** A value that passes a test. */
export function where<T>(test: (value: unknown) => boolean, remedy: string): Rule<T> {
  return (argument, value) => {
    if (test(value)) return value as T;
    throw new ArgumentError(argument, value, remedy);
  };
}

export interface Bounds {
  above?: number;
  min?: number;
  max?: number;
  integer?: boolean;
}

/** Checks that a value is a finite number inside the bounds; returns it. Whole numbers are those that are exact, up to 2^53. */
export function checkNumber(argument: string, value: unknown, bounds: Bounds = {}): number {
  const { above, min, max, integer = false } = bounds;
  const ok =
    typeof value === "number" &&
    Number.isFinite(value) &&
    (above === undefined || value > above) &&
    (min === undefined || value >= min) &&
    (max === undefined || value <= max) &&
    (!integer || Number.isSafeInteger(value));
  if (ok) return value;
  const limits = [
    above !== undefined && `above ${above}`,
    min !== undefined && `of at least ${min}`,
    max !== undefined && `of at most ${max}`,
  ].filter(Boolean);
  const kind = integer ? "a whole number" : "a finite number";
  throw new ArgumentError(argument, value, `give ${[kind, limits.join(" and ")].filter(Boolean).join(" ")}.`);
}

export function checkChoice<T extends string>(argument: string, value: unknown, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  const known = choices.map((choice) => JSON.stringify(choice)).join(", ");
  throw new ArgumentError(argument, value, `give one of ${known}${nearest(value, choices)}`);
}

export function number(bounds: Bounds = {}): Rule<number> {
  return (argument, value) => checkNumber(argument, value, bounds);
}

/** A whole number from 1 on, with a limit where so many would fill the memory. */
export function count(max?: number): Rule<number> {
  return number({ min: 1, max, integer: true });
}

export const SEED: Rule<number> = optional(number({ integer: true }), 0);

export const boolean: Rule<boolean> = where((value) => typeof value === "boolean", "give true or false.");
export const text: Rule<string> = where((value) => typeof value === "string", "give a text.");
export const path: Rule<string> = where((value) => typeof value === "string" && value !== "", "give a path.");
export const abortSignal: Rule<AbortSignal> = where(
  (value) => typeof value === "object" && typeof (value as Partial<AbortSignal> | null)?.throwIfAborted === "function",
  "give an AbortSignal, such as new AbortController().signal.",
);

export function choice<const T extends string>(choices: readonly T[]): Rule<T> {
  return (argument, value) => checkChoice(argument, value, choices);
}

// biome-ignore lint/suspicious/noExplicitAny: whatever it takes and returns
export function callback<F extends (...args: any[]) => unknown>(): Rule<F> {
  return where((value) => typeof value === "function", "give a function.");
}

/** How many values a list has. */
export interface Length {
  /** at least so many */
  least?: number;
  /** exactly so many */
  length?: number;
  /** said of what is no list, or has another length */
  remedy?: string;
}

/** A list whose items all keep to one rule. */
export function list<T>(rule: Rule<T>, bounds: Length & { unique?: boolean } = {}): Rule<T[]> {
  return (argument, value) => {
    if (!Array.isArray(value)) throw new ArgumentError(argument, value, bounds.remedy ?? "give a list.");
    checkLength(argument, value, bounds);
    return Array.from(value, (item, i) => {
      if (bounds.unique && value.indexOf(item) < i)
        throw new ArgumentError(`${argument}[${i}]`, item, "name each one once.");
      return rule(`${argument}[${i}]`, item);
    });
  };
}

/** A list of two values that keep to one rule. */
export function pair<T>(rule: Rule<T>): Rule<[T, T]> {
  return list(rule, { length: 2 }) as Rule<unknown> as Rule<[T, T]>;
}

/** Numbers in a list or a typed array, at least one where nothing else is said. */
export interface NumbersBounds extends Bounds, Length {
  /** each above the one before */
  ascending?: boolean;
  /** also NaN and infinity, as a model may predict them */
  anyNumber?: boolean;
}

/** Numbers in a list or a typed array, each inside the bounds; given back as they are. */
export function numbers(bounds: NumbersBounds = {}): Rule<ArrayLike<number>> {
  return (argument, value) => checkNumbers(argument, value, bounds);
}

/** Numbers in ascending order, as a list of its own. */
export function ascending(bounds: NumbersBounds = {}): Rule<number[]> {
  return (argument, value) => Array.from(checkNumbers(argument, value, { ...bounds, ascending: true }));
}

export function checkNumbers(argument: string, value: unknown, bounds: NumbersBounds = {}): ArrayLike<number> {
  const values = value as ArrayLike<number>;
  if (typeof value !== "object" || value === null || !Number.isSafeInteger(values.length) || values.length < 0) {
    throw new ArgumentError(argument, value, bounds.remedy ?? "give numbers, in a list or a typed array.");
  }
  checkLength(argument, values, { least: 1, ...bounds });
  for (let i = 0; i < values.length; i++) {
    if (!bounds.anyNumber || typeof values[i] !== "number") checkNumber(`${argument}[${i}]`, values[i], bounds);
    if (bounds.ascending && i > 0 && !(values[i] > values[i - 1]))
      throw new ArgumentError(`${argument}[${i}]`, values[i], "give them in ascending order.");
  }
  return values;
}

function checkLength(argument: string, { length }: ArrayLike<unknown>, bounds: Length): void {
  if (bounds.length === undefined ? length >= (bounds.least ?? 0) : length === bounds.length) return;
  const wanted = bounds.length ?? `at least ${bounds.least}`;
  throw new ArgumentError(argument, `${length} values`, bounds.remedy ?? `give ${wanted}.`);
}
