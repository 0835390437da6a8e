import { format, inspect, types } from "node:util";

/** What Jupyter's `error` message and a failed execute_reply say. */
export interface Failure {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** How tslab's executor prints a compile error: "%s%d:%d - %s" with file, line, column and message. */
const DIAGNOSTIC_FORMAT = "%s%d:%d - %s";

/** Describes what tslab's executor printed to its console about one failure of a cell. */
export function failureOfConsole(values: readonly unknown[]): Failure {
  if (values[0] === DIAGNOSTIC_FORMAT) {
    const text = format(...values);
    return { ename: "TypeScriptError", evalue: text, traceback: [`TypeScriptError: ${text}`] };
  }
  return failureOf(values.length === 1 ? values[0] : format(...values));
}

/** Describes anything that can be thrown. */
export function failureOf(thrown: unknown): Failure {
  if (types.isNativeError(thrown)) {
    const ename = String(thrown.name || "Error");
    const evalue = String(thrown.message);
    const causes = thrown.cause === undefined ? [] : failureOf(thrown.cause).traceback;
    const traceback = stackOf(thrown, ename, evalue);
    return { ename, evalue, traceback: causes.length > 0 ? [...traceback, "Caused by:", ...causes] : traceback };
  }
  const evalue = typeof thrown === "string" ? thrown : inspect(thrown, { depth: 2 });
  return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
}

/** Several failures of one cell as one: the name of the first, everything else in order. */
export function joinFailures(failures: readonly Failure[]): Failure {
  return {
    ename: failures[0].ename,
    evalue: failures.map((failure) => failure.evalue).join("\n"),
    traceback: failures.flatMap((failure) => failure.traceback),
  };
}

/** The error's stack without the frames of tslab, of this launcher and of Node's own machinery. */
function stackOf(error: Error, ename: string, evalue: string): string[] {
  const lines = String(error.stack ?? "").split("\n");
  const firstFrame = lines.findIndex((line) => /^\s+at /.test(line));
  const frames = firstFrame < 0 ? [] : lines.slice(firstFrame).filter((line) => !isMachinery(line));
  return [...`${ename}: ${evalue}`.split("\n"), ...frames];
}

function isMachinery(frame: string): boolean {
  return /node:(vm|internal|async_hooks|events)|[\\/]tslab[\\/]dist[\\/]|[\\/]notebook[\\/]kernel[\\/]/.test(frame);
}
