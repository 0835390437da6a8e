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

/** Checks that a value is a finite number inside the bounds; returns it. */
export function checkNumber(
  argument: string,
  value: unknown,
  bounds: { above?: number; min?: number; max?: number; integer?: boolean } = {},
): number {
  const { above, min, max, integer = false } = bounds;
  const ok =
    typeof value === "number" &&
    Number.isFinite(value) &&
    (above === undefined || value > above) &&
    (min === undefined || value >= min) &&
    (max === undefined || value <= max) &&
    (!integer || Number.isInteger(value));
  if (ok) return value;
  const limits = [
    above !== undefined && `above ${above}`,
    min !== undefined && `of at least ${min}`,
    max !== undefined && `of at most ${max}`,
  ].filter(Boolean);
  const kind = integer ? "a whole number" : "a finite number";
  throw new ArgumentError(argument, value, `give ${[kind, limits.join(" and ")].filter(Boolean).join(" ")}.`);
}

/** Checks that a value is one of a fixed set; returns it. */
export function checkChoice<T extends string>(argument: string, value: unknown, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  throw new ArgumentError(argument, value, `give one of ${choices.map((c) => JSON.stringify(c)).join(", ")}.`);
}

/** Checks that an options object has no unknown names, which would otherwise be ignored in silence. */
export function checkKeys(argument: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new ArgumentError(
        `${argument}.${key}`,
        (options as Record<string, unknown>)[key],
        `unknown option; the known ones are ${known.join(", ")}.`,
      );
    }
  }
}

/** A value as an error message shows it: short, and never `[object Object]`. */
export function show(value: unknown): string {
  if (typeof value === "number" || typeof value === "undefined" || value === null) return String(value);
  if (typeof value === "function") return `a function (${value.name || "anonymous"})`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${(value as Float32Array).length})`;
  let text: string;
  try {
    text = JSON.stringify(value, (_key, v) => (typeof v === "number" && !Number.isFinite(v) ? String(v) : v));
  } catch {
    text = String(value);
  }
  if (text === undefined) text = String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
