import { AWAIT_FUNCTION, CHECK, CHECK_IN_EXPRESSION, ITERATE_FUNCTION } from "./instrument";
import { IMPORT_LATER, NAMES } from "./names";

/** What the kernel writes into the JavaScript of cells, and what stood there before. */
const WRITTEN: readonly [ours: string | RegExp, theirs: string][] = [
  [` ${CHECK}`, ""],
  [CHECK_IN_EXPRESSION, "("],
  [`${AWAIT_FUNCTION}(`, "("],
  [`${ITERATE_FUNCTION}(`, "("],
  [`${IMPORT_LATER}(require, `, "import("],
  // V8 writes a space before the comma
  [new RegExp(`\\(0 ?, (${NAMES}\\.[\\w$]+)\\)`, "g"), "$1"],
  [`${NAMES}.`, ""],
];

/** A text about code as it runs (of a message, of a function), in the words of the code as it was written. */
export function asWritten(text: string): string {
  if (!text.includes("__kernel_")) return text;
  return WRITTEN.reduce((sofar, [ours, theirs]) => sofar.replaceAll(ours, theirs), text);
}

/**
 * Functions of cells as a text are without what the kernel has put into them: they can be shown, and be given to a worker
 * thread, or to the page of a browser, to run there.
 */
export function installFunctionText(): void {
  const original = Function.prototype.toString;
  const { toString: value } = {
    toString(): string {
      return asWritten(Reflect.apply(original, this, []));
    },
  };
  Object.defineProperty(Function.prototype, "toString", { value, writable: true, configurable: true });
}
