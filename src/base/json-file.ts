import { ArgumentError } from "./check";

/** @throws ArgumentError where a text is not JSON; a byte order mark before it is passed over */
export function parseJson(text: string, argument: string, remedy: string): unknown {
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (error) {
    const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
    throw new ArgumentError(argument, shown, `it is not JSON: ${(error as Error).message}; ${remedy}.`);
  }
}
