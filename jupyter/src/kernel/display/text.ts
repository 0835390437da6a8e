import { inspect } from "node:util";

export const MOST_CHARACTERS = 20_000;

/** A value as text, as Node writes it; a string as it is. */
export function textForm(value: unknown): string {
  if (typeof value === "string") return cut(value);
  return cut(inspect(value, { maxArrayLength: 100, maxStringLength: MOST_CHARACTERS, breakLength: 100 }));
}

/** A long text is cut, and its size said. */
export function cut(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const left = text.length - MOST_CHARACTERS;
  return `${text.slice(0, MOST_CHARACTERS)}\n… ${left.toLocaleString("en-US")} more characters of ${text.length.toLocaleString("en-US")}`;
}
