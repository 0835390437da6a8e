import { ArgumentError } from "./check";

/**
 * Whether a text may become a part of a path or of a web address as it is: letters, digits, dots, dashes and underscores, the
 * first a letter or digit, so that it leads to no other folder; at most 100 characters.
 */
export function isName(text: unknown): text is string {
  return typeof text === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(text);
}

export const NAME_RULE = "give letters, digits, dots, dashes and underscores, the first a letter or digit";

/** @throws ArgumentError where a text is no name; returns it */
export function checkName(argument: string, value: unknown): string {
  if (isName(value)) return value;
  throw new ArgumentError(argument, value, `${NAME_RULE}.`);
}

/** @throws ArgumentError where a text is not OWNER/NAME of a data set on Kaggle; returns it */
export function checkKaggleReference(argument: string, value: string): string {
  const names = value.split("/");
  if (names.length === 2 && names.every(isName)) return value;
  throw new ArgumentError(argument, value, "give OWNER/NAME, as in the address of the set's page.");
}
