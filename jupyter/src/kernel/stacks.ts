import { sep } from "node:path";

const toText = Error.prototype.toString;
/** Node's machinery, tslab and the kernel itself. */
const MACHINERY = [
  "node:vm",
  "node:internal",
  "node:async_hooks",
  "node:events",
  `${sep}tslab${sep}dist${sep}`,
  __dirname,
];

/** Whether a frame of a stack names code that runs cells, rather than theirs. */
export function isMachinery(frame: string): boolean {
  return MACHINERY.some((name) => frame.includes(name));
}

/**
 * Lets every stack, also a printed one (console.error(error), error.stack), name cells and their lines, without the frames
 * of the kernel. V8 asks for it when a stack is looked at for the first time.
 */
export function nameCellsInStacks(translate: (frames: readonly string[]) => string[]): void {
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map((site) => `    at ${site}`);
    return [headOf(error), ...orAsTheyAre(frames, translate)].join("\n");
  };
}

function orAsTheyAre(frames: string[], translate: (frames: readonly string[]) => string[]): string[] {
  try {
    return translate(frames.filter((frame) => !isMachinery(frame)));
  } catch {
    return frames; // such as at the end of the call stack
  }
}

/** As V8 and Node write it: TypeError [ERR_INVALID_ARG_TYPE]: message. */
function headOf(error: Error): string {
  try {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== "string" || !code.startsWith("ERR_")) return toText.call(error);
    return `${error.name} [${code}]: ${error.message}`;
  } catch {
    return "<error>";
  }
}
