import { format } from "node:util";
import { visibleText } from "../base/visible-text";

/**
 * From now on `console` shows characters that a terminal would obey: names and cells of data, messages of errors and warnings are
 * printed by every command, and none of them may move the cursor or rename the window. What writes to the terminal itself
 * (`StatusLine`, `ProgressLine`) does the same with its texts.
 */
export function showControlCharacters(): void {
  for (const name of ["log", "warn", "error"] as const) {
    const write = console[name];
    console[name] = (...values: unknown[]) => write("%s", visibleText(format(...values)));
  }
}
