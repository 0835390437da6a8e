import type { Failure } from "./failure";
import type { StrayError } from "./stray";

/** How a cell that was stopped is told of. */
export function stopped(returned: boolean): Failure {
  const evalue = returned
    ? "the cell ended by itself after Stop, and its variables are kept."
    : "by Stop; the variables of earlier cells are kept, those that this cell declares are not.";
  return { ename: "Stopped", evalue, traceback: [`Stopped: ${evalue}`] };
}

/** How an error is told of that came from work which an earlier cell left running. */
export function describeLateError(error: StrayError): Failure {
  const from = error.origin === null ? "an earlier cell" : `cell [${error.origin.count}]`;
  const note =
    `This error comes from work that ${from} left running without awaiting it. ` +
    "The cell here was stopped for it: mend or await that work, then run this cell again.";
  return { ...error.failure, traceback: [...error.failure.traceback, "", note] };
}
