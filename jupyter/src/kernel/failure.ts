import { format, inspect, types } from "node:util";
import { asWritten } from "./function-text";
import { isMachinery } from "./stacks";

/** What Jupyter's `error` message and a failed execute_reply say. */
export interface Failure {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** Translates the frames of a stack, for instance to places in cells. */
export type TranslateFrames = (frames: readonly string[]) => string[];

const asTheyAre: TranslateFrames = (frames) => [...frames];

/** How tslab's executor prints a compile error: "%s%d:%d - %s" with file, line, column and message. */
const DIAGNOSTIC_FORMAT = "%s%d:%d - %s";

/**
 * Describes what tslab's executor printed to its console about one failure of a cell.
 *
 * @param excerpt the lines of the cell around a line, to be shown below a compile error
 */
export function failureOfConsole(
  values: readonly unknown[],
  translate: TranslateFrames = asTheyAre,
  excerpt: (line: number) => string[] = () => [],
): Failure {
  if (values[0] === DIAGNOSTIC_FORMAT) {
    const text = format(...values);
    return {
      ename: "TypeScriptError",
      evalue: text,
      traceback: [`TypeScriptError: ${text}`, ...(values[1] === "" ? excerpt(Number(values[2])) : [])],
    };
  }
  return failureOf(values.length === 1 ? values[0] : format(...values), translate);
}

/** Whether tslab's executor printed that SIGINT ended the cell's own script. */
export function isInterruption(values: readonly unknown[]): boolean {
  return (values[0] as NodeJS.ErrnoException | undefined)?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}

/** Describes anything that can be thrown, also what fails when it is looked at. */
export function failureOf(thrown: unknown, translate: TranslateFrames = asTheyAre): Failure {
  try {
    return describe(thrown, translate, []);
  } catch {
    const evalue = "what was thrown cannot be shown: looking at it throws too.";
    return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
  }
}

/** @param around the errors that this one is the cause or a part of: one of them again is not described again */
function describe(thrown: unknown, translate: TranslateFrames, around: readonly unknown[]): Failure {
  if (isError(thrown)) {
    const message = String(thrown.message);
    const evalue = asWritten(message);
    const ename = nameOf(thrown, message);
    const inside = (title: string, error: unknown): string[] =>
      around.includes(error) || error === thrown
        ? []
        : [title, ...describe(error, translate, [...around, thrown]).traceback];
    const parts: unknown = (thrown as AggregateError).errors;
    const traceback = [
      ...`${ename}: ${evalue}`.split("\n"),
      ...translate(framesOf(thrown)),
      ...(thrown.cause === undefined ? [] : inside("Caused by:", thrown.cause)),
      ...(Array.isArray(parts) ? parts.flatMap((part, i) => inside(`Error ${i + 1} of ${parts.length}:`, part)) : []),
    ];
    return { ename, evalue, traceback };
  }
  const evalue = typeof thrown === "string" ? thrown : inspect(thrown, { depth: 2 });
  return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
}

/** A worker thread hands some errors on as plain ones, whose stack still tells the name: `AbortError: message`. */
function nameOf(error: Error, message: string): string {
  if (error.name !== "Error") return String(error.name || "Error");
  const lines = String(error.stack ?? "").split("\n");
  const head = lines.find((line) => line.endsWith(`: ${message.split("\n")[0]}`)) ?? "";
  return /^[A-Z]\w*(?=:)/.exec(head)?.[0] ?? "Error";
}

/** Also a DOMException, and what comes from a worker thread, which is made of an error's properties. */
function isError(thrown: unknown): thrown is Error {
  if (types.isNativeError(thrown) || thrown instanceof Error) return true;
  if (typeof thrown !== "object" || thrown === null) return false;
  const { name, message, stack } = thrown as Error;
  return typeof name === "string" && typeof message === "string" && typeof stack === "string";
}

/** Several failures of one cell as one: the name of the first, everything else in order. */
export function joinFailures(failures: readonly Failure[]): Failure {
  return {
    ename: failures[0].ename,
    evalue: failures.map((failure) => failure.evalue).join("\n"),
    traceback: failures.flatMap((failure) => failure.traceback),
  };
}

/** The frames of an error's stack without those of tslab, of this launcher and of Node's own machinery. */
function framesOf(error: Error): string[] {
  const lines = String(error.stack ?? "").split("\n");
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  return first < 0 ? [] : lines.slice(first).filter((line) => !isMachinery(line));
}

/** How a cell that was stopped is told of. */
export function stopped(returned: boolean): Failure {
  const evalue = returned
    ? "the cell ended by itself after Stop, and its variables are kept."
    : "by Stop; the variables of earlier cells are kept, and those that this cell had declared by then.";
  return { ename: "Stopped", evalue, traceback: [`Stopped: ${evalue}`] };
}
