import { ArgumentError, isPlainObject } from "../base/check";

/**
 * Checks that a value comes back from JSON as it is: null, texts, booleans, finite numbers, and lists and plain objects of
 * them. A property that is undefined counts as left out.
 *
 * @param argument what the error calls it; the place inside of it is added, such as `preprocessing.target.mean`
 * @throws ArgumentError for NaN, infinite numbers, functions, bigints, dates, typed arrays, maps and what contains itself
 */
export function checkPlainJson(argument: string, value: unknown, within: readonly unknown[] = []): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") {
    if (!Number.isFinite(value))
      throw new ArgumentError(argument, value, "JSON has finite numbers only; leave it out.");
    return;
  }
  if (!Array.isArray(value) && !isPlainObject(value)) {
    const kind = typeof value === "object" ? `a ${value.constructor?.name ?? "object"}` : typeof value;
    const shown = typeof value === "bigint" ? `${value}n` : value;
    throw new ArgumentError(argument, shown, `it is ${kind}, which JSON does not have; give plain lists and objects.`);
  }
  if (within.includes(value)) {
    throw new ArgumentError(argument, "circular", "it is a part of itself; give data without references back.");
  }
  const inner = [...within, value];
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) checkPlainJson(`${argument}[${i}]`, value[i], inner);
    return;
  }
  for (const [key, part] of Object.entries(value)) {
    if (part !== undefined) checkPlainJson(`${argument}.${key}`, part, inner);
  }
}
