/** Thrown before anything is run or written: names the argument, the value it had and the remedy. */
export class ArgumentError extends Error {
  override readonly name: string = "ArgumentError";
  constructor(
    readonly argument: string,
    readonly value: unknown,
    readonly remedy: string,
  ) {
    super(`${argument} is ${shown(value)}: ${remedy}`);
  }
}

/** A value as an error message shows it, short. */
export function shown(value: unknown): string {
  if (typeof value === "number" || value === undefined) return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
